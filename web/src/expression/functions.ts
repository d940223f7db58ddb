// The functions of the language. A null among the arguments makes the answer null.
import { Decimal } from "./decimal";
import type { Environment } from "./evaluate";
import { EvaluationError, instantOf, numeric } from "./values";
import type { Value } from "./values";

type Call = (args: Value[], environment: Environment) => Value;

const text = (value: Value | undefined): string => {
  if (typeof value === "string") return value;
  if (value instanceof Decimal) return value.toString();
  throw new EvaluationError("not a text");
};
const whole = (value: Value | undefined) => Number(numeric(value ?? null).floor().units);
const number = (value: number): Decimal => numeric(value);
const characters = (value: Value | undefined) => Array.from(text(value));

const moment = (value: Value | undefined): Date => {
  const instant = instantOf(value ?? null);
  if (instant === undefined) throw new EvaluationError("not a date");
  return new Date(instant);
};

function round(value: Value | undefined): Decimal {
  return numeric(value ?? null).at(0);
}

function substring([value, from, count]: Value[]): string {
  const start = Math.max(0, whole(from));
  const all = characters(value);
  return all.slice(start, count === undefined ? undefined : start + Math.max(0, whole(count))).join("");
}

function indexOf(value: Value | undefined, part: Value | undefined): Decimal {
  const at = text(value).indexOf(text(part));
  return number(at < 0 ? -1 : Array.from(text(value).slice(0, at)).length);
}

const duration = (value: Value | undefined): number => {
  if (value && typeof value === "object" && "duration" in value) return value.duration;
  throw new EvaluationError("not a duration");
};

const calls: Record<string, Call> = {
  contains: ([a, b]) => text(a).includes(text(b)),
  startswith: ([a, b]) => text(a).startsWith(text(b)),
  endswith: ([a, b]) => text(a).endsWith(text(b)),
  length: ([a]) => number(characters(a).length),
  indexof: ([a, b]) => indexOf(a, b),
  substring,
  tolower: ([a]) => text(a).toLowerCase(),
  toupper: ([a]) => text(a).toUpperCase(),
  trim: ([a]) => text(a).trim(),
  concat: ([a, b]) => text(a) + text(b),
  matchespattern: ([a, b]) => new RegExp(text(b), "u").test(text(a)),
  year: ([a]) => number(moment(a).getUTCFullYear()),
  month: ([a]) => number(moment(a).getUTCMonth() + 1),
  day: ([a]) => number(moment(a).getUTCDate()),
  hour: ([a]) => number(moment(a).getUTCHours()),
  minute: ([a]) => number(moment(a).getUTCMinutes()),
  second: ([a]) => number(moment(a).getUTCSeconds()),
  fractionalseconds: ([a]) => number(moment(a).getUTCMilliseconds() / 1000),
  totaloffsetminutes: () => number(0),
  totalseconds: ([a]) => number(duration(a)),
  date: ([a]) => ({ date: moment(a).toISOString().slice(0, 10) }),
  time: ([a]) => moment(a).toISOString().slice(11, 19),
  mindatetime: () => ({ instant: Date.parse("0001-01-01T00:00:00Z") }),
  maxdatetime: () => ({ instant: Date.parse("9999-12-31T23:59:59.999Z") }),
  round: ([a]) => round(a),
  floor: ([a]) => numeric(a ?? null).floor(),
  ceiling: ([a]) => numeric(a ?? null).ceiling(),
};

export function callFunction(name: string, args: Value[], environment: Environment): Value {
  if (name === "now") return { instant: environment.now ? Date.parse(environment.now) : Date.now() };
  const call = calls[name];
  if (!call) throw new EvaluationError(`unknown function ${name}`);
  if (args.some((each) => each === null)) return null;
  return call(args, environment);
}


