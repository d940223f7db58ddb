import { Input } from "antd";
import { useWords } from "@/i18n";
import { defineField } from "../define";
import type { InputProps } from "../define";

function SecretInput({ id, onChange, onBlur, invalid, describedBy, label }: InputProps) {
  return (
    <Input.Password
      id={id} autoComplete="new-password" status={invalid ? "error" : ""} aria-label={label} aria-describedby={describedBy}
      onChange={(event) => onChange(event.target.value || null)} onBlur={onBlur}
    />
  );
}

function SecretDisplay() {
  const { t } = useWords();
  return <span className="tw-faint">{t("field.secret")}</span>;
}

export default defineField({
  type: "secret", Display: SecretDisplay, Input: SecretInput, filters: [], literal: "text", width: 120,
});
