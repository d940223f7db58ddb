// An action that asks something first: its question, its parameters, or both.
import { Modal } from "antd";
import { useMemo, useState } from "react";
import { ApiProblem } from "@/api/client";
import type { ActionDef, EntityDef, RecordData } from "@/api/types";
import { useMe } from "@/app/session";
import { useWords } from "@/i18n";
import { defaultsOf } from "../form/defaults";
import { useDraft } from "../form/draft";
import { FieldRow } from "../form/field_row";

export interface ActionDialogProps {
  entity: EntityDef;
  action: ActionDef;
  onRun: (parameters: RecordData) => Promise<void>;
  onClose: () => void;
}

export function ActionDialog({ entity, action, onRun, onClose }: ActionDialogProps) {
  const { t, label } = useWords();
  const me = useMe();
  const form = useMemo<EntityDef>(() => ({ ...entity, fields: action.parameters ?? [], views: {}, title: "" }), [entity, action]);
  const [saved] = useState<RecordData>({});
  const [initial] = useState(() => defaultsOf(form, me));
  const draft = useDraft(form, saved, initial);
  const [running, setRunning] = useState(false);
  const run = async () => {
    if (!draft.checkAll()) return;
    setRunning(true);
    try {
      await onRun(draft.body(form.fields.filter(draft.isShown)));
      onClose();
    } catch (error) {
      if (error instanceof ApiProblem) draft.refuse(error);
    } finally {
      setRunning(false);
    }
  };
  return (
    <Modal open title={label(action.label)} okText={label(action.label)} cancelText={t("cancel")} confirmLoading={running} onOk={() => void run()} onCancel={onClose}>
      {draft.general.map((each) => <p key={each} className="tw-problem" role="alert">{each}</p>)}
      {action.confirm && <p>{label(action.confirm)}</p>}
      <div className="tw-fields tw-fields-single">
        {form.fields.filter(draft.isShown).map((field) => <FieldRow key={field.name} field={field} draft={draft} />)}
      </div>
    </Modal>
  );
}
