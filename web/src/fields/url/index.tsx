import { defineField, isEmpty } from "../define";
import type { DisplayProps } from "../define";
import { textFilters, textInput } from "../shared/text";

/** Only web addresses become links: `javascript:` and its kind stay text. */
function UrlDisplay({ value }: DisplayProps) {
  if (isEmpty(value)) return null;
  const address = String(value);
  const href = /^https?:\/\//i.test(address) ? address : /^[\w-]+(\.[\w-]+)+([/?#]|$)/.test(address) ? `https://${address}` : "";
  const shown = address.replace(/^https?:\/\//i, "").replace(/\/$/, "");
  if (!href) return <span className="tw-text">{address}</span>;
  return (
    <a className="tw-text" href={href} target="_blank" rel="noreferrer noopener" onClick={(event) => event.stopPropagation()}>
      {shown}
    </a>
  );
}

export default defineField({
  type: "url", Display: UrlDisplay, Input: textInput("url"), filters: textFilters, literal: "text", width: 200,
  check: (value, _field, t) =>
    /^(https?:\/\/)?[^\s/.]+(\.[^\s/.]+)+(\/\S*)?$/i.test(String(value)) ? undefined : t("check.url"),
});
