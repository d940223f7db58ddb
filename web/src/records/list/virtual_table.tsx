// A grid of which only the visible rows exist. Arrow keys move, Enter opens, Space selects.
import { CaretDownOutlined, CaretUpOutlined } from "@ant-design/icons";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Checkbox } from "antd";
import { useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, PointerEvent } from "react";
import { propertyOf, useCatalogue } from "@/api/catalogue";
import { parseSort, sortPath } from "@/api/odata";
import type { EntityDef, RecordData } from "@/api/types";
import { useAppearance } from "@/app/appearance";
import { shownDefinition } from "@/fields/registry";
import { useWords } from "@/i18n";
import { flexibleColumn } from "./columns";
import type { Column } from "./columns";
import type { Rows } from "./rows";
import { SkeletonRow, TableRow } from "./table_row";
import type { Layout } from "./table_row";

const checkWidth = 40;

export interface VirtualTableProps {
  entity: EntityDef;
  columns: Column[];
  rows: Rows;
  sort: string | undefined;
  selected: ReadonlySet<string>;
  selectable: boolean;
  /** Absent: as high as its rows, up to a limit. */
  fill?: boolean;
  onVisible: (range: { first: number; last: number }) => void;
  onSort: (sort: string) => void;
  onSelect: (change: (before: ReadonlySet<string>) => ReadonlySet<string>) => void;
  onOpen: (record: RecordData) => void;
  onResize: (name: string, width: number) => void;
}

/** Columns up to the title stay in sight while the others scroll sideways. */
function stickyOffsets(columns: Column[], title: string, selectable: boolean): Map<string, number> {
  const offsets = new Map<string, number>();
  const end = columns.findIndex((column) => column.field.name === title);
  let left = selectable ? checkWidth : 0;
  for (const column of columns.slice(0, end >= 0 && end < 3 ? end + 1 : 0)) {
    offsets.set(column.field.name, left);
    left += column.least;
  }
  return offsets;
}

/** One column takes what is left; the others lie between what they make do with and what they like. */
function template(columns: Column[], title: string, offsets: Layout["offsets"], selectable: boolean): string {
  const flexible = flexibleColumn(columns, title);
  return [
    ...(selectable ? [`${checkWidth}px`] : []),
    ...columns.map(({ field, least, width }, index) => {
      if (index === flexible) return `minmax(${width}px, 1fr)`;
      return offsets.has(field.name) ? `${least}px` : `minmax(${least}px, ${width}px)`; // what stays in sight has its place by its width
    }),
  ].join(" ");
}

function HeaderCell({ column, layout, index, sort, onSort, onResize }: Pick<VirtualTableProps, "sort" | "onSort" | "onResize"> & { column: Column; layout: Layout; index: number }) {
  const { label, t } = useWords();
  const path = sortPath(useCatalogue(), column.field);
  const current = parseSort(sort);
  const active = path !== undefined && (current?.property === path || current?.property === propertyOf(column.field));
  const left = layout.offsets.get(column.field.name);
  const start = useRef<{ x: number; width: number }>(undefined);
  const drag = (event: PointerEvent<HTMLSpanElement>) => {
    if (start.current) onResize(column.field.name, Math.max(56, start.current.width + event.clientX - start.current.x));
  };
  const right = shownDefinition(column.field).align === "right";
  return (
    <div
      role="columnheader" aria-colindex={index} className={`tw-th${right ? " tw-right" : ""}${left === undefined ? "" : " tw-sticky"}`} style={{ left }}
      aria-sort={active ? (current?.descending ? "descending" : "ascending") : undefined}
    >
      {path === undefined
        ? <span className="tw-th-label">{label(column.field.label)}</span>
        : (
          <button type="button" className="tw-th-label" tabIndex={-1} title={t("list.sort_by", { field: label(column.field.label) })}
            onClick={() => onSort(active && !current?.descending ? `${path} desc` : path)}>
            <span>{label(column.field.label)}</span>
            {active && (current?.descending ? <CaretDownOutlined aria-hidden /> : <CaretUpOutlined aria-hidden />)}
          </button>
        )}
      <span
        className="tw-resize" aria-hidden="true"
        onPointerDown={(event) => { start.current = { x: event.clientX, width: event.currentTarget.parentElement?.offsetWidth ?? column.width }; event.currentTarget.setPointerCapture(event.pointerId); }}
        onPointerMove={drag} onPointerUp={() => { start.current = undefined; }}
      />
    </div>
  );
}

