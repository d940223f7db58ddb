// One line of text in its variants.
import { Input } from "antd";
import { isEmpty } from "../define";
import type { DisplayProps, FieldTypeDefinition, InputProps } from "../define";

type Kind = "text" | "email" | "tel" | "url";
const inputModes = { text: "text", email: "email", tel: "tel", url: "url" } as const;
// Purposes a browser may fill in (WCAG 1.3.5) would be the reader's own data; these fields are other people's.

export function textInput(kind: Kind) {
  return function TextInput({ id, field, value, onChange, onBlur, invalid, describedBy, label, autoFocus }: InputProps) {
    return (
      <Input
        id={id} value={(value as string | null) ?? ""} status={invalid ? "error" : ""} autoComplete="off"
        inputMode={inputModes[kind]} maxLength={field.max_length} autoFocus={autoFocus}
        aria-label={label} aria-describedby={describedBy} aria-invalid={invalid} aria-required={field.required}
        onChange={(event) => onChange(event.target.value || null)} onBlur={onBlur}
      />
    );
  };
}

export function TextDisplay({ value }: DisplayProps) {
  return isEmpty(value) ? null : <span className="tw-text">{String(value)}</span>;
}

export const textFilters: FieldTypeDefinition["filters"] =
  ["contains", "eq", "ne", "startswith", "not_contains", "empty", "not_empty"];
