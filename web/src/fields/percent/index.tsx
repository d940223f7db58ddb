import { defineField } from "../define";
import type { InputProps } from "../define";
import { checkNumber, NumberDisplay, numberFilters, NumberInput } from "../shared/number";

export default defineField({
  type: "percent", Display: (props) => <NumberDisplay {...props} suffix="%" />,
  Input: (props: InputProps) => <NumberInput {...props} scale={props.field.scale ?? 2} suffix="%" />,
  filters: numberFilters, literal: "bare", align: "right", width: 104, check: checkNumber,
});
