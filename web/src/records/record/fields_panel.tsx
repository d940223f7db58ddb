// All fields in their sections. A click on a value makes it an input; what was changed carries a mark until saved.
import { EditOutlined } from "@ant-design/icons";
import { valueOf } from "@/api/catalogue";
import type { EntityDef, FieldDef } from "@/api/types";
import { isEmpty } from "@/fields/define";
import { definitionOf, shownDefinition } from "@/fields/registry";
import { useWords } from "@/i18n";
import type { Draft } from "../form/draft";
import { FieldRow } from "../form/field_row";
import { isEditable } from "../form/rules";
import { sectionsOf } from "../form/sections";

export type Editing = "all" | ReadonlySet<string>;

interface ShownFieldProps { entity: EntityDef; field: FieldDef; draft: Draft; onEdit?: () => void }

function ShownField({ entity, field, draft, onEdit }: ShownFieldProps) {
  const { label, t } = useWords();
  const { Display } = shownDefinition(field);
  const value = valueOf(draft.record, field);
  const name = label(field.label);
  const empty = isEmpty(value);
  return (
    <div className={`tw-shown${definitionOf(field.type).wide ? " tw-wide" : ""}${onEdit ? " tw-editable" : ""}`} data-field={field.name} onClick={onEdit}>
      <span className="tw-label">{name}</span>
      <div className="tw-value">
        {empty ? <span className="tw-faint">—</span> : <Display field={field} entity={entity} value={value} record={draft.record} />}
        {onEdit && (
          <button type="button" className="tw-pencil" aria-label={t("record.edit_field", { field: name })} onClick={(event) => { event.stopPropagation(); onEdit(); }}>
            <EditOutlined aria-hidden />
          </button>
        )}
      </div>
    </div>
  );
}

export interface FieldsPanelProps {
  entity: EntityDef;
  draft: Draft;
  editing: Editing;
  mayEdit: boolean;
  savedState: string | undefined;
  onEdit: (field: FieldDef) => void;
}

export function FieldsPanel({ entity, draft, editing, mayEdit, savedState, onEdit }: FieldsPanelProps) {
  const { label, t } = useWords();
  const isOpen = (field: FieldDef) => mayEdit && isEditable(field)
    && (editing === "all" || editing.has(field.name) || draft.dirty.includes(field) || !!draft.problems[field.name]);
  return sectionsOf(entity).map((section) => {
    const fields = section.fields.filter(draft.isShown);
    if (!fields.length) return null;
    return (
      <section key={section.name} className="tw-section tw-panel">
        <h2>{label(section.label) || t("form.details")}</h2>
        <div className="tw-fields">
          {fields.map((field) => (isOpen(field)
            ? <FieldRow key={field.name} field={field} draft={draft} savedState={savedState} autoFocus={editing !== "all" && editing.has(field.name)} />
            : <ShownField key={field.name} entity={entity} field={field} draft={draft} onEdit={mayEdit && isEditable(field) ? () => onEdit(field) : undefined} />))}
        </div>
      </section>
    );
  });
}
