// The functions of the language. A null among the arguments makes the answer null.
import { Decimal } from "./decimal";
import { parseDuration, parseTimeOfDay } from "./duration";
import {
  asDay, asInstant, dayLength, decimalOf, EvaluationError, isDay, isInstant, isMinutes, isNumber, isSpan, startOf, valueText,
} from "./values";
import type { Value } from "./values";

const text = (value: Value | undefined): string => {
  if (typeof value === "string") return value;
  if (value !== undefined && value !== null && typeof value === "object" && "id" in value) return value.id;
  throw new EvaluationError("not a text");
};
const whole = (value: Value | undefined) => Number(decimalOf(value ?? null).units);
const characters = (value: Value | undefined) => Array.from(text(value));
const count = (value: number) => BigInt(value);

function moment(value: Value | undefined): Date {
  if (value !== undefined && isInstant(value)) return new Date(value.instant);
  if (value !== undefined && isDay(value)) return new Date(value.days * dayLength);
  if (typeof value === "string") {
    const read = asInstant(value) ?? asDay(value);
    if (read) return moment(read);
  }
  throw new EvaluationError("not a date");
}

const timeOf = (value: Value | undefined) => ((moment(value).getTime() % dayLength) + dayLength) % dayLength;

function milliseconds(value: Value | undefined): number {
  if (value !== undefined && isSpan(value)) return value.ms;
  if (value !== undefined && isMinutes(value)) return Number(value.minutes) * 60_000;
  const ms = typeof value === "string" ? parseDuration(value) ?? parseTimeOfDay(value) : undefined;
  if (ms === undefined) throw new EvaluationError("not a duration");
  return ms;
}

function substring([value, from, length]: Value[]): string {
  const start = Math.max(0, whole(from));
  const all = characters(value);
  return all.slice(start, length === undefined ? undefined : start + Math.max(0, whole(length))).join("");
}

function indexOf(value: Value | undefined, part: Value | undefined): bigint {
  const at = text(value).indexOf(text(part));
  return at < 0 ? -1n : count(Array.from(text(value).slice(0, at)).length);
}

const rounded = (value: Value | undefined, how: (number: Decimal) => Decimal): Value =>
  (typeof value === "bigint" ? value : how(decimalOf(value ?? null)));

interface Definition { arity: [number, number]; call: (args: Value[]) => Value }
const define = (least: number, most: number, call: (args: Value[]) => Value): Definition => ({ arity: [least, most], call });

const definitions: Record<string, Definition> = {
  contains: define(2, 2, ([a, b]) => text(a).includes(text(b))),
  startswith: define(2, 2, ([a, b]) => text(a).startsWith(text(b))),
  endswith: define(2, 2, ([a, b]) => text(a).endsWith(text(b))),
  length: define(1, 1, ([a]) => count(characters(a).length)),
  indexof: define(2, 2, ([a, b]) => indexOf(a, b)),
  substring: define(2, 3, substring),
  tolower: define(1, 1, ([a]) => text(a).toLowerCase()),
  toupper: define(1, 1, ([a]) => text(a).toUpperCase()),
  trim: define(1, 1, ([a]) => text(a).trim()),
  concat: define(2, 2, ([a, b]) => text(a) + text(b)),
  matchespattern: define(2, 2, ([a, b]) => new RegExp(text(b), "u").test(text(a))),
  year: define(1, 1, ([a]) => count(moment(a).getUTCFullYear())),
  month: define(1, 1, ([a]) => count(moment(a).getUTCMonth() + 1)),
  day: define(1, 1, ([a]) => count(moment(a).getUTCDate())),
  hour: define(1, 1, ([a]) => count(moment(a).getUTCHours())),
  minute: define(1, 1, ([a]) => count(moment(a).getUTCMinutes())),
  second: define(1, 1, ([a]) => count(moment(a).getUTCSeconds())),
  fractionalseconds: define(1, 1, ([a]) => new Decimal(count(moment(a).getUTCMilliseconds()), 3)),
  date: define(1, 1, ([a]) => ({ days: Math.floor(moment(a).getTime() / dayLength) })),
  time: define(1, 1, ([a]) => ({ ms: timeOf(a) })),
  totaloffsetminutes: define(1, 1, ([a]) => count(moment(a).getTime() * 0)),
  totalseconds: define(1, 1, ([a]) => new Decimal(count(milliseconds(a)), 3)),
  now: define(0, 0, () => null), // the environment's, see evaluate
  mindatetime: define(0, 0, () => asInstant("0001-01-01T00:00:00Z") ?? null),
  maxdatetime: define(0, 0, () => asInstant("9999-12-31T23:59:59.999Z") ?? null),
  round: define(1, 1, ([a]) => rounded(a, (number) => number.at(0))),
  floor: define(1, 1, ([a]) => rounded(a, (number) => number.floor())),
  ceiling: define(1, 1, ([a]) => rounded(a, (number) => number.ceiling())),
  cast: define(2, 2, () => null), // its second argument is a type, see evaluate
  isof: define(2, 2, () => null),
};

export const arityOf = (name: string): [number, number] | undefined =>
  (Object.hasOwn(definitions, name) ? definitions[name]!.arity : undefined);

export function callFunction(name: string, args: Value[]): Value {
  const definition = definitions[name];
  if (!definition) throw new EvaluationError(`unknown function ${name}`);
  return args.some((each) => each === null) ? null : definition.call(args);
}

/** Toward zero, as a whole number. */
function truncated(value: Value): bigint {
  if (typeof value === "bigint") return value;
  const number = decimalOf(value);
  return (number.units < 0n ? number.ceiling() : number.floor()).units;
}

export function castValue(value: Value, type: string): Value {
  if (value === null) return null;
  switch (type) {
    case "Edm.String": return valueText(value);
    case "Edm.Decimal": return decimalOf(value);
    case "Edm.Int16": case "Edm.Int32": case "Edm.Int64": return truncated(value);
    case "Edm.Date": return callFunction("date", [value]);
    case "Edm.DateTimeOffset": return isDay(value) ? startOf(value) : { instant: moment(value).getTime() };
    default: return value;
  }
}

const typeNames: [string, (value: Value) => boolean][] = [
  ["Edm.Boolean", (value) => typeof value === "boolean"],
  ["Edm.String", (value) => typeof value === "string" || (value !== null && typeof value === "object" && "id" in value)],
  ["Edm.Int64", (value) => typeof value === "bigint"],
  ["Edm.Decimal", isNumber],
  ["Edm.Date", isDay],
  ["Edm.DateTimeOffset", isInstant],
  ["Edm.Duration", isSpan],
];
export const isOfType = (value: Value, type: string) => typeNames.find(([name]) => name === type)?.[1](value) ?? false;
