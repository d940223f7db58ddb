// Each column with its samples and the field it goes to. Headers that are field paths find their field themselves.
import { CheckCircleFilled, MinusCircleOutlined } from "@ant-design/icons";
import { Button, InputNumber, Radio, Select } from "antd";
import { useId, useState } from "react";
import type { EntityDef } from "@/api/types";
import { labelIn, useWords } from "@/i18n";
import { useClear } from "@/fields/shared/options";
import { formatNumber } from "@/ui/format";
import { messageOf } from "@/ui/states";
import { rereadFile, suggestMapping } from "./api";
import type { FileInfo, MappingInfo, Mode, PathInfo, Plan, Reading } from "./api";

const encodings = ["UTF-8", "GB18030", "GBK", "Big5", "UTF-16LE", "UTF-16BE", "windows-1252"];
const delimiters = [",", ";", "tab", "|", " "] as const;

export interface MapColumnsProps {
  entity: EntityDef;
  file: FileInfo;
  suggestion: MappingInfo;
  onBack: () => void;
  onReread: (file: FileInfo, suggestion: MappingInfo) => void;
  onDone: (plan: Plan) => void;
}

function useDelimiterName() {
  const { t } = useWords();
  return (delimiter: string) => {
    if (delimiter === "\t" || delimiter === "tab") return t("import.tab");
    return delimiter === " " ? t("import.space") : delimiter;
  };
}

function ReadingBar({ entity, file, onReread }: Pick<MapColumnsProps, "entity" | "file" | "onReread">) {
  const { t, language } = useWords();
  const id = useId();
  const nameOf = useDelimiterName();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const reread = async (change: Reading) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const next = await rereadFile(file, change);
      onReread(next, await suggestMapping(next, entity.set));
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  const sheets = file.sheets ?? [];
  const known = file.encoding && !encodings.includes(file.encoding) ? [file.encoding, ...encodings] : encodings;
  return (
    <div className="tw-reading" aria-busy={busy}>
      {file.encoding && !sheets.length && (
        <div><label htmlFor={`${id}-encoding`}>{t("import.encoding")}</label>
          <Select id={`${id}-encoding`} size="small" value={file.encoding} options={known.map((value) => ({ value, label: value }))} onChange={(encoding: string) => void reread({ encoding })} popupMatchSelectWidth={false} /></div>
      )}
      {file.delimiter && !sheets.length && (
        <div><label htmlFor={`${id}-delimiter`}>{t("import.delimiter")}</label>
          <Select id={`${id}-delimiter`} size="small" value={file.delimiter} options={[...new Set([file.delimiter, ...delimiters])].map((value) => ({ value, label: nameOf(value) }))} onChange={(delimiter: string) => void reread({ delimiter })} popupMatchSelectWidth={false} /></div>
      )}
      {sheets.length > 0 && (
        <div><label htmlFor={`${id}-sheet`}>{t("import.sheet")}</label>
          <Select id={`${id}-sheet`} size="small" value={file.sheet ?? sheets[0]} options={sheets.map((value) => ({ value, label: value }))} onChange={(sheet: string) => void reread({ sheet })} popupMatchSelectWidth={false} /></div>
      )}
      <div><label htmlFor={`${id}-header`}>{t("import.header_row")}</label>
        <InputNumber id={`${id}-header`} size="small" min={0} max={100} value={file.header_row ?? 1} controls={false} className="tw-header-row" onPressEnter={(event) => void reread({ header_row: Number((event.target as HTMLInputElement).value) })} onBlur={(event) => { const row = Number(event.target.value); if (row !== (file.header_row ?? 1)) void reread({ header_row: row }); }} /></div>
      <span className="tw-spring" />
      <span className="tw-faint">{t("import.rows", { count: formatNumber(file.rows, language) })}</span>
      {problem && <p className="tw-problem" role="alert">{problem}</p>}
    </div>
  );
}

function pathOptions(paths: PathInfo[], language: Parameters<typeof labelIn>[1]) {
  return paths.map((each) => {
    const name = typeof each.label === "string" ? each.label : labelIn(each.label, language);
    return { value: each.path, label: each.required ? `${name} *` : name, name };
  });
}

export function MapColumns(props: MapColumnsProps) {
  const { entity, file, suggestion, onBack, onDone } = props;
  const { t, language, list } = useWords();
  const clear = useClear();
  const [mapping, setMapping] = useState(suggestion.mapping);
  const [mode, setMode] = useState<Mode>("both");
  const options = pathOptions(suggestion.paths, language);
  const taken = new Set(Object.values(mapping));
  // A reference is given by a column of its own or by one of its target's: `account.external_id` stands for `account`.
  const isGiven = (path: string) => [...taken].some((each) => each === path || each.startsWith(`${path}.`));
  const missing = suggestion.paths.filter((each) => each.required && !isGiven(each.path));
  const choose = (column: string, path: string | undefined) => {
    const others = Object.fromEntries(Object.entries(mapping).filter(([name]) => name !== column));
    setMapping(path ? { ...others, [column]: path } : others);
  };
  const modes: { value: Mode; label: string }[] = [
    { value: "both", label: t("import.mode_both") }, { value: "new", label: t("import.mode_new") }, { value: "update", label: t("import.mode_update") },
  ];
  return (
    <div className="tw-mapping">
      <ReadingBar key={file.file + String(file.header_row)} entity={entity} file={file} onReread={props.onReread} />
      <div className="tw-lines" tabIndex={0} role="region" aria-label={t("import.step_columns")}>
        <table>
          <thead><tr><th scope="col">{t("import.column")}</th><th scope="col">{t("import.samples")}</th><th scope="col">{t("import.field")}</th></tr></thead>
          <tbody>
            {file.columns.map((column, index) => (
              <tr key={`${column.name}-${index}`}>
                <th scope="row">{mapping[column.name] ? <CheckCircleFilled className="tw-good" aria-hidden /> : <MinusCircleOutlined className="tw-faint" aria-hidden />} {column.name}</th>
                <td className="tw-samples">{column.samples.slice(0, 3).map((sample, at) => <span key={at}>{sample || "—"}</span>)}</td>
                <td>
                  <Select
                    value={mapping[column.name]} allowClear={clear} placeholder={t("import.skip")} aria-label={t("import.field_for", { column: column.name })}
                    showSearch={{ filterOption: (text, option) => `${option?.name} ${option?.value}`.toLowerCase().includes(text.trim().toLowerCase()) }}
                    options={options.filter((option) => option.value === mapping[column.name] || !taken.has(option.value))}
                    onChange={(path: string | undefined) => choose(column.name, path)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {missing.length > 0 && <p className="tw-alert" role="status">{t("import.missing", { fields: list(missing.map((each) => options.find((option) => option.value === each.path)?.name ?? "")) })}</p>}
      <fieldset className="tw-modes"><legend className="tw-label">{t("import.mode")}</legend><Radio.Group value={mode} options={modes} onChange={(event) => setMode(event.target.value as Mode)} /></fieldset>
      <div className="tw-wizard-foot">
        <Button onClick={onBack}>{t("import.other_file")}</Button>
        <span className="tw-spring" />
        <Button type="primary" disabled={Object.keys(mapping).length === 0 || (missing.length > 0 && mode !== "update")} onClick={() => onDone({ mapping, mode })}>{t("import.try")}</Button>
      </div>
    </div>
  );
}
