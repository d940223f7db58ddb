// A card twice: its number in the strip on top, its rows below when there are any.
import { CheckCircleOutlined } from "@ant-design/icons";
import { App } from "antd";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { fieldOf, propertyOf, useCatalogue } from "@/api/catalogue";
import { get } from "@/api/client";
import { emptyLast, expandOf, listPath, selectOf } from "@/api/odata";
import type { EntityDef, ListAnswer, RecordData } from "@/api/types";
import { isEmpty } from "@/fields/define";
import { shownDefinition } from "@/fields/registry";
import { useWords } from "@/i18n";
import { CountText } from "@/records/list/count_text";
import { listLink } from "@/records/list/list_state";
import { titleOf } from "@/records/titles";
import { runAction } from "@/records/record/store";
import { ErrorState, messageOf } from "@/ui/states";
import type { CardDefinition } from "./cards";

const rowsOf = (card: CardDefinition) => (card.side ? 4 : 6);

export interface CardProps { card: CardDefinition; entity: EntityDef }

export function useCard({ card, entity }: CardProps) {
  const catalogue = useCatalogue();
  const fields = card.why ? [...card.facts, card.why] : card.facts;
  const query = useQuery({
    queryKey: ["cards", card.key, card.filter],
    queryFn: ({ signal }) => get<ListAnswer>(listPath(entity.set, {
      filter: card.filter, orderby: emptyLast(entity, card.sort), top: rowsOf(card), count: true,
      select: selectOf(entity, fields), expand: expandOf(catalogue, entity, fields),
    }), { signal, headers: { Prefer: "include-titles" } }),
  });
  const { data } = query;
  const total = data && { count: data["@odata.count"] ?? data.value.length, capped: data["@tradewind.count_capped"] === true };
  return { ...query, total, link: listLink(entity.set, { filter: card.filter, sort: card.sort }) };
}

const toneClass = (card: CardDefinition, count: number | undefined) => (card.tone && count ? ` tw-card-${card.tone}` : "");

export function Tile({ card, entity }: CardProps) {
  const { t } = useWords();
  const { total, link } = useCard({ card, entity });
  return (
    <li>
      <Link to={link} className={`tw-panel tw-tile${toneClass(card, total?.count)}${total?.count === 0 ? " tw-tile-none" : ""}`}>
        <span className="tw-tile-title">{t(card.title)}</span>
        <span className="tw-card-number">{total ? <CountText total={total} /> : "…"}</span>
      </Link>
    </li>
  );
}

function Complete({ entity, record }: { entity: EntityDef; record: RecordData }) {
  const { t, label } = useWords();
  const client = useQueryClient();
  const { message } = App.useApp();
  const action = entity.actions?.find((each) => each.to_state && each.primary && each.to_state === "done");
  if (!action) return null;
  const run = () => runAction(client, entity, String(record.id), action.name, {})
    .then(() => message.success(t("record.done")), (error: unknown) => message.error(messageOf(error)));
  const name = `${label(action.label)}: ${String(record[entity.title] ?? "")}`;
  return <button type="button" className="tw-complete" aria-label={name} title={label(action.label)} onClick={() => void run()}><CheckCircleOutlined aria-hidden /></button>;
}

function Value({ entity, record, name }: { entity: EntityDef; record: RecordData; name: string }) {
  const field = fieldOf(entity, name);
  const value = field && record[propertyOf(field)];
  if (!field || isEmpty(value)) return null;
  const { Display } = shownDefinition(field);
  return <span className="tw-fact"><Display field={field} entity={entity} value={value} record={record} dense /></span>;
}

function Row({ card, entity, record }: CardProps & { record: RecordData }) {
  const { t } = useWords();
  const why = card.why && fieldOf(entity, card.why);
  const title = String(record[entity.title] ?? "");
  const facts = card.facts.filter((name) => {
    const named = titleOf({ name }, record);
    return !card.usual?.includes(String(record[name])) && !(named && title.includes(named)); // said already
  });
  return (
    <li>
      <Complete entity={entity} record={record} />
      <Link to={`/${entity.set}/${String(record.id)}`}>
        <span className="tw-card-title" title={title}>{title || t("record.unnamed")}</span>
        {facts.length > 0 && <span className="tw-facts">{facts.map((name) => <Value key={name} entity={entity} record={record} name={name} />)}</span>}
        {why && !isEmpty(record[why.name]) && <span className="tw-facts tw-card-why"><Value entity={entity} record={record} name={why.name} /></span>}
      </Link>
    </li>
  );
}

/** The rows of a card; nothing where there is nothing to do, for the strip says so already. */
export function Card({ card, entity }: CardProps) {
  const { t } = useWords();
  const { data, error, refetch, total, link } = useCard({ card, entity });
  if (!error && total?.count === 0) return null;
  return (
    <article className={`tw-panel tw-card${toneClass(card, total?.count)}`} aria-labelledby={`card-${card.key}`}>
      <header>
        <h2 id={`card-${card.key}`}>{t(card.title)}</h2>
        <Link to={link} className="tw-card-count" aria-label={`${t(card.title)}: ${total?.count ?? 0}`}>{total && <CountText total={total} />}</Link>
      </header>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="tw-timeline-bones" aria-hidden="true"><span className="tw-bone" /><span className="tw-bone" /><span className="tw-bone" /></div>}
      {data && <ul>{data.value.map((record) => <Row key={String(record.id)} card={card} entity={entity} record={record} />)}</ul>}
      {total && total.count > rowsOf(card) && <Link className="tw-card-more" to={link}>{t("card.all")}</Link>}
    </article>
  );
}
