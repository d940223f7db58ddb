// One record: head, path, fields, timeline, related lists. Every entity's page is this one.
import { App, Button, Modal } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { hasTrait, propertyOf, stateField, useCatalogue } from "@/api/catalogue";
import { ApiProblem } from "@/api/client";
import type { ActionDef, EntityDef, FieldDef, RecordData } from "@/api/types";
import { useShortcut } from "@/app/shortcuts";
import { useTitle } from "@/app/title";
import { holds } from "@/expression";
import { useJobs } from "@/app/jobs";
import { useWords } from "@/i18n";
import { NotFound } from "@/pages/not_found";
import { ErrorState, messageOf, PageSkeleton } from "@/ui/states";
import { Tabs } from "@/ui/tabs";
import { useEnvironment } from "../environment";
import { useDraft } from "../form/draft";
import type { Draft } from "../form/draft";
import { focusFirstProblem } from "../form/field_row";
import { listOf } from "../list/last_list";
import { neighbour } from "../list/rows";
import { focusComposer } from "../timeline/composer";
import { Timeline } from "../timeline/timeline";
import { useLastContact } from "../timeline/use_timeline";
import { ActionDialog } from "./action_dialog";
import { ConflictDialog } from "./conflict_dialog";
import { FieldsPanel } from "./fields_panel";
import type { Editing } from "./fields_panel";
import { RecordHead } from "./record_head";
import { useVisit } from "./recent";
import { RelatedList } from "./related_list";
import { StatePath } from "./state_path";
import { showSecret } from "./secret";
import { refresh, removeRecords, runAction, saveRecord, useRecord } from "./store";

export default function RecordPage() {
  const { set, id = "" } = useParams();
  const entity = useCatalogue().ofSet(set);
  if (!entity || entity.can?.read === false) return <NotFound />;
  return <LoadRecord key={`${entity.name}:${id}`} entity={entity} id={id} />;
}

function LoadRecord({ entity, id }: { entity: EntityDef; id: string }) {
  const { data, error, refetch } = useRecord(entity, id);
  const step = useStep(entity, id);
  useShortcut("j", () => void step(1)); // here, so that they work while a record loads
  useShortcut("k", () => void step(-1));
  if (data) return <RecordView entity={entity} record={data} onStep={(way) => void step(way)} />;
  if (error instanceof ApiProblem && error.status === 404) return <NotFound />;
  if (error) return <div className="tw-page"><ErrorState error={error} onRetry={() => void refetch()} /></div>;
  return <PageSkeleton />;
}

interface Conflict { theirs: RecordData; fields: FieldDef[] }

/** Saving a draft, and what happens when somebody else was faster. */
function useSaving(entity: EntityDef, record: RecordData, draft: Draft, onSaved: () => void) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const { t } = useWords();
  const [saving, setSaving] = useState(false);
  const [conflict, setConflict] = useState<Conflict>();
  const save = async (fields: FieldDef[] = draft.dirty, etag?: string) => {
    if (!fields.length) { draft.reset(); onSaved(); return; }
    if (!draft.checkAll(fields)) { focusFirstProblem(); return; }
    setSaving(true);
    try {
      await saveRecord(client, entity, record, draft.body(fields), etag);
      draft.reset();
      onSaved();
      void message.success(t("record.saved"));
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 412 && error.current) {
        setConflict({ theirs: error.current, fields });
      } else if (error instanceof ApiProblem) {
        draft.refuse(error);
        focusFirstProblem();
      } else {
        void message.error(messageOf(error));
      }
    } finally {
      setSaving(false);
    }
  };
  const settle = (keep: FieldDef[]) => {
    const etag = String(conflict?.theirs["@odata.etag"] ?? "*");
    setConflict(undefined);
    if (!keep.length) draft.reset();
    void save(keep, etag);
  };
  return { save, saving, conflict, settle, cancelConflict: () => setConflict(undefined) };
}

/** Actions and moves of the state: at once, after a question, or with parameters. */
function useActions(entity: EntityDef, record: RecordData) {
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const { t, label } = useWords();
  const { track } = useJobs();
  const environment = useEnvironment();
  const [asking, setAsking] = useState<ActionDef>();
  const [running, setRunning] = useState<string>();
  const id = String(record.id);
  const actions = (entity.actions ?? []).filter((action) => holds(action.when, record, environment));
  const perform = async (action: ActionDef, parameters: RecordData) => {
    const { job, secret } = await runAction(client, entity, id, action.name, parameters);
    if (secret) { showSecret(modal, label(action.label), secret, t); return; }
    if (job) track(job, label(action.label));
    void message.success(job ? t("job.started") : t("record.done"));
  };
  const run = async (action: ActionDef) => {
    if (action.confirm || action.parameters?.length) { setAsking(action); return; }
    setRunning(action.name);
    try { await perform(action, {}); } catch (error) { void message.error(messageOf(error)); } finally { setRunning(undefined); }
  };
  const move = async (field: FieldDef, to: string) => {
    const action = actions.find((each) => each.to_state === to);
    if (action) { await run(action); return; }
    try {
      await saveRecord(client, entity, record, { [field.name]: to });
    } catch (error) {
      void message.error(messageOf(error));
      if (error instanceof ApiProblem && error.status === 412) await refresh(client); // show what it is now
    }
  };
  return { actions, asking, running, run, perform, move, close: () => setAsking(undefined) };
}

function useStep(entity: EntityDef, id: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { t } = useWords();
  return useCallback(async (step: 1 | -1) => {
    const query = listOf(entity.set);
    const next = query && await neighbour(client, entity.set, query, id, step).catch(() => undefined);
    if (next) void navigate(`/${entity.set}/${next}`); else void message.info(t(step > 0 ? "record.no_next" : "record.no_previous"));
  }, [client, entity.set, id, message, navigate, t]);
}

