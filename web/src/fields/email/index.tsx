import { defineField, isEmpty } from "../define";
import type { DisplayProps } from "../define";
import { textFilters, textInput } from "../shared/text";

function EmailDisplay({ value }: DisplayProps) {
  if (isEmpty(value)) return null;
  const address = String(value);
  if (address.includes("*")) return <span className="tw-text">{address}</span>; // masked for this role
  return <a className="tw-text" href={`mailto:${address}`} onClick={(event) => event.stopPropagation()}>{address}</a>;
}

export default defineField({
  type: "email", Display: EmailDisplay, Input: textInput("email"), filters: textFilters, literal: "text", width: 210,
  check: (value, _field, t) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(value)) ? undefined : t("check.email"),
});
