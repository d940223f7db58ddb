import { defineField, isEmpty } from "../define";
import type { DisplayProps } from "../define";
import { textFilters } from "../shared/text";

function SequenceDisplay({ value }: DisplayProps) {
  return isEmpty(value) ? null : <span className="tw-number-text">{String(value)}</span>;
}

export default defineField({
  type: "sequence", Display: SequenceDisplay, filters: textFilters, literal: "text", width: 108,
});