/** The way to the line for a follow-up, from whichever tab. */
function useNote(entity: EntityDef): (() => void) | undefined {
  const mayNote = useCatalogue().noteRelation(entity) !== undefined;
  const [parameters, setParameters] = useSearchParams();
  const write = () => {
    if (parameters.has("tab")) setParameters({}, { replace: true });
    setTimeout(focusComposer); // once the tab is there
  };
  return mayNote ? write : undefined;
}

function RecordView({ entity, record, onStep }: { entity: EntityDef; record: RecordData; onStep: (way: 1 | -1) => void }) {
  const { t } = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [editing, setEditing] = useState<Editing>(new Set());
  const draft = useDraft(entity, record);
  const { save, saving, conflict, settle, cancelConflict } = useSaving(entity, record, draft, () => setEditing(new Set()));
  const act = useActions(entity, record);
  const id = String(record.id);
  const mayEdit = entity.can?.update ?? false;
  const state = stateField(entity);
  const lastContact = useLastContact(entity, id);
  const title = String(record[entity.title] ?? "");
  useTitle(title || undefined);
  useVisit(entity.set, id, title);

  const discard = () => { draft.reset(); setEditing(new Set()); };
  const remove = async () => { if (await removeRecords(client, entity, [id], message, t)) void navigate(`/${entity.set}`); };
  useShortcut("e", () => { if (mayEdit) setEditing("all"); });
  useShortcut("s", () => void save(), { command: true });
  const open = editing === "all" || editing.size > 0 || draft.dirty.length > 0;

  return (
    <section className="tw-page tw-record">
      <RecordHead
        entity={entity} record={record} actions={act.actions} running={act.running} lastContact={lastContact} onAction={(action) => void act.run(action)}
        onEdit={mayEdit && !open ? () => setEditing("all") : undefined} onNote={useNote(entity)} onDelete={entity.can?.delete ? () => void remove() : undefined} onStep={onStep}
      />
      {state && <StatePath field={state} record={record} mayMove={mayEdit && !state.read_only} onMove={(to) => void act.move(state, to)} />}
      <RecordTabs entity={entity} record={record}>
        {draft.general.length > 0 && <div className="tw-alert" role="alert">{draft.general.map((each) => <p key={each}>{each}</p>)}</div>}
        <FieldsPanel
          entity={entity} draft={draft} editing={editing} mayEdit={mayEdit} savedState={state && String(record[propertyOf(state)] ?? "")}
          onEdit={(field) => setEditing((before) => (before === "all" ? before : new Set([...before, field.name])))}
        />
      </RecordTabs>
      {open && (
        <div className="tw-save-bar tw-save-bar-floating" role="region" aria-label={t("record.changes")}>
          <span>{draft.dirty.length ? t("record.changed", { count: draft.dirty.length }) : t("record.unchanged")}</span>
          <span className="tw-spring" />
          <Button onClick={discard}>{t("discard")}</Button>
          <Button type="primary" loading={saving} disabled={!draft.dirty.length} onClick={() => void save()}>{t("save")}</Button>
        </div>
      )}
      {conflict && <ConflictDialog entity={entity} fields={conflict.fields} mine={draft.record} theirs={conflict.theirs} onDone={settle} onCancel={cancelConflict} />}
      {act.asking && <AskAction entity={entity} action={act.asking} onRun={act.perform} onClose={act.close} />}
    </section>
  );
}

interface AskProps { entity: EntityDef; action: ActionDef; onRun: (action: ActionDef, parameters: RecordData) => Promise<void>; onClose: () => void }

function AskAction({ entity, action, onRun, onClose }: AskProps) {
  const { t, label } = useWords();
  const { message } = App.useApp();
  if (action.parameters?.length) return <ActionDialog entity={entity} action={action} onRun={(parameters) => onRun(action, parameters)} onClose={onClose} />;
  return (
    <Modal open width={420} title={label(action.label)} okText={label(action.label)} cancelText={t("not_found.back")} onCancel={onClose}
      onOk={() => onRun(action, {}).then(onClose, (error: unknown) => { onClose(); void message.error(messageOf(error)); })}>
      <p>{label(action.confirm)}</p>
    </Modal>
  );
}

function RecordTabs({ entity, record, children }: { entity: EntityDef; record: RecordData; children: React.ReactNode }) {
  const { t, label } = useWords();
  const catalogue = useCatalogue();
  const [parameters, setParameters] = useSearchParams();
  const tabs = catalogue.tabs(entity);
  const withTimeline = hasTrait(entity, "timeline") || hasTrait(entity, "audited");
  const overview = (
    <div className={`tw-overview${withTimeline ? " tw-overview-split" : ""}`}>
      <div className="tw-overview-fields">{children}</div>
      {withTimeline && <Timeline entity={entity} record={record} />}
    </div>
  );
  if (!tabs.length) return overview;
  const items = [
    { key: "overview", label: t("record.overview"), content: () => overview },
    ...tabs.map(({ relation, target }) => ({
      key: relation.name,
      label: label(relation.label ?? target.label_plural ?? target.label),
      content: () => <RelatedList key={relation.name} relation={relation} target={target} owner={record} />,
    })),
  ];
  return (
    <Tabs
      label={label(entity.label)} active={parameters.get("tab") ?? "overview"} tabs={items}
      onChange={(key) => setParameters(key === "overview" ? {} : { tab: key }, { replace: true })}
    />
  );
}
