// What an expression computes with, and how two values meet. Whole numbers are bigint, all others exact decimals; a
// quoted text becomes what stands on the other side (a date, a number, an id), as the server's binder does.
import { Decimal } from "./decimal";
import { parseDuration, parseTimeOfDay } from "./duration";

export interface Day { days: number }
export interface Instant { instant: number }
export interface Span { ms: number }
/** A duration field: minutes, which meet durations as such and numbers as numbers. */
export interface Minutes { minutes: bigint }
export interface Key { id: string }
/** A navigated record, which is there or not. */
export interface Reference { record: object }
export type Value = null | boolean | string | bigint | Decimal | string[] | Day | Instant | Span | Minutes | Key | Reference;

export class EvaluationError extends Error {}

export const dayLength = 86_400_000;
const isObject = (value: Value): value is Exclude<Value, null | boolean | string | bigint | string[]> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const isDay = (value: Value): value is Day => isObject(value) && "days" in value;
export const isInstant = (value: Value): value is Instant => isObject(value) && "instant" in value;
export const isSpan = (value: Value): value is Span => isObject(value) && "ms" in value;
export const isMinutes = (value: Value): value is Minutes => isObject(value) && "minutes" in value;
export const isKey = (value: Value): value is Key => isObject(value) && "id" in value;
export const isNumber = (value: Value): value is bigint | Decimal => typeof value === "bigint" || value instanceof Decimal;

export const asDay = (iso: string): Day | undefined => {
  const ms = /^\d{4}-\d\d-\d\d$/.test(iso) ? Date.parse(iso) : NaN;
  return Number.isNaN(ms) ? undefined : { days: ms / dayLength };
};
export const asInstant = (iso: string): Instant | undefined => {
  const ms = /^\d{4}-\d\d-\d\d[Tt]/.test(iso) ? Date.parse(iso.toUpperCase()) : NaN;
  return Number.isNaN(ms) ? undefined : { instant: ms };
};
export const dayText = (day: Day) => new Date(day.days * dayLength).toISOString().slice(0, 10);
export const startOf = (day: Day): Instant => ({ instant: day.days * dayLength });

export function decimalOf(value: Value): Decimal {
  if (typeof value === "bigint") return new Decimal(value);
  if (value instanceof Decimal) return value;
  if (isMinutes(value)) return new Decimal(value.minutes);
  throw new EvaluationError("not a number");
}

export function asBoolean(value: Value): boolean | null {
  if (value === null || typeof value === "boolean") return value;
  throw new EvaluationError("not a truth value");
}

/** Crockford's alphabet reads small letters and look-alikes. */
const keyText = (text: string) => text.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
export const asKey = (text: string): Key => ({ id: keyText(text) });

export function numberOf(text: string): bigint | Decimal | undefined {
  if (/^[+-]?\d+$/.test(text)) return BigInt(text.replace(/^\+/, ""));
  return Decimal.of(text);
}

/** A text as the kind of value that stands beside it. */
function textAs(text: string, other: Value): Value {
  if (isDay(other) || isInstant(other)) return asDay(text) ?? asInstant(text) ?? text;
  if (isKey(other)) return asKey(text);
  if (isSpan(other) || isMinutes(other)) {
    const ms = parseDuration(text) ?? parseTimeOfDay(text);
    return ms === undefined ? numberOf(text) ?? text : { ms };
  }
  return isNumber(other) ? numberOf(text) ?? text : text;
}

/** Less (-), equal (0) or greater (+); throws when the two cannot be compared. */
function order(left: Value, right: Value): number {
  const a = typeof left === "string" ? textAs(left, right) : left;
  const b = typeof right === "string" ? textAs(right, left) : right;
  if (typeof a === "string" && typeof b === "string") return byCodePoints(a, b);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (isKey(a) && isKey(b)) return byCodePoints(a.id, b.id);
  const [x, y] = [onTimeLine(a), onTimeLine(b)];
  if (x !== undefined && y !== undefined) return x - y;
  const [span, other] = [inMs(a, b), inMs(b, a)];
  if (span !== undefined && other !== undefined) return span - other;
  return decimalOf(a).compare(decimalOf(b));
}

const onTimeLine = (value: Value) => (isDay(value) ? value.days * dayLength : isInstant(value) ? value.instant : undefined);
/** Milliseconds, when a duration is what the two are compared as. */
const inMs = (value: Value, other: Value) => {
  if (isSpan(value)) return value.ms;
  return isMinutes(value) && isSpan(other) ? Number(value.minutes) * 60_000 : undefined;
};

/** UTF-8 sorts as code points do; UTF-16 does not beyond the basic plane. */
function byCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = [Array.from(a), Array.from(b)];
  for (let index = 0; index < Math.min(x.length, y.length); index++) {
    const difference = x[index]!.codePointAt(0)! - y[index]!.codePointAt(0)!;
    if (difference) return difference;
  }
  return x.length - y.length;
}

export function compareValues(op: string, a: Value, b: Value): boolean {
  if (a === null || b === null) {
    if (op === "eq") return a === b;
    return op === "ne" ? a !== b : false;
  }
  const sign = order(a, b);
  switch (op) {
    case "eq": return sign === 0;
    case "ne": return sign !== 0;
    case "gt": return sign > 0;
    case "ge": return sign >= 0;
    case "lt": return sign < 0;
    default: return sign <= 0;
  }
}

/** `7`, `12.5`, `true`, `2026-11-30`: what cast to text gives. */
export function valueText(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || typeof value === "boolean" || value instanceof Decimal) return value.toString();
  if (isMinutes(value)) return value.minutes.toString();
  if (isDay(value)) return dayText(value);
  if (isInstant(value)) return new Date(value.instant).toISOString();
  if (isKey(value)) return value.id;
  throw new EvaluationError("no text");
}
