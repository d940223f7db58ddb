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

/** In a list the day is enough, and today the hour; the whole is a pointer away. */
function DateTimeDisplay({ value, dense }: DisplayProps) {
  const { t } = useWords();
  const { time_zone: zone, today } = useMe();
  if (isEmpty(value)) return null;
  const whole = formatDateTime(String(value), zone);
  const [day, hour] = [whole.slice(0, 10), whole.slice(11)];
  const shown = !dense ? whole : day === today ? `${t("date.today")} ${hour}` : day;
  return <time className="tw-number-text" dateTime={String(value)} title={dense ? whole : undefined}>{shown}</time>;
}

export default defineField({
  type: "datetime", Display: DateTimeDisplay, Input: DateTimeInput,
  filters: ["before", "after", "between", "not_since", "empty", "not_empty"], literal: "bare", width: 104,
});
