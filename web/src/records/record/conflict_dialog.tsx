// Somebody saved first: both versions side by side, a choice for each field, nothing lost.
import { Modal, Radio } from "antd";
import { useState } from "react";
import { valueOf } from "@/api/catalogue";
import type { EntityDef, FieldDef, RecordData } from "@/api/types";
import { shownDefinition } from "@/fields/registry";
import { useWords } from "@/i18n";

export interface ConflictDialogProps {
  entity: EntityDef;
  fields: FieldDef[];
  mine: RecordData;
  theirs: RecordData;
  /** The fields of which mine shall stand. */
  onDone: (keep: FieldDef[]) => void;
  onCancel: () => void;
}

export function ConflictDialog({ entity, fields, mine, theirs, onDone, onCancel }: ConflictDialogProps) {
  const { t, label } = useWords();
  const [keepTheirs, setKeepTheirs] = useState<ReadonlySet<string>>(new Set());
  const choose = (name: string, theirsWins: boolean) => setKeepTheirs((before) => {
    const next = new Set(before);
    if (theirsWins) next.add(name); else next.delete(name);
    return next;
  });
  const show = (field: FieldDef, record: RecordData) => {
    const { Display } = shownDefinition(field);
    return <Display field={field} entity={entity} value={valueOf(record, field)} record={record} />;
  };
  return (
    <Modal
      open width={720} title={t("conflict.title")} okText={t("conflict.save")} cancelText={t("cancel")} onCancel={onCancel}
      onOk={() => onDone(fields.filter((field) => !keepTheirs.has(field.name)))}
    >
      <p>{t("conflict.hint")}</p>
      <table className="tw-conflict">
        <thead><tr><th scope="col">{t("conflict.field")}</th><th scope="col">{t("conflict.mine")}</th><th scope="col">{t("conflict.theirs")}</th></tr></thead>
        <tbody>
          {fields.map((field) => {
            const name = label(field.label);
            const theirsWins = keepTheirs.has(field.name);
            return (
              <tr key={field.name}>
                <th scope="row">{name}</th>
                <td><Radio checked={!theirsWins} aria-label={`${name}: ${t("conflict.mine")}`} onChange={() => choose(field.name, false)}>{show(field, mine)}</Radio></td>
                <td><Radio checked={theirsWins} aria-label={`${name}: ${t("conflict.theirs")}`} onChange={() => choose(field.name, true)}>{show(field, theirs)}</Radio></td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Modal>
  );
}
