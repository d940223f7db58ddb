// Everything that happened to a record in one column: follow-ups, tasks, orders, changes of fields.
import { Button, Segmented } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { fieldOf, hasTrait, useCatalogue } from "@/api/catalogue";
import type { Catalogue } from "@/api/catalogue";
import type { EntityDef, FieldDef, Json, RecordData, TimelineChange, TimelineItem } from "@/api/types";
import { useMe } from "@/app/session";
import { isEmpty } from "@/fields/define";
import { shownDefinition } from "@/fields/registry";
import { useWords } from "@/i18n";
import type { TextKey } from "@/i18n";
import { dayOf, formatDateTime, formatDaysAway } from "@/ui/format";
import { Icon } from "@/ui/icons";
import { ErrorState } from "@/ui/states";
import { Composer } from "./composer";
import { useTimeline } from "./use_timeline";

type Show = "all" | "records" | "changes";

const changedField = (entity: EntityDef, name: string): FieldDef | undefined =>
  fieldOf(entity, name) ?? fieldOf(entity, name.replace(/_ids?$/, ""));

function ChangedValue({ entity, field, value }: { entity: EntityDef; field: FieldDef; value: Json | undefined }) {
  const { Display } = shownDefinition(field);
  if (isEmpty(value)) return <span className="tw-faint">—</span>;
  // The audit keeps a reference's title beside its key when it can.
  const reference = value && typeof value === "object" && !Array.isArray(value) && "id" in value ? value : undefined;
  const record: RecordData = reference ? { [`${field.name}@tradewind.title`]: reference.title ?? reference.name } : {};
  const shown = reference ? reference.id : value;
  if (field.type === "ref" && !reference) return <span className="tw-text">{String(value)}</span>;
  return <Display field={field} entity={entity} value={shown} record={record} dense />;
}

function Changes({ entity, changes }: { entity: EntityDef; changes: TimelineChange[] }) {
  const { label } = useWords();
  return (
    <ul className="tw-changes">
      {changes.map((change) => {
        const field = changedField(entity, change.field);
        if (!field || field.type === "lines") return null;
        return (
          <li key={change.field}>
            <span className="tw-faint">{label(field.label)}</span>{" "}
            {!isEmpty(change.old) && <><del><ChangedValue entity={entity} field={field} value={change.old} /></del> <span aria-hidden="true">→</span> </>}
            <ins><ChangedValue entity={entity} field={field} value={change.new} /></ins>
          </li>
        );
      })}
    </ul>
  );
}

function changeWord(item: TimelineItem): TextKey {
  if (item.verb === "delete") return "timeline.deleted";
  if (item.verb === "restore") return "timeline.restored";
  return item.verb === "create" || !item.changes?.length ? "timeline.created" : "timeline.changed";
}

/** The kind, the state, the amount. */
function Facts({ entity, fields }: { entity: EntityDef; fields: RecordData }) {
  const shown = entity.fields.filter((field) => ["choice", "state", "money"].includes(field.type) && !isEmpty(fields[field.name]));
  const told = shown.filter((field) => field.type !== "choice" || field.name === "kind" || field.options?.some((option) => option.tone)).slice(0, 3);
  if (!told.length) return null;
  return (
    <span className="tw-facts">
      {told.map((field) => {
        const { Display } = shownDefinition(field);
        return <span key={field.name} className="tw-fact"><Display field={field} entity={entity} value={fields[field.name]} record={fields} dense /></span>;
      })}
    </span>
  );
}

/** What happened on a day without an hour (a due date, an order date) shows none. */
function hasTime(entity: EntityDef, item: TimelineItem): boolean {
  if (item.at.length <= 10) return false;
  const on = item.kind === "record" ? entity.views?.calendar?.on : undefined;
  return !on || fieldOf(entity, on)?.type !== "date";
}

function Item({ item, catalogue, owner }: { item: TimelineItem; catalogue: Catalogue; owner: EntityDef }) {
  const { t, label } = useWords();
  const zone = useMe().time_zone;
  const entity = catalogue.entity(item.entity) ?? owner;
  const isChange = item.kind === "change";
  return (
    <li className={`tw-event${isChange ? " tw-event-change" : ""}`}>
      <span className="tw-event-icon"><Icon name={isChange ? "audit" : entity.icon} /></span>
      <div className="tw-event-body">
        <div className="tw-event-head">
          {isChange
            ? <span>{t(changeWord(item), { entity: label(entity.label) })}</span>
            : <Link to={`/${entity.set}/${item.id}`}>{item.title || label(entity.label)}</Link>}
          {hasTime(entity, item) && <time dateTime={item.at}>{formatDateTime(item.at, zone).slice(11)}</time>}
        </div>
        {!isChange && item.summary && <p className="tw-event-summary">{item.summary}</p>}
        {!isChange && item.fields && <Facts entity={entity} fields={item.fields} />}
        {changeWord(item) === "timeline.changed" && item.changes && <Changes entity={entity} changes={item.changes} />}
        <span className="tw-event-by">{isChange ? "" : `${label(entity.label)} · `}{item.by?.name ?? t("timeline.system")}</span>
      </div>
    </li>
  );
}

function byDay(items: TimelineItem[], catalogue: Catalogue, zone: string | undefined): [string, TimelineItem[]][] {
  const days = new Map<string, TimelineItem[]>();
  for (const item of items) {
    const entity = item.kind === "record" ? catalogue.entity(item.entity) : undefined;
    const day = !entity || hasTime(entity, item) ? dayOf(item.at, zone) : item.at.slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return [...days];
}

export function Timeline({ entity, record }: { entity: EntityDef; record: RecordData }) {
  const { t, language } = useWords();
  const catalogue = useCatalogue();
  const { time_zone: zone, today = dayOf(new Date().toISOString(), zone) } = useMe();
  const [show, setShow] = useState<Show>("all");
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useTimeline(entity, String(record.id));
  const items = (data?.pages ?? []).flatMap((page) => page.value)
    .filter((item) => show === "all" || (show === "changes") === (item.kind === "change"));
  const options = [{ value: "all", label: t("timeline.all") }, { value: "records", label: t("timeline.events") }, { value: "changes", label: t("timeline.changes") }];
  return (
    <aside className="tw-timeline tw-panel" aria-label={t("timeline.title")}>
      <div className="tw-timeline-head">
        <h2>{t("timeline.title")}</h2>
        {hasTrait(entity, "timeline") && <Segmented<Show> size="small" value={show} options={options as { value: Show; label: string }[]} onChange={setShow} aria-label={t("timeline.filter")} />}
      </div>
      <Composer entity={entity} record={record} />
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {isPending && !error && <div className="tw-timeline-bones" aria-hidden="true"><span className="tw-bone" /><span className="tw-bone" /><span className="tw-bone" /></div>}
      {!isPending && !error && items.length === 0 && <p className="tw-timeline-empty">{t("timeline.empty")}</p>}
      {byDay(items, catalogue, zone).map(([day, events]) => (
        <div key={day}>
          <h3 className="tw-day">{day} <span>{formatDaysAway(day, today, language)}</span></h3>
          <ol className="tw-events">
            {events.map((item) => <Item key={`${item.kind}-${item.entity}-${item.id}-${item.at}`} item={item} catalogue={catalogue} owner={entity} />)}
          </ol>
        </div>
      ))}
      {hasNextPage && <Button block type="text" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t("timeline.more")}</Button>}
    </aside>
  );
}
