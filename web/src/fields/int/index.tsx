import { defineField } from "../define";
import type { InputProps } from "../define";
import { checkNumber, NumberDisplay, numberFilters, NumberInput } from "../shared/number";

export default defineField({
  type: "int", Display: (props) => <NumberDisplay {...props} digits={{ max: 0 }} />,
  Input: (props: InputProps) => <NumberInput {...props} scale={0} />,
  filters: numberFilters, literal: "bare", align: "right", width: 100, check: (value, field, t) =>
    Number.isInteger(Number(value)) ? checkNumber(value, field, t) : t("check.integer"),
});
