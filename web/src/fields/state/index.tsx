import { Select } from "antd";
import { useWords } from "@/i18n";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";
import { optionOf, ToneTag, useOptions } from "../shared/options";

/** A state field offers where the record may go from where it is saved to be. */
function StateInput({ id, field, value, record, onChange, onBlur, invalid, describedBy, label }: InputProps) {
  const saved = (record["@saved_state"] as string | undefined) ?? (value as string | undefined);
  const allowed = optionOf(field, saved)?.to;
  const options = useOptions(field).filter((option) =>
    !allowed || option.value === saved || allowed.includes(option.value));
  return (
    <Select
      id={id} value={(value as string | null) ?? undefined} options={options} status={invalid ? "error" : ""}
      aria-label={label} aria-describedby={describedBy}
      onChange={(code: string) => onChange(code)} onBlur={onBlur}
    />
  );
}

function StateDisplay({ field, value }: DisplayProps) {
  const { label } = useWords();
  if (isEmpty(value)) return null;
  const option = optionOf(field, value);
  return <ToneTag tone={option?.tone}>{option ? label(option.label) : String(value)}</ToneTag>;
}

export default defineField({
  type: "state", Display: StateDisplay, Input: StateInput, filters: ["in", "not_in"], literal: "text", width: 112,
});
