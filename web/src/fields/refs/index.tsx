import { useCatalogue } from "@/api/catalogue";
import type { Json, RecordData } from "@/api/types";
import { defineField } from "../define";
import type { DisplayProps, InputProps } from "../define";
import { ReferencePicker } from "../ref/picker";
import { ToneTag } from "../shared/options";

/** The expanded records of a `refs` field. */
function expanded(record: RecordData, name: string, title: string) {
  const items = Array.isArray(record[name]) ? record[name] as RecordData[] : [];
  return items
    .filter((item) => item && typeof item === "object")
    .map((item) => ({ value: String(item.id), label: String(item[title] ?? "…") }));
}

function RefsInput({ id, field, record, onChange, onBlur, invalid, describedBy, label }: InputProps) {
  const target = useCatalogue().entity(field.target);
  const title = target?.title ?? "name";
  return (
    <ReferencePicker
      id={id} target={field.target ?? ""} multiple chosen={expanded(record, field.name, title)} label={label} invalid={invalid}
      describedBy={describedBy} onBlur={onBlur}
      onChange={(choices) => onChange(
        choices.map((choice) => choice.value),
        { [field.name]: choices.map((choice) => ({ id: choice.value, [title]: choice.label })) as Json },
      )}
    />
  );
}

function RefsDisplay({ field, record }: DisplayProps) {
  const title = useCatalogue().entity(field.target)?.title ?? "name";
  const items = expanded(record, field.name, title);
  if (!items.length) return null;
  return <span className="tw-tags">{items.map((item) => <ToneTag key={item.value}>{item.label}</ToneTag>)}</span>;
}

export default defineField({
  type: "refs", Display: RefsDisplay, Input: RefsInput, filters: ["any_is"], literal: "text", width: 180,
});
