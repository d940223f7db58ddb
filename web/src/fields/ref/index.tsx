import { Link } from "react-router";
import { propertyOf, useCatalogue } from "@/api/catalogue";
import { titleOf } from "@/records/titles";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";
import { ReferencePicker } from "./picker";

function RefInput({ id, field, value, record, onChange, onBlur, invalid, describedBy, label, autoFocus }: InputProps) {
  const chosen = isEmpty(value) ? [] : [{ value: String(value), label: titleOf(field, record) ?? "…" }];
  return (
    <ReferencePicker
      id={id} target={field.target ?? ""} chosen={chosen} clearable={!field.required} label={label} invalid={invalid}
      describedBy={describedBy} autoFocus={autoFocus} onBlur={onBlur}
      onChange={([choice]) => onChange(choice?.value ?? null, {
        [`${field.name}@tradewind.title`]: choice?.label ?? null,
        [field.name]: choice?.record ?? null,
      })}
    />
  );
}

function RefDisplay({ field, value, record, dense }: DisplayProps) {
  const target = useCatalogue().entity(field.target);
  const id = value ?? record[propertyOf(field)];
  if (isEmpty(id)) return null;
  const title = titleOf(field, record) ?? "…";
  if (!target || target.can?.read === false || dense) return <span className="tw-text">{title}</span>;
  return <Link className="tw-text" to={`/${target.set}/${String(id)}`} onClick={(event) => event.stopPropagation()}>{title}</Link>;
}

export default defineField({
  type: "ref", Display: RefDisplay, Input: RefInput, filters: ["is", "is_me", "empty", "not_empty"], literal: "text", width: 168,
});
