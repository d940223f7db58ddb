// What an expression computes with, and how two of them compare.
import { Decimal } from "./decimal";

export type Value =
  | null | boolean | string | Decimal | string[]
  | { date: string } | { instant: number } | { duration: number };

export class EvaluationError extends Error {}

const isoDate = /^\d{4}-\d\d-\d\d$/;
const isoInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

export function fromJson(value: unknown): Value {
  if (value === undefined || value === null) return null;
  if (typeof value === "number") return numeric(String(value) === "NaN" ? "0" : value);
  if (typeof value === "boolean" || typeof value === "string") return value;
  if (value instanceof Decimal) return value;
  if (Array.isArray(value)) return value.filter((item): item is string => typeof item === "string");
  if (typeof value === "object" && ("date" in value || "instant" in value || "duration" in value)) return value as Value;
  return null;
}

export function numeric(value: Value | number): Decimal {
  if (value instanceof Decimal) return value;
  const decimal = typeof value === "string" || typeof value === "number" ? Decimal.of(value) : undefined;
  if (!decimal) throw new EvaluationError("not a number");
  return decimal;
}

export const isInteger = (value: Value) => value instanceof Decimal && value.scale === 0;

export function asBoolean(value: Value): boolean | null {
  if (value === null || typeof value === "boolean") return value;
  throw new EvaluationError("not a truth value");
}

const dayLength = 86_400_000;

/** Milliseconds since 1970 of a date, an instant or a text that is one; undefined for anything else. */
export function instantOf(value: Value): number | undefined {
  if (typeof value === "string") {
    return isoDate.test(value) || isoInstant.test(value) ? Date.parse(value) : undefined;
  }
  if (value && typeof value === "object" && "date" in value) return Date.parse(value.date);
  if (value && typeof value === "object" && "instant" in value) return value.instant;
  return undefined;
}

export function daysOf(value: Value): number {
  const instant = instantOf(value);
  if (instant === undefined) throw new EvaluationError("not a date");
  return instant / dayLength;
}

export function shiftInstant(value: Value, seconds: number): Value {
  const instant = instantOf(value);
  if (instant === undefined) throw new EvaluationError("not a date");
  const moved = instant + seconds * 1000;
  const isDate = (typeof value === "string" && isoDate.test(value)) || (typeof value === "object" && value !== null && "date" in value);
  return isDate ? { date: new Date(moved).toISOString().slice(0, 10) } : { instant: moved };
}

/** Negative, zero or positive; undefined when the two cannot be ordered. */
function order(a: Value, b: Value): number | undefined {
  if (a instanceof Decimal || b instanceof Decimal) {
    const [x, y] = [a, b].map((each) => (each instanceof Decimal ? each : typeof each === "string" ? Decimal.of(each) : undefined));
    return x && y ? x.compare(y) : undefined;
  }
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (isDuration(a) && isDuration(b)) return a.duration - b.duration;
  const [x, y] = [instantOf(a), instantOf(b)];
  return x === undefined || y === undefined ? undefined : x - y;
}

const isDuration = (value: Value): value is { duration: number } =>
  typeof value === "object" && value !== null && "duration" in value;

export function compareValues(op: string, a: Value, b: Value): boolean {
  if (a === null || b === null) {
    if (op === "eq") return a === b;
    return op === "ne" ? a !== b : false;
  }
  const sign = order(a, b);
  switch (op) {
    case "eq": return sign === 0;
    case "ne": return sign !== 0;
    case "gt": return sign !== undefined && sign > 0;
    case "ge": return sign !== undefined && sign >= 0;
    case "lt": return sign !== undefined && sign < 0;
    case "le": return sign !== undefined && sign <= 0;
    default: throw new EvaluationError(`unknown comparison ${op}`);
  }
}
