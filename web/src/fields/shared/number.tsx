// Numbers: typed with the digits the field keeps, shown in the reader's grouping, right-aligned and tabular.
import { InputNumber } from "antd";
import type { FieldDef, Json } from "@/api/types";
import { useWords } from "@/i18n";
import type { Translate } from "@/i18n";
import { formatNumber } from "@/ui/format";
import { isEmpty } from "../define";
import type { DisplayProps, FieldTypeDefinition, InputProps } from "../define";

export const numberFilters: FieldTypeDefinition["filters"] = ["eq", "ge", "le", "between", "gt", "lt", "ne", "empty", "not_empty"];

const grouped = (text: string) => {
  const [whole = "", fraction] = text.split(".");
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",") + (fraction === undefined ? "" : `.${fraction}`);
};

/** Full-width digits and signs, as an input method leaves them, are numbers too. */
export const parseNumberText = (text: string | undefined) =>
  (text ?? "").normalize("NFKC").replace(/[,\s、]/g, "").replace(/。/g, ".");

export interface NumberInputProps extends InputProps { scale: number; suffix?: string }

export function NumberInput({ id, field, value, onChange, onBlur, invalid, describedBy, label, scale, suffix, autoFocus }: NumberInputProps) {
  return (
    <InputNumber<string>
      id={id} stringMode controls={false} className="tw-number-input" suffix={suffix} autoFocus={autoFocus}
      value={isEmpty(value) ? null : String(value)} precision={undefined} status={invalid ? "error" : ""}
      formatter={(text, { userTyping }) => (userTyping ? String(text ?? "") : grouped(trimScale(String(text ?? ""), scale)))}
      parser={(text) => parseNumberText(text)}
      aria-label={label} aria-describedby={describedBy} aria-invalid={invalid} aria-required={field.required}
      onChange={(text) => onChange(text === null || text === "" ? null : Number(text))} onBlur={onBlur}
    />
  );
}

function trimScale(text: string, scale: number): string {
  const [whole = "", fraction] = text.split(".");
  return fraction === undefined || scale === 0 ? whole : `${whole}.${fraction.slice(0, scale)}`;
}

export function NumberDisplay({ value, field, digits, suffix }: DisplayProps & { digits?: { min?: number; max?: number }; suffix?: string }) {
  const { language } = useWords();
  if (isEmpty(value)) return null;
  return (
    <span className="tw-number">
      {formatNumber(Number(value), language, digits ?? { max: field.scale ?? 2 })}{suffix}
    </span>
  );
}

export function checkNumber(value: Json, field: FieldDef, t: Translate): string | undefined {
  const number = Number(value);
  if (!Number.isFinite(number)) return t("check.number");
  if (field.min !== undefined && number < Number(field.min)) return t("check.min", { min: String(field.min) });
  if (field.max !== undefined && number > Number(field.max)) return t("check.max", { max: String(field.max) });
  return undefined;
}
