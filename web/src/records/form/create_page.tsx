// A new record: the fields that must be filled first, the rest folded below.
import { App, Button } from "antd";
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { mayCreate, propertyOf, useCatalogue } from "@/api/catalogue";
import type { Catalogue } from "@/api/catalogue";
import { ApiProblem, get, queryString } from "@/api/client";
import type { EntityDef, Json, RecordData, SearchHit } from "@/api/types";
import { useMe } from "@/app/session";
import { useShortcut } from "@/app/shortcuts";
import { useTitle } from "@/app/title";
import { useDebounced } from "@/ui/debounced";
import { useWords } from "@/i18n";
import { NotFound } from "@/pages/not_found";
import { messageOf, PageSkeleton } from "@/ui/states";
import { createRecord } from "../record/store";
import { hitFacts } from "../hit_facts";
import { useDraft } from "./draft";
import type { Draft } from "./draft";
import { FieldRow, focusFirstProblem } from "./field_row";
import { defaultsOf } from "./defaults";
import { isEditable } from "./rules";
import { sectionsOf } from "./sections";

/** References named in the address, with their titles. */
function usePrefill(catalogue: Catalogue, entity: EntityDef | undefined, parameters: URLSearchParams) {
  const given = (entity?.fields ?? []).flatMap((field) => {
    const value = parameters.get(propertyOf(field));
    return value ? [{ field, value, target: catalogue.entity(field.target) }] : [];
  });
  const results = useQueries({
    queries: given.map(({ value, target }) => ({
      queryKey: ["title", target?.set, value],
      enabled: !!target,
      queryFn: () => get<RecordData>(`${target!.set}/${encodeURIComponent(value)}${queryString({ $select: `id,${target!.title}` })}`),
    })),
  });
  const ready = results.every((result, index) => !given[index]?.target || !result.isPending);
  const record: RecordData = {};
  given.forEach(({ field, value, target }, index) => {
    if (field.type === "refs") record[propertyOf(field)] = [value];
    else record[propertyOf(field)] = value;
    const title = target && results[index]?.data?.[target.title];
    if (field.type === "refs" && target) record[field.name] = [{ id: value, [target.title]: title ?? "" }] as Json;
    else if (title !== undefined) record[`${field.name}@tradewind.title`] = title;
  });
  return { ready, record };
}

function Duplicates({ entity, name }: { entity: EntityDef; name: string }) {
  const { t, language } = useWords();
  const catalogue = useCatalogue();
  const settled = useDebounced(name.trim(), 400);
  const { data } = useQuery({
    queryKey: ["duplicates", entity.name, settled],
    enabled: settled.length >= 2,
    staleTime: 60_000,
    queryFn: () => get<{ value: SearchHit[] }>(`search${queryString({ q: settled, entity: entity.name, top: 3 })}`),
  });
  const found = settled.length >= 2 ? data?.value ?? [] : [];
  if (!found.length) return null;
  return (
    <div className="tw-duplicates" role="status">
      <span>{t("form.similar")}</span>
      {found.map((hit) => (
        <Link key={hit.id} to={`/${hit.set}/${hit.id}`} target="_blank">{hit.title}{hit.facts?.length ? ` (${hitFacts(catalogue, hit, language)})` : ""}</Link>
      ))}
    </div>
  );
}

function FormSections({ draft, entity }: { draft: Draft; entity: EntityDef }) {
  const { label, t } = useWords();
  const sections = sectionsOf(entity)
    .map((section) => ({ ...section, fields: section.fields.filter((field) => isEditable(field) && field.type !== "state") }))
    .filter((section) => section.fields.length > 0);
  const firstField = sections[0]?.fields[0];
  return sections.map((section, index) => (
    <details key={section.name} className="tw-section" open={index === 0 || section.fields.some((field) => field.required || field.type === "lines" || draft.problems[field.name])}>
      <summary><h2>{label(section.label) || t("form.details")}</h2></summary>
      <div className="tw-fields">
        {section.fields.filter(draft.isShown).map((field) => (
          <FieldRow key={field.name} field={field} draft={draft} autoFocus={field === firstField} />
        ))}
        {section.fields.some((field) => field.name === entity.title) && <Duplicates entity={entity} name={String(draft.record[entity.title] ?? "")} />}
      </div>
    </details>
  ));
}

function CreateForm({ entity, initial }: { entity: EntityDef; initial: RecordData }) {
  const { t, label } = useWords();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [saving, setSaving] = useState(false);
  const [saved] = useState<RecordData>({});
  const draft = useDraft(entity, saved, initial);
  const title = t("list.new", { entity: label(entity.label) });
  const headingId = useId();
  useTitle(title);
  const save = async () => {
    if (saving) return;
    if (!draft.checkAll()) { focusFirstProblem(); return; }
    setSaving(true);
    try {
      const created = await createRecord(client, entity, draft.body(draft.dirty.filter(draft.isShown)));
      void message.success(t("form.created", { entity: label(entity.label) }));
      void navigate(`/${entity.set}/${String(created.id)}`, { replace: true });
    } catch (error) {
      if (error instanceof ApiProblem) { draft.refuse(error); focusFirstProblem(); } else void message.error(messageOf(error));
    } finally {
      setSaving(false);
    }
  };
  useShortcut("s", () => void save(), { command: true });
  return (
    <section className="tw-page tw-page-form" aria-labelledby={headingId}>
      <header className="tw-page-head"><h1 id={headingId}>{title}</h1></header>
      <form noValidate onSubmit={(event) => { event.preventDefault(); void save(); }}>
        {draft.general.length > 0 && <div className="tw-alert" role="alert">{draft.general.map((each) => <p key={each}>{each}</p>)}</div>}
        <FormSections draft={draft} entity={entity} />
        <div className="tw-save-bar">
          <span className="tw-spring" />
          <Button onClick={() => void navigate(-1)}>{t("cancel")}</Button>
          <Button type="primary" htmlType="submit" loading={saving}>{t("save")}</Button>
        </div>
      </form>
    </section>
  );
}

export default function CreatePage() {
  const { set } = useParams();
  const [parameters] = useSearchParams();
  const catalogue = useCatalogue();
  const me = useMe();
  const entity = catalogue.ofSet(set);
  const prefill = usePrefill(catalogue, entity, parameters);
  if (!entity || !mayCreate(entity)) return <NotFound />;
  if (!prefill.ready) return <PageSkeleton />;
  return <CreateForm key={entity.name + parameters.toString()} entity={entity} initial={{ ...defaultsOf(entity, me), ...prefill.record }} />;
}
