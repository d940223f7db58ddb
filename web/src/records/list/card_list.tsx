// The list on a phone: one card a record, the title first, three facts below.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { Link } from "react-router";
import { valueOf } from "@/api/catalogue";
import type { EntityDef, RecordData } from "@/api/types";
import { isEmpty } from "@/fields/define";
import { shownDefinition } from "@/fields/registry";
import { useWords } from "@/i18n";
import type { Column } from "./columns";
import type { Rows } from "./rows";

/** Shown as text: the card is a link already. */
const linkTypes = new Set(["email", "phone", "url"]);

function Card({ entity, columns, record }: { entity: EntityDef; columns: Column[]; record: RecordData }) {
  const { t, label } = useWords();
  const facts = columns.filter(({ field }) => field.name !== entity.title && !isEmpty(valueOf(record, field)));
  const badges = facts.filter(({ field }) => field.type === "state" || field.options?.some((option) => option.tone));
  const plain = facts.filter((column) => !badges.includes(column)).slice(0, 4);
  const title = record[entity.title];
  const show = ({ field }: Column) => {
    if (linkTypes.has(field.type)) return <span className="tw-text">{String(valueOf(record, field))}</span>;
    const { Display } = shownDefinition(field);
    return <Display field={field} entity={entity} value={valueOf(record, field)} record={record} dense />;
  };
  const titleColumn = columns.find(({ field }) => field.name === entity.title);
  return (
    <Link to={`/${entity.set}/${String(record.id)}`} className="tw-card-row">
      <span className="tw-card-head">
        <strong className="tw-text">{isEmpty(title) ? t("record.unnamed") : titleColumn ? show(titleColumn) : String(title)}</strong>
        <span className="tw-tags">{badges.slice(0, 2).map((column) => <span key={column.field.name}>{show(column)}</span>)}</span>
      </span>
      <span className="tw-card-facts">
        {plain.map((column) => (
          <span key={column.field.name} className="tw-card-fact"><span className="tw-faint">{label(column.field.label)}</span> {show(column)}</span>
        ))}
      </span>
    </Link>
  );
}

export interface CardListProps { entity: EntityDef; columns: Column[]; rows: Rows; onVisible: (range: { first: number; last: number }) => void }

export function CardList({ entity, columns, rows, onVisible }: CardListProps) {
  const { label } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => 96, overscan: 8 });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items[items.length - 1]?.index ?? 20;
  useEffect(() => { onVisible({ first, last }); }, [first, last, onVisible]);
  return (
    <div ref={scroller} className="tw-cards" aria-busy={rows.isFetching} tabIndex={0} role="group" aria-label={label(entity.label_plural ?? entity.label)}>
      <ul style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const record = rows.at(item.index);
          return (
            <li key={item.key} data-index={item.index} ref={virtualizer.measureElement} style={{ transform: `translateY(${item.start}px)` }}>
              {record ? <Card entity={entity} columns={columns} record={record} /> : <span className="tw-card-row"><span className="tw-bone" style={{ width: "60%" }} /><span className="tw-bone" style={{ width: "85%" }} /></span>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
