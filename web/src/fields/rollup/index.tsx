import { defineField } from "../define";
import { NumberDisplay, numberFilters } from "../shared/number";

// Shown as its result type (registry.ts); this folder says only that nobody types it in.
export default defineField({
  type: "rollup", Display: NumberDisplay, filters: numberFilters, literal: "bare", align: "right", width: 120,
});
