import { defineField, isEmpty } from "../define";
import type { DisplayProps } from "../define";
import longtext from "../longtext";
import { plainText, richTextElements } from "./rich_text";

function RichTextDisplay({ value, dense }: DisplayProps) {
  if (isEmpty(value)) return null;
  if (dense) return <span className="tw-text">{plainText(String(value))}</span>;
  return <div className="tw-richtext">{richTextElements(String(value))}</div>;
}

export default defineField({ ...longtext, type: "richtext", Display: RichTextDisplay });
