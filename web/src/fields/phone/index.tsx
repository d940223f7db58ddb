import { defineField, isEmpty } from "../define";
import type { DisplayProps } from "../define";
import { textFilters, textInput } from "../shared/text";

function PhoneDisplay({ value }: DisplayProps) {
  if (isEmpty(value)) return null;
  const number = String(value);
  if (number.includes("*")) return <span className="tw-number-text">{number}</span>;
  return (
    <a className="tw-number-text" href={`tel:${number.replace(/[^\d+]/g, "")}`} onClick={(event) => event.stopPropagation()}>
      {number}
    </a>
  );
}

export default defineField({
  type: "phone", Display: PhoneDisplay, Input: textInput("tel"), filters: textFilters, literal: "text", width: 160,
  check: (value, _field, t) =>
    /^[+()\d][\d\s().\-/]{2,}(\s*(ext|x|转|轉)\.?\s*\d+)?$/i.test(String(value)) ? undefined : t("check.phone"),
});
