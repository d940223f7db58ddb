import { CheckCircleOutlined } from "@ant-design/icons";
import { App } from "antd";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { fieldOf, propertyOf, useCatalogue } from "@/api/catalogue";
import { get } from "@/api/client";
import { expandOf, listPath, selectOf } from "@/api/odata";
import type { EntityDef, ListAnswer, RecordData } from "@/api/types";
import { isEmpty } from "@/fields/define";
import { shownDefinition } from "@/fields/registry";
import { useWords } from "@/i18n";
import { CountText } from "@/records/list/count_text";
import { listLink } from "@/records/list/list_state";
import { runAction } from "@/records/record/store";
import { ErrorState, messageOf } from "@/ui/states";
import type { CardDefinition } from "./cards";

const shownRows = 6;

function useCard(card: CardDefinition, entity: EntityDef) {
  const catalogue = useCatalogue();
  return useQuery({
    queryKey: ["cards", card.key, card.filter],
    queryFn: ({ signal }) => get<ListAnswer>(listPath(entity.set, {
      filter: card.filter, orderby: card.sort, top: shownRows, count: true,
      select: selectOf(entity, card.facts), expand: expandOf(catalogue, entity, card.facts),
    }), { signal, headers: { Prefer: "include-titles" } }),
  });
}

function Complete({ entity, record }: { entity: EntityDef; record: RecordData }) {
  const { t, label } = useWords();
  const client = useQueryClient();
  const { message } = App.useApp();
  const action = entity.actions?.find((each) => each.to_state && each.primary);
  if (!action) return null;
  const run = () => runAction(client, entity, String(record.id), action.name, {})
    .then(() => message.success(t("record.done")), (error: unknown) => message.error(messageOf(error)));
  const name = `${label(action.label)}: ${String(record[entity.title] ?? "")}`;
  return <button type="button" className="tw-complete" aria-label={name} title={label(action.label)} onClick={() => void run()}><CheckCircleOutlined aria-hidden /></button>;
}

function Row({ card, entity, record }: { card: CardDefinition; entity: EntityDef; record: RecordData }) {
  const { t } = useWords();
  return (
    <li>
      <Complete entity={entity} record={record} />
      <Link to={`/${entity.set}/${String(record.id)}`}>
        <span className="tw-card-title">{String(record[entity.title] ?? "") || t("record.unnamed")}</span>
        <span className="tw-facts">
          {card.facts.map((name) => {
            const field = fieldOf(entity, name);
            const value = field && record[propertyOf(field)];
            if (!field || isEmpty(value)) return null;
            const { Display } = shownDefinition(field);
            return <span key={name} className="tw-fact"><Display field={field} entity={entity} value={value} record={record} dense /></span>;
          })}
        </span>
      </Link>
    </li>
  );
}

export function Card({ card, entity }: { card: CardDefinition; entity: EntityDef }) {
  const { t } = useWords();
  const { data, error, refetch } = useCard(card, entity);
  const total = data && { count: data["@odata.count"] ?? data.value.length, capped: data["@tradewind.count_capped"] === true };
  const link = listLink(entity.set, { filter: card.filter, sort: card.sort });
  return (
    <article className={`tw-panel tw-card${card.tone && total?.count ? ` tw-card-${card.tone}` : ""}`} aria-labelledby={`card-${card.key}`}>
      <header>
        <h2 id={`card-${card.key}`}>{t(card.title)}</h2>
        <Link to={link} className="tw-card-number" aria-label={`${t(card.title)}: ${total?.count ?? 0}`}>{total ? <CountText total={total} /> : "…"}</Link>
      </header>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="tw-timeline-bones" aria-hidden="true"><span className="tw-bone" /><span className="tw-bone" /><span className="tw-bone" /></div>}
      {data && data.value.length === 0 && <p className="tw-card-empty">{t(card.empty)}</p>}
      {data && data.value.length > 0 && <ul>{data.value.map((record) => <Row key={String(record.id)} card={card} entity={entity} record={record} />)}</ul>}
      {total && total.count > shownRows && <Link className="tw-card-more" to={link}>{t("card.all")}</Link>}
    </article>
  );
}
