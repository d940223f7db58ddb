import { defineField } from "../define";
import { TextDisplay, textFilters, textInput } from "../shared/text";

export default defineField({
  type: "location", Display: TextDisplay, Input: textInput("text"), filters: textFilters, literal: "text", width: 120,
  check: (value, _field, t) =>
    /^[A-Z]{2}\s?[A-Z2-9]{3}$/i.test(String(value)) ? undefined : t("check.location"),
});
