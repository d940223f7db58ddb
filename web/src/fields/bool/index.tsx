import { CheckOutlined } from "@ant-design/icons";
import { Switch } from "antd";
import { useWords } from "@/i18n";
import { defineField } from "../define";
import type { DisplayProps, InputProps } from "../define";

function BoolInput({ id, value, onChange, describedBy, label, autoFocus }: InputProps) {
  return (
    <Switch
      id={id} checked={value === true} onChange={(checked) => onChange(checked)} autoFocus={autoFocus}
      aria-label={label} aria-describedby={describedBy}
    />
  );
}

function BoolDisplay({ value, dense }: DisplayProps) {
  const { t } = useWords();
  if (value === undefined || value === null) return null;
  if (!dense) return <span>{value ? t("yes") : t("no")}</span>;
  return value ? <span role="img" aria-label={t("yes")}><CheckOutlined aria-hidden /></span> : <span className="tw-faint" aria-label={t("no")}>–</span>;
}

export default defineField({
  type: "bool", Display: BoolDisplay, Input: BoolInput, filters: ["is_true", "is_false"], literal: "bare", width: 88,
});
