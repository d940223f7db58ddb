import dayjs from "dayjs";
import { useMe } from "@/app/session";
import { useWords } from "@/i18n";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";
import { DatePicker, setToday } from "./picker";

function DateInput({ id, field, value, onChange, onBlur, invalid, describedBy, label, autoFocus }: InputProps) {
  const { t } = useWords();
  const { today } = useMe();
  const base = dayjs(today);
  setToday(base.format("YYYY-MM-DD"));
  const presets = [
    { label: t("date.today"), value: base },
    { label: t("date.tomorrow"), value: base.add(1, "day") },
    { label: t("date.in_a_week"), value: base.add(7, "day") },
    { label: t("date.end_of_month"), value: base.endOf("month") },
  ];
  return (
    <DatePicker
      id={id} value={isEmpty(value) ? null : dayjs(String(value))} format="YYYY-MM-DD" allowClear={!field.required}
      presets={presets} placeholder={t("date.placeholder")} status={invalid ? "error" : ""} aria-label={label} aria-describedby={describedBy}
      autoFocus={autoFocus} className="tw-date-input"
      onChange={(date) => onChange(date ? date.format("YYYY-MM-DD") : null)} onBlur={onBlur}
    />
  );
}

function DateDisplay({ value }: DisplayProps) {
  return isEmpty(value) ? null : <time className="tw-number-text" dateTime={String(value)}>{String(value).slice(0, 10)}</time>;
}

export default defineField({
  type: "date", Display: DateDisplay, Input: DateInput,
  filters: ["on", "before", "after", "between", "today", "until_today", "past", "not_since", "empty", "not_empty"], literal: "bare", width: 104,
});
