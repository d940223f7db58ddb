// One row of the grid. Drawn again only when it changes: scrolling moves rows, it does not redraw them.
import { Checkbox } from "antd";
import { memo } from "react";
import type { CSSProperties } from "react";
import { Link } from "react-router";
import { valueOf } from "@/api/catalogue";
import type { EntityDef, RecordData } from "@/api/types";
import { isEmpty } from "@/fields/define";
import { shownDefinition } from "@/fields/registry";
import { useWords } from "@/i18n";
import type { Column } from "./columns";

export interface Layout { offsets: Map<string, number>; columns: string }

function BodyCell({ entity, column, record, layout, index }: { entity: EntityDef; column: Column; record: RecordData; layout: Layout; index: number }) {
  const { field } = column;
  const { Display, align } = shownDefinition(field);
  const { t } = useWords();
  const left = layout.offsets.get(field.name);
  const value = valueOf(record, field);
  const shown = <Display field={field} entity={entity} value={value} record={record} dense />;
  return (
    <div role="gridcell" aria-colindex={index} className={`tw-td${align === "right" ? " tw-right" : ""}${left === undefined ? "" : " tw-sticky"}`} style={{ left }}>
      {field.name === entity.title
        ? <Link className="tw-row-link" tabIndex={-1} title={typeof value === "string" ? value : undefined} to={`/${entity.set}/${String(record.id)}`} onClick={(event) => event.stopPropagation()}>{isEmpty(value) ? t("record.unnamed") : shown}</Link>
        : shown}
    </div>
  );
}

export interface TableRowProps {
  id: string;
  entity: EntityDef;
  columns: Column[];
  record: RecordData;
  layout: Layout;
  index: number;
  start: number;
  height: number;
  selectable: boolean;
  isSelected: boolean;
  isActive: boolean;
  onOpen: (record: RecordData, index: number) => void;
  onToggle: (id: string) => void;
}

const placed = (layout: Layout, start: number, height: number): CSSProperties =>
  ({ gridTemplateColumns: layout.columns, height, transform: `translateY(${start}px)` });

export const TableRow = memo(function TableRow(props: TableRowProps) {
  const { entity, columns, record, layout, index, selectable, isSelected, onOpen, onToggle } = props;
  const { t } = useWords();
  const first = selectable ? 2 : 1;
  return (
    <div
      id={props.id} role="row" aria-rowindex={index + 2} aria-selected={selectable ? isSelected : undefined}
      style={placed(layout, props.start, props.height)} onClick={() => onOpen(record, index)}
      className={`tw-tr tw-row${isSelected ? " tw-selected" : ""}${props.isActive ? " tw-active" : ""}`}
    >
      {selectable && (
        <div role="gridcell" aria-colindex={1} className="tw-td tw-check tw-sticky" style={{ left: 0 }} onClick={(event) => event.stopPropagation()}>
          <Checkbox checked={isSelected} tabIndex={-1} aria-label={t("list.select_row", { name: String(record[entity.title] ?? "") })} onChange={() => onToggle(String(record.id))} />
        </div>
      )}
      {columns.map((column, at) => (
        <BodyCell key={column.field.name} entity={entity} column={column} record={record} layout={layout} index={at + first} />
      ))}
    </div>
  );
});

export interface SkeletonRowProps { columns: Column[]; selectable: boolean; layout: Layout; index: number; start: number; height: number }

export function SkeletonRow({ columns, selectable, layout, index, start, height }: SkeletonRowProps) {
  return (
    <div className="tw-tr tw-row tw-skeleton-row" style={placed(layout, start, height)} role="row" aria-rowindex={index + 2}>
      {selectable && <div role="gridcell" className="tw-td tw-check" />}
      {columns.map((column, at) => (
        <div role="gridcell" key={column.field.name} className="tw-td">
          <span className="tw-bone" style={{ width: `${45 + ((index * 7 + at * 13) % 40)}%` }} />
        </div>
      ))}
    </div>
  );
}
