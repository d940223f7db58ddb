import { Input, Select } from "antd";
import type { Json } from "@/api/types";
import { useWords } from "@/i18n";
import { countryName } from "@/ui/format";
import { matchCountry, useCountryOptions } from "../country";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";
import { useClear } from "../shared/options";

type Address = { street?: string; city?: string; region?: string; postcode?: string; country?: string };
const parts = ["street", "city", "region", "postcode"] as const;

function AddressInput({ id, value, onChange, onBlur, describedBy, label }: InputProps) {
  const { t } = useWords();
  const address = (value ?? {}) as Address;
  const countries = useCountryOptions();
  const clear = useClear();
  const change = (part: keyof Address, text: string | undefined) => {
    const next = Object.fromEntries(Object.entries({ ...address, [part]: text }).filter(([, each]) => each));
    onChange(isEmpty(Object.keys(next)) ? null : next as Json);
  };
  return (
    <div className="tw-address-input" role="group" aria-label={label} aria-describedby={describedBy}>
      {parts.map((part, index) => (
        <Input
          key={part} id={index === 0 ? id : `${id}-${part}`} className={`tw-address-${part}`} value={address[part] ?? ""}
          placeholder={t(`address.${part}`)} aria-label={t(`address.${part}`)} autoComplete="off"
          onChange={(event) => change(part, event.target.value)} onBlur={onBlur}
        />
      ))}
      <Select
        id={`${id}-country`} value={address.country} options={countries} allowClear={clear} showSearch={{ filterOption: matchCountry }}
        placeholder={t("address.country")} aria-label={t("address.country")}
        onChange={(code: string | undefined) => change("country", code)} onBlur={onBlur}
      />
    </div>
  );
}

function AddressDisplay({ value, dense }: DisplayProps) {
  const { language } = useWords();
  if (isEmpty(value) || typeof value !== "object") return null;
  const address = value as Address;
  const country = address.country ? countryName(address.country, language) : undefined;
  const lines = [address.street, [address.postcode, address.city].filter(Boolean).join(" "), address.region, country];
  return <span className="tw-text">{lines.filter(Boolean).join(dense || language === "en" ? ", " : "，")}</span>;
}

export default defineField({
  type: "address", Display: AddressDisplay, Input: AddressInput, wide: true, filters: ["empty", "not_empty"], literal: "text", width: 240,
});
