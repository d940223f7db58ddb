// Numbers, dates and names as the reader's language writes them.
import type { CurrencyInfo, Language } from "@/api/types";

const cache = new Map<string, Intl.NumberFormat>();

function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  let format = cache.get(key);
  if (!format) cache.set(key, (format = new Intl.NumberFormat(language, options)));
  return format;
}

export const formatNumber = (value: number, language: Language, digits?: { min?: number; max?: number }) =>
  numberFormat(language, {
    minimumFractionDigits: digits?.min ?? 0,
    maximumFractionDigits: Math.max(digits?.max ?? 2, digits?.min ?? 0),
  }).format(value);

export const formatPercent = (ratio: number, language: Language, digits = 1) =>
  numberFormat(language, { style: "percent", maximumFractionDigits: digits }).format(ratio);

/** 12,345,678 → 1234.6万 / 12.3M: for axes and cards. */
export const formatShort = (value: number, language: Language) =>
  numberFormat(language, { notation: "compact", maximumFractionDigits: 1 }).format(value);

export const currencyDigits = (currencies: CurrencyInfo[] | undefined, code: string | undefined) =>
  currencies?.find((each) => each.code === code)?.digits ?? 2;

export function formatMoney(value: number, digits: number, language: Language): string {
  return formatNumber(value, language, { min: digits, max: Math.max(digits, 4) });
}

const dateTimes = new Map<string, Intl.DateTimeFormat>();

function partsOf(instant: Date, timeZone: string | undefined): Record<string, string> {
  const key = timeZone ?? "";
  let format = dateTimes.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hour12: false, hourCycle: "h23",
      ...(timeZone && { timeZone }),
    });
    dateTimes.set(key, format);
  }
  return Object.fromEntries(format.formatToParts(instant).map((part) => [part.type, part.value]));
}

/** The calendar day of an instant in a time zone, ISO. */
export function dayOf(iso: string, timeZone?: string): string {
  const { year, month, day } = partsOf(new Date(iso), timeZone);
  return `${year}-${month}-${day}`;
}

/** `2026-11-21 14:05`: one order of parts in all languages, so columns line up and nobody confuses day and month. */
export function formatDateTime(iso: string, timeZone?: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const { year, month, day, hour, minute } = partsOf(date, timeZone);
  return `${year}-${month}-${day} ${hour}:${minute}`;
}

/** An instant as the value of the form `2026-11-21T14:05` in a time zone, and back. */
export function zonedToInstant(local: string, timeZone?: string): string {
  const guess = Date.parse(`${local}Z`);
  if (!timeZone) return new Date(local).toISOString();
  const shown = Date.parse(`${formatDateTime(new Date(guess).toISOString(), timeZone).replace(" ", "T")}:00Z`);
  return new Date(guess - (shown - Math.floor(guess / 60000) * 60000)).toISOString();
}

export function formatAgo(iso: string, language: Language, now = Date.now()): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ["year", 31_557_600], ["month", 2_629_800], ["week", 604_800], ["day", 86_400], ["hour", 3600], ["minute", 60],
  ];
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return relative.format(0, "minute");
}

/** "yesterday", "in 3 days", "2 months ago": counted in calendar days. */
export function formatDaysAway(day: string, today: string, language: Language): string {
  const days = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  if (Math.abs(days) < 31) return relative.format(days, "day");
  return Math.abs(days) < 365 ? relative.format(Math.trunc(days / 30.44), "month") : relative.format(Math.trunc(days / 365.25), "year");
}

export function formatDuration(minutes: number, language: Language): string {
  const [hours, rest] = [Math.trunc(minutes / 60), minutes % 60];
  const unit = (value: number, name: "hour" | "minute") =>
    numberFormat(language, { style: "unit", unit: name, unitDisplay: "short" }).format(value);
  return [hours ? unit(hours, "hour") : "", rest || !hours ? unit(rest, "minute") : ""].filter(Boolean).join(" ");
}

const ownNames: Partial<Record<Language, Record<string, string>>> = {
  "zh-CN": { TW: "中国台湾", HK: "中国香港", MO: "中国澳门" },
};
const displayNames = new Map<string, Intl.DisplayNames>();

function displayName(language: Language, type: "region" | "currency", code: string): string {
  const key = language + type;
  let names = displayNames.get(key);
  if (!names) displayNames.set(key, (names = new Intl.DisplayNames(language, { type })));
  try { return names.of(code) ?? code; } catch { return code; }
}

export const countryName = (code: string, language: Language) =>
  ownNames[language]?.[code] ?? displayName(language, "region", code);
export const currencyName = (code: string, language: Language) => displayName(language, "currency", code);

export function formatBytes(bytes: number, language: Language): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return numberFormat(language, { style: "unit", unit: units[step], unitDisplay: "short", maximumFractionDigits: 1 })
    .format(bytes / 1000 ** step);
}
