import { Select } from "antd";
import { useWords } from "@/i18n";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";
import { matchLabel, optionOf, ToneTag, useOptions, useClear } from "../shared/options";

export function ChoiceInput({ id, field, value, onChange, onBlur, invalid, describedBy, label, autoFocus }: InputProps) {
  const options = useOptions(field);
  return (
    <Select
      id={id} value={(value as string | null) ?? undefined} options={options} allowClear={useClear(!field.required)} autoFocus={autoFocus}
      showSearch={options.length > 7 ? { filterOption: matchLabel } : false} status={invalid ? "error" : ""}
      aria-label={label} aria-describedby={describedBy} aria-required={field.required}
      onChange={(code: string | undefined) => onChange(code ?? null)} onBlur={onBlur}
    />
  );
}

export function ChoiceDisplay({ field, value }: DisplayProps) {
  const { label } = useWords();
  if (isEmpty(value)) return null;
  const option = optionOf(field, value);
  const name = option ? label(option.label) : String(value);
  const toned = field.options?.some((each) => each.tone && each.tone !== "neutral");
  return toned ? <ToneTag tone={option?.tone}>{name}</ToneTag> : <span className="tw-text">{name}</span>;
}

export default defineField({
  type: "choice", Display: ChoiceDisplay, Input: ChoiceInput, filters: ["in", "not_in", "empty", "not_empty"],
  literal: "text", width: 112,
});
