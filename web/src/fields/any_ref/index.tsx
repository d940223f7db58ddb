import { Select, Space } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useCatalogue } from "@/api/catalogue";
import { useWords } from "@/i18n";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";
import { ReferencePicker } from "../ref/picker";

const split = (value: unknown) => String(value ?? "").split(":") as [string, string | undefined];

function AnyRefInput({ id, field, value, record, onChange, onBlur, invalid, describedBy, label }: InputProps) {
  const catalogue = useCatalogue();
  const { t, label: words } = useWords();
  const [entity, key] = split(value);
  const [kind, setKind] = useState(entity || field.targets?.[0] || "");
  const title = record[`${field.name}@tradewind.title`];
  return (
    <Space.Compact block>
      <Select
        value={kind} aria-label={t("field.kind_of", { field: label })} popupMatchSelectWidth={false}
        options={(field.targets ?? []).map((name) => ({ value: name, label: words(catalogue.entity(name)?.label) }))}
        onChange={(next: string) => { setKind(next); onChange(null); }}
      />
      <ReferencePicker
        id={id} target={kind} chosen={key ? [{ value: key, label: String(title ?? "…") }] : []} label={label} invalid={invalid}
        describedBy={describedBy} onBlur={onBlur}
        onChange={([choice]) => onChange(choice ? `${kind}:${choice.value}` : null, { [`${field.name}@tradewind.title`]: choice?.label ?? null })}
      />
    </Space.Compact>
  );
}

function AnyRefDisplay({ field, value, record }: DisplayProps) {
  const catalogue = useCatalogue();
  const { label } = useWords();
  if (isEmpty(value)) return null;
  const [name, key] = split(value);
  const entity = catalogue.entity(name);
  if (!entity || !key) return null;
  const title = record[`${field.name}@tradewind.title`];
  return <Link to={`/${entity.set}/${key}`} className="tw-text">{title ? String(title) : label(entity.label)}</Link>;
}

export default defineField({
  type: "any_ref", Display: AnyRefDisplay, Input: AnyRefInput, filters: ["empty", "not_empty"], literal: "text", width: 180,
});
