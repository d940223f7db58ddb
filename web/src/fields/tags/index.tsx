import { Select } from "antd";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";
import { ToneTag } from "../shared/options";

function TagsInput({ id, value, onChange, onBlur, describedBy, label }: InputProps) {
  return (
    <Select
      id={id} mode="tags" value={(value as string[] | null) ?? []} tokenSeparators={[",", "，", "、", ";", "；"]}
      aria-label={label} aria-describedby={describedBy} open={false} suffixIcon={null}
      onChange={(tags: string[]) => onChange(tags.map((tag) => tag.trim()).filter(Boolean))} onBlur={onBlur}
    />
  );
}

function TagsDisplay({ value }: DisplayProps) {
  if (isEmpty(value) || !Array.isArray(value)) return null;
  return <span className="tw-tags">{value.map((tag) => <ToneTag key={String(tag)}>{String(tag)}</ToneTag>)}</span>;
}

export default defineField({
  type: "tags", Display: TagsDisplay, Input: TagsInput, filters: ["has", "has_not", "empty", "not_empty"],
  literal: "text", width: 160,
});
