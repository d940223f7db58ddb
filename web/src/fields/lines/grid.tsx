// Owned children as a grid: typed like a spreadsheet, computed as you type, added up below.
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { propertyOf, useCatalogue } from "@/api/catalogue";
import type { EntityDef, FieldDef, Json, RecordData } from "@/api/types";
import { useWords } from "@/i18n";
import type { InputProps } from "../define";
import { inputOf, shownDefinition } from "../registry";
import { literalDefault } from "@/records/form/defaults";
import { isSummed, lineColumns, sumOf, withFormulas } from "./columns";

/** A line leans on its owner for the currency. */
const inOwner = (owner: RecordData, line: RecordData): RecordData => ({ currency: owner.currency, ...line });
const rowsOf = (value: Json | undefined) => (Array.isArray(value) ? value as RecordData[] : []);

function Header({ columns, extra }: { columns: FieldDef[]; extra?: boolean }) {
  const { label, t } = useWords();
  return (
    <thead>
      <tr>
        {columns.map((field) => (
          <th key={field.name} scope="col" className={shownDefinition(field).align === "right" ? "tw-right" : undefined}>
            {label(field.label)}{field.required && <span className="tw-required" aria-hidden="true">*</span>}
          </th>
        ))}
        {extra && <th scope="col"><span className="tw-hidden">{t("lines.remove")}</span></th>}
      </tr>
    </thead>
  );
}

function Totals({ target, columns, lines, owner, extra }: { target: EntityDef; columns: FieldDef[]; lines: RecordData[]; owner: RecordData; extra?: boolean }) {
  const { t } = useWords();
  const sums = columns.map((field) => (isSummed(field) ? sumOf(lines, field) : undefined));
  if (!lines.length || sums.every((sum) => sum === undefined)) return null;
  return (
    <tfoot>
      <tr>
        {columns.map((field, index) => {
          const { Display, align } = shownDefinition(field);
          const sum = sums[index];
          return (
            <td key={field.name} className={align === "right" ? "tw-right" : undefined}>
              {sum !== undefined ? <Display field={field} entity={target} value={sum} record={inOwner(owner, {})} dense /> : index === 0 ? t("lines.total") : null}
            </td>
          );
        })}
        {extra && <td />}
      </tr>
    </tfoot>
  );
}

export function LinesTable({ target, value, owner }: { field: FieldDef; target: EntityDef; value: Json | undefined; owner: RecordData }) {
  const { t } = useWords();
  const columns = lineColumns(target);
  const lines = rowsOf(value);
  if (!lines.length) return <span className="tw-faint">{t("lines.none")}</span>;
  return (
    <div className="tw-lines">
      <table>
        <Header columns={columns} />
        <tbody>
          {lines.map((line, row) => (
            <tr key={String(line.id ?? row)}>
              {columns.map((field) => {
                const { Display, align } = shownDefinition(field);
                return (
                  <td key={field.name} className={align === "right" ? "tw-right" : undefined}>
                    <Display field={field} entity={target} value={line[propertyOf(field)]} record={inOwner(owner, line)} dense={field.type !== "ref"} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
        <Totals target={target} columns={columns} lines={lines} owner={owner} />
      </table>
    </div>
  );
}

interface CellProps {
  id: string; target: EntityDef; field: FieldDef; line: RecordData; owner: RecordData; row: number; problem?: string;
  onChange: (value: Json, beside?: RecordData) => void; onBlur?: () => void;
}

function Cell({ id, target, field, line, owner, row, problem, onChange, onBlur }: CellProps) {
  const { label, t } = useWords();
  const Input = field.read_only ? undefined : inputOf(field);
  const { Display, align } = shownDefinition(field);
  const record = inOwner(owner, line);
  const value = line[propertyOf(field)];
  return (
    <td className={align === "right" ? "tw-right" : undefined}>
      {Input
        ? <Input
            id={id} field={field} entity={target} value={value} record={record} onChange={onChange} onBlur={onBlur}
            invalid={!!problem} describedBy={problem ? `${id}-problem` : undefined}
            label={t("lines.cell", { field: label(field.label), row: row + 1 })}
          />
        : <Display field={field} entity={target} value={value} record={record} dense />}
      {problem && <div className="tw-problem" id={`${id}-problem`}>{problem}</div>}
    </td>
  );
}

export function LinesInput({ id, field, value, record, onChange, onBlur, label, problems }: InputProps) {
  const { t } = useWords();
  const target = useCatalogue().entity(field.target);
  if (!target) return null;
  const columns = lineColumns(target);
  const lines = rowsOf(value);
  const write = (next: RecordData[]) => onChange(next as Json);
  const change = (row: number, property: string, next: Json, beside?: RecordData) =>
    write(lines.map((line, index) => (index === row ? withFormulas(target, { ...line, ...beside, [property]: next }) : line)));
  const problemAt = (row: number, property: string) => problems?.find((problem) =>
    problem.path === `[${row}].${property}` || problem.path === `[${row}].${property.replace(/_id$/, "")}`)?.message;
  return (
    <div className="tw-lines" role="group" aria-label={label}>
      <table>
        <Header columns={columns} extra />
        <tbody>
          {lines.map((line, row) => (
            <tr key={String(line.id ?? line["@row"] ?? row)}>
              {columns.map((column) => (
                <Cell
                  key={column.name} id={`${id}-${row}-${column.name}`} target={target} field={column} line={line} owner={record} row={row}
                  problem={problemAt(row, propertyOf(column))} onBlur={onBlur}
                  onChange={(next, beside) => change(row, propertyOf(column), next, beside)}
                />
              ))}
              <td>
                <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t("lines.remove_row", { row: row + 1 })}
                  onClick={() => write(lines.filter((_, index) => index !== row))} />
              </td>
            </tr>
          ))}
        </tbody>
        <Totals target={target} columns={columns} lines={lines} owner={record} extra />
      </table>
      <Button type="dashed" size="small" icon={<PlusOutlined aria-hidden />} onClick={() => write([...lines, newLine(columns)])}>
        {t("lines.add")}
      </Button>
    </div>
  );
}

let rows = 0;
function newLine(columns: FieldDef[]): RecordData {
  const line: RecordData = { "@row": `new-${++rows}` };
  for (const field of columns) {
    if (field.default !== undefined && !field.read_only && !isWord(field.default)) line[propertyOf(field)] = literalDefault(field);
  }
  return line;
}
const isWord = (value: Json) => ["company", "me", "my_department", "today", "now"].includes(String(value));
