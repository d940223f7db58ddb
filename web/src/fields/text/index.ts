import { defineField } from "../define";
import { TextDisplay, textFilters, textInput } from "../shared/text";

export default defineField({
  type: "text", Display: TextDisplay, Input: textInput("text"), filters: textFilters, literal: "text", width: 200,
});
