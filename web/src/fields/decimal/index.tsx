import { defineField } from "../define";
import type { InputProps } from "../define";
import { checkNumber, NumberDisplay, numberFilters, NumberInput } from "../shared/number";

export default defineField({
  type: "decimal", Display: NumberDisplay,
  Input: (props: InputProps) => <NumberInput {...props} scale={props.field.scale ?? 2} />,
  filters: numberFilters, literal: "bare", align: "right", width: 116, check: checkNumber,
});
