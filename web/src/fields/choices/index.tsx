import { Select } from "antd";
import { useWords } from "@/i18n";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";
import { matchLabel, optionOf, ToneTag, useOptions } from "../shared/options";

function ChoicesInput({ id, field, value, onChange, onBlur, invalid, describedBy, label }: InputProps) {
  return (
    <Select
      id={id} mode="multiple" value={(value as string[] | null) ?? []} options={useOptions(field)}
      showSearch={{ filterOption: matchLabel }} status={invalid ? "error" : ""} aria-label={label} aria-describedby={describedBy}
      onChange={(codes: string[]) => onChange(codes)} onBlur={onBlur}
    />
  );
}

function ChoicesDisplay({ field, value }: DisplayProps) {
  const { label } = useWords();
  if (isEmpty(value) || !Array.isArray(value)) return null;
  return (
    <span className="tw-tags">
      {value.map((code) => {
        const option = optionOf(field, code);
        return <ToneTag key={String(code)} tone={option?.tone}>{option ? label(option.label) : String(code)}</ToneTag>;
      })}
    </span>
  );
}

export default defineField({
  type: "choices", Display: ChoicesDisplay, Input: ChoicesInput, filters: ["has", "has_not", "empty", "not_empty"],
  literal: "text", width: 168,
});
