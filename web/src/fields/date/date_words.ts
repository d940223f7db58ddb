// "下周三", "3天后", "月底", "next wed", "+2w" → the day they mean. All three languages are understood at all times,
// since people mix them; digits may be full-width or Chinese.

const day = 86_400_000;
const parseIso = (iso: string) => new Date(`${iso}T00:00:00Z`);
const iso = (date: Date) => date.toISOString().slice(0, 10);
const plusDays = (from: string, days: number) => iso(new Date(parseIso(from).getTime() + days * day));
/** Monday 1 … Sunday 7. */
const weekdayOf = (from: string) => parseIso(from).getUTCDay() || 7;

function valid(year: number, month: number, dayOfMonth: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, dayOfMonth));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === dayOfMonth ? iso(date) : undefined;
}

function plusMonths(from: string, months: number): string {
  const date = parseIso(from);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  return iso(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, Math.min(date.getUTCDate(), last))));
}
const endOfMonth = (from: string, months: number) => {
  const date = parseIso(from);
  return iso(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)));
};

const relativeDays: Record<string, number> = {
  今天: 0, 今日: 0, today: 0, 明天: 1, 明日: 1, tomorrow: 1, tmr: 1, 后天: 2, 後天: 2, 大后天: 3, 大後天: 3,
  昨天: -1, 昨日: -1, yesterday: -1, 前天: -2, 大前天: -3,
};

const chineseDigits: Record<string, number> = {
  一: 1, 二: 2, 两: 2, 兩: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10, 日: 7, 天: 7, 半: 0.5,
};
const englishDays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

function count(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const match = /^([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)$/.exec(text.replace(/[两兩]/g, "二"));
  if (!match || !text) return undefined;
  const [, tens = "", ten = "", ones = ""] = match;
  if (!ten) return tens && !ones ? chineseDigits[tens] : undefined;
  return (tens ? chineseDigits[tens]! : 1) * 10 + (ones ? chineseDigits[ones]! : 0);
}

/** 周三 is the coming one (today counts); 本周三 is in this week, 下周三 in the next. */
function weekday(words: string, today: string): string | undefined {
  const chinese = /^(本|这|這|上|下|下下)?个?個?(?:周|週|星期|礼拜|禮拜)([一二三四五六日天])$/.exec(words);
  const english = /^(this|last|next)?\s*(mon|tue|wed|thu|fri|sat|sun)[a-z]*$/.exec(words);
  const wanted = chinese ? chineseDigits[chinese[2]!]! : english ? englishDays.indexOf(english[2]!) + 1 : 0;
  if (!wanted) return undefined;
  const prefix = (chinese ?? english)?.[1];
  const distance = wanted - weekdayOf(today);
  if (!prefix) return plusDays(today, (distance + 7) % 7);
  const weeks: Record<string, number> = { 上: -1, last: -1, 下: 1, next: 1, 下下: 2 };
  return plusDays(today, distance + 7 * (weeks[prefix] ?? 0));
}

type Unit = "day" | "week" | "month" | "year";
const units: [RegExp, Unit][] = [
  [/^(天|日|d|days?)$/, "day"], [/^(个|個)?(周|週|星期|礼拜|禮拜|w|weeks?)$/, "week"],
  [/^(个|個)?(月|m|months?)$/, "month"], [/^(年|y|years?)$/, "year"],
];

function shifted(words: string, today: string): string | undefined {
  const after = /^(?:in\s+)?([\d一二两兩三四五六七八九十]+)\s*([^\d\s]+?)\s*(后|後|以后|以後|之后|之後|前|以前|之前|later|ago)?$/.exec(words)
    ?? /^([+-]\d+)\s*([a-z]+|天|周|週|月|年)$/.exec(words);
  if (!after) return undefined;
  const signed = /^[+-]/.test(after[1]!);
  if (!signed && !after[3] && !words.startsWith("in ")) return undefined;
  const amount = signed ? Number(after[1]) : count(after[1]!);
  const unit = units.find(([pattern]) => pattern.test(after[2]!))?.[1];
  if (amount === undefined || !unit) return undefined;
  const distance = /前|ago/.test(after[3] ?? "") ? -amount : amount;
  if (unit === "day") return plusDays(today, distance);
  if (unit === "week") return plusDays(today, 7 * distance);
  return plusMonths(today, unit === "month" ? distance : 12 * distance);
}

function period(words: string, today: string): string | undefined {
  const year = Number(today.slice(0, 4));
  switch (words) {
    case "月底": case "本月底": case "end of month": case "eom": return endOfMonth(today, 0);
    case "下月底": case "下个月底": case "下個月底": return endOfMonth(today, 1);
    case "年底": case "今年底": case "end of year": return `${year}-12-31`;
    case "周末": case "週末": return plusDays(today, 6 - weekdayOf(today));
    case "下周": case "下週": case "下星期": case "next week": return plusDays(today, 8 - weekdayOf(today));
    case "下月": case "下个月": case "下個月": case "next month": return plusMonths(today, 1);
    case "明年": case "next year": return plusMonths(today, 12);
    default: return undefined;
  }
}

function calendarDay(words: string, today: string): string | undefined {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const full = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号號]?$/.exec(words) ?? /^(\d{4})(\d\d)(\d\d)$/.exec(words);
  if (full) return valid(Number(full[1]), Number(full[2]), Number(full[3]));
  const monthDay = /^(?:(今年|明年))?(\d{1,2})[-/.月](\d{1,2})[日号號]?$/.exec(words);
  if (monthDay) return valid(monthDay[1] === "明年" ? year + 1 : year, Number(monthDay[2]), Number(monthDay[3]));
  const only = /^(本月|下个?個?月)?(\d{1,2})[日号號]$/.exec(words);
  if (!only) return undefined;
  const next = only[1]?.startsWith("下") ?? false;
  const base = next ? plusMonths(`${today.slice(0, 7)}-01`, 1) : `${year}-${String(month).padStart(2, "0")}-01`;
  return valid(Number(base.slice(0, 4)), Number(base.slice(5, 7)), Number(only[2]));
}

export function parseDateWords(text: string, today: string): string | undefined {
  const words = text.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");
  if (!words) return undefined;
  const relative = relativeDays[words];
  if (relative !== undefined) return plusDays(today, relative);
  const squeezed = words.replace(/(?<=[^\w])\s+|\s+(?=[^\w+-])/g, "");
  return weekday(squeezed, today) ?? period(squeezed, today) ?? calendarDay(squeezed, today) ?? shifted(squeezed, today);
}
