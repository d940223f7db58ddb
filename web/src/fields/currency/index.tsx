import { Select } from "antd";
import { useMe } from "@/app/session";
import { useWords } from "@/i18n";
import { currencyName } from "@/ui/format";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";
import { useClear } from "../shared/options";

const matchCurrency = (text: string, option: { value?: unknown; label?: unknown } | undefined) =>
  `${String(option?.value)} ${String(option?.label)}`.toLowerCase().includes(text.trim().toLowerCase());

function CurrencyInput({ id, field, value, onChange, onBlur, invalid, describedBy, label }: InputProps) {
  const { language } = useWords();
  const codes = new Set([...(useMe().currencies ?? []).map((each) => each.code), ...(value ? [String(value)] : [])]);
  const options = [...codes].map((code) => ({ value: code, label: `${code} ${currencyName(code, language)}` }));
  return (
    <Select
      id={id} value={(value as string | null) ?? undefined} options={options} allowClear={useClear(!field.required)}
      showSearch={{ filterOption: matchCurrency }} status={invalid ? "error" : ""} aria-label={label} aria-describedby={describedBy}
      onChange={(code: string | undefined) => onChange(code ?? null)} onBlur={onBlur}
    />
  );
}

function CurrencyDisplay({ value, dense }: DisplayProps) {
  const { language } = useWords();
  if (isEmpty(value)) return null;
  const code = String(value);
  return <span className="tw-text">{dense ? code : `${code} ${currencyName(code, language)}`}</span>;
}

export default defineField({
  type: "currency", Display: CurrencyDisplay, Input: CurrencyInput, filters: ["in", "not_in", "empty", "not_empty"],
  literal: "text", width: 88,
});
