import { Select } from "antd";
import { useMemo } from "react";
import { useWords } from "@/i18n";
import { countryName } from "@/ui/format";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";
import { useClear } from "../shared/options";
import { countryCodes } from "./codes";

export function useCountryOptions() {
  const { language } = useWords();
  return useMemo(() => countryCodes
    .map((code) => ({ value: code, label: countryName(code, language) }))
    .sort((a, b) => a.label.localeCompare(b.label, language)), [language]);
}

/** Found by the name in the reader's language, by the English name or by the code. */
export const matchCountry = (text: string, option: { value?: unknown; label?: unknown } | undefined) => {
  const wanted = text.trim().toLowerCase();
  const code = String(option?.value ?? "");
  return [String(option?.label ?? ""), countryName(code, "en"), code].some((each) => each.toLowerCase().includes(wanted));
};

function CountryInput({ id, field, value, onChange, onBlur, invalid, describedBy, label }: InputProps) {
  return (
    <Select
      id={id} value={(value as string | null) ?? undefined} options={useCountryOptions()} allowClear={useClear(!field.required)}
      showSearch={{ filterOption: matchCountry }} status={invalid ? "error" : ""} aria-label={label} aria-describedby={describedBy}
      onChange={(code: string | undefined) => onChange(code ?? null)} onBlur={onBlur}
    />
  );
}

function CountryDisplay({ value }: DisplayProps) {
  const { language } = useWords();
  return isEmpty(value) ? null : <span className="tw-text">{countryName(String(value), language)}</span>;
}

export default defineField({
  type: "country", Display: CountryDisplay, Input: CountryInput, filters: ["in", "not_in", "empty", "not_empty"],
  literal: "text", width: 124,
});
