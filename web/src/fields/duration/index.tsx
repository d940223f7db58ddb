import { Input } from "antd";
import { useState } from "react";
import { useWords } from "@/i18n";
import { formatDuration } from "@/ui/format";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";
import { numberFilters } from "../shared/number";
import { parseDuration } from "./parse_duration";

function DurationInput({ id, value, onChange, onBlur, invalid, describedBy, label, autoFocus }: InputProps) {
  const { t, language } = useWords();
  const [typed, setTyped] = useState<string>();
  const shown = typed ?? (isEmpty(value) ? "" : formatDuration(Number(value), language));
  const leave = () => {
    if (typed !== undefined) onChange(parseDuration(typed) ?? null);
    setTyped(undefined);
    onBlur?.();
  };
  return (
    <Input
      id={id} value={shown} placeholder={t("field.duration_example")} status={invalid ? "error" : ""} autoFocus={autoFocus}
      aria-label={label} aria-describedby={describedBy} onChange={(event) => setTyped(event.target.value)} onBlur={leave}
    />
  );
}

function DurationDisplay({ value }: DisplayProps) {
  const { language } = useWords();
  return isEmpty(value) ? null : <span className="tw-number">{formatDuration(Number(value), language)}</span>;
}

export default defineField({
  type: "duration", Display: DurationDisplay, Input: DurationInput, filters: numberFilters, literal: "bare", align: "right", width: 110,
});
