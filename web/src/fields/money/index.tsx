import { useMe } from "@/app/session";
import { useWords } from "@/i18n";
import { currencyDigits, formatMoney } from "@/ui/format";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";
import { checkNumber, NumberInput } from "../shared/number";

function useCurrency(field: InputProps["field"], record: InputProps["record"]) {
  const me = useMe();
  const code = (field.currency_field && (record[field.currency_field] as string | null)) || me.company.currency;
  return { code, digits: currencyDigits(me.currencies, code) };
}

function MoneyInput(props: InputProps) {
  const { code } = useCurrency(props.field, props.record);
  return <NumberInput {...props} scale={4} suffix={code} />;
}

function MoneyDisplay({ value, field, record }: DisplayProps) {
  const { language } = useWords();
  const { code, digits } = useCurrency(field, record);
  if (isEmpty(value)) return null;
  return (
    <span className="tw-number"><span className="tw-currency">{code}</span>{formatMoney(Number(value), digits, language)}</span>
  );
}

export default defineField({
  type: "money", Display: MoneyDisplay, Input: MoneyInput, filters: ["ge", "le", "between", "eq", "gt", "lt", "empty", "not_empty"],
  literal: "bare", align: "right", width: 148, check: checkNumber,
});