function useVisibleRange(items: { index: number }[], onVisible: VirtualTableProps["onVisible"]) {
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? 40;
  useEffect(() => { onVisible({ first, last }); }, [first, last, onVisible]);
}

function toggled(selected: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}

export function VirtualTable(props: VirtualTableProps) {
  const { entity, columns, rows, selected, selectable, onSelect, onOpen } = props;
  const { t, label } = useWords();
  const { density } = useAppearance();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const rowHeight = density === "compact" ? 36 : 46;
  const virtualizer = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 12 });
  useEffect(() => { virtualizer.measure(); }, [rowHeight, virtualizer]);
  const items = virtualizer.getVirtualItems();
  useVisibleRange(items, props.onVisible);
  const layout = useMemo<Layout>(() => {
    const offsets = stickyOffsets(columns, entity.title, selectable);
    return { offsets, columns: template(columns, entity.title, offsets, selectable) };
  }, [columns, entity.title, selectable]);
  const openRow = useCallback((record: RecordData, index: number) => { setActive(index); onOpen(record); }, [onOpen]);
  const toggle = useCallback((key: string) => onSelect((before) => toggled(before, key)), [onSelect]);
  const flexible = flexibleColumn(columns, entity.title);
  const width = columns.reduce((sum, column, index) => sum + (index === flexible ? column.width : column.least), selectable ? checkWidth : 0);
  const shownIds = items.flatMap((item) => { const key = rows.at(item.index)?.id; return key ? [String(key)] : []; });
  const allShown = shownIds.length > 0 && shownIds.every((each) => selected.has(each));

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length };
    const record = rows.at(active);
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const next = Math.min(rows.length - 1, Math.max(0, active + step));
      setActive(next);
      virtualizer.scrollToIndex(next);
    } else if (event.key === "Enter" && record) {
      onOpen(record);
    } else if (event.key === " " && record && selectable) {
      event.preventDefault();
      toggle(String(record.id));
    }
  };

  return (
    <div
      ref={scroller} className={`tw-grid${props.fill ? " tw-grid-fill" : ""}`} role="grid" tabIndex={0} aria-label={label(entity.label_plural ?? entity.label)}
      aria-rowcount={rows.total?.capped ? -1 : rows.length + 1} aria-colcount={columns.length + (selectable ? 1 : 0)} aria-busy={rows.isFetching}
      aria-multiselectable={selectable || undefined}
      aria-activedescendant={items.some((item) => item.index === active) ? `${id}-${active}` : undefined} onKeyDown={onKeyDown}
    >
      <div className="tw-grid-inner" style={{ minWidth: width }}>
        <div role="row" aria-rowindex={1} className="tw-tr tw-thead" style={{ gridTemplateColumns: layout.columns }}>
          {selectable && (
            <div role="columnheader" className="tw-th tw-check tw-sticky" style={{ left: 0 }}>
              <Checkbox checked={allShown} indeterminate={!allShown && selected.size > 0} aria-label={t("list.select_shown")} tabIndex={-1}
                onChange={() => onSelect((before) => (allShown ? new Set() : new Set([...before, ...shownIds])))} />
            </div>
          )}
          {columns.map((column, index) => (
            <HeaderCell key={column.field.name} column={column} layout={layout} index={index + (selectable ? 2 : 1)} sort={props.sort} onSort={props.onSort} onResize={props.onResize} />
          ))}
        </div>
        <div role="rowgroup" style={{ height: virtualizer.getTotalSize(), position: "relative" }}>
          {items.map((item) => {
            const record = rows.at(item.index);
            const place = { layout, columns, selectable, index: item.index, start: item.start, height: rowHeight };
            if (!record) return <SkeletonRow key={item.key} {...place} />;
            return (
              <TableRow
                key={item.key} {...place} id={`${id}-${item.index}`} entity={entity} record={record} isSelected={selected.has(String(record.id))}
                isActive={item.index === active} onOpen={openRow} onToggle={toggle}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
