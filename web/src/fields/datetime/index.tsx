import dayjs from "dayjs";
import { useMe } from "@/app/session";
import { useWords } from "@/i18n";
import { formatDateTime, zonedToInstant } from "@/ui/format";
import { DatePicker } from "../date/picker";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";

function DateTimeInput({ id, field, value, onChange, onBlur, invalid, describedBy, label, autoFocus }: InputProps) {
  const { t } = useWords();
  const zone = useMe().time_zone;
  const shown = isEmpty(value) ? null : dayjs(formatDateTime(String(value), zone));
  return (
    <DatePicker
      id={id} value={shown} showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" allowClear={!field.required}
      placeholder={t("date.placeholder_time")} status={invalid ? "error" : ""} aria-label={label} aria-describedby={describedBy} autoFocus={autoFocus}
      className="tw-date-input"
      onChange={(date) => onChange(date ? zonedToInstant(date.format("YYYY-MM-DDTHH:mm"), zone) : null)} onBlur={onBlur}
    />
  );
}

function DateTimeDisplay({ value }: DisplayProps) {
  const zone = useMe().time_zone;
  if (isEmpty(value)) return null;
  return <time className="tw-number-text" dateTime={String(value)}>{formatDateTime(String(value), zone)}</time>;
}

export default defineField({
  type: "datetime", Display: DateTimeDisplay, Input: DateTimeInput,
  filters: ["before", "after", "between", "not_since", "empty", "not_empty"], literal: "bare", width: 148,
});
