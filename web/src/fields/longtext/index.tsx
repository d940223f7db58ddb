import { Input } from "antd";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";

function LongTextInput({ id, field, value, onChange, onBlur, invalid, describedBy, label, autoFocus }: InputProps) {
  return (
    <Input.TextArea
      id={id} value={(value as string | null) ?? ""} autoSize={{ minRows: 2, maxRows: 12 }} maxLength={field.max_length}
      status={invalid ? "error" : ""} aria-label={label} aria-describedby={describedBy} aria-invalid={invalid} autoFocus={autoFocus}
      onChange={(event) => onChange(event.target.value || null)} onBlur={onBlur}
    />
  );
}

function LongTextDisplay({ value, dense }: DisplayProps) {
  if (isEmpty(value)) return null;
  return <span className={dense ? "tw-text" : "tw-longtext"}>{String(value)}</span>;
}

export default defineField({
  type: "longtext", Display: LongTextDisplay, Input: LongTextInput, wide: true,
  filters: ["contains", "not_contains", "empty", "not_empty"], literal: "text", width: 260,
});
