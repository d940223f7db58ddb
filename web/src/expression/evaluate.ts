// A tree and a record → a value. Null as OData says: `eq`/`ne` compare with it, any other comparison with it is false,
// arithmetic with it is null, `and`/`or` are three-valued. A condition holds only when it is plainly true.
import type { RecordData } from "@/api/types";
import { Decimal } from "./decimal";
import { callFunction } from "./functions";
import { parse } from "./parse";
import type { BinaryOp, Node } from "./parse";
import {
  asBoolean, compareValues, daysOf, EvaluationError, fromJson, isInteger, numeric, shiftInstant,
} from "./values";
import type { Value } from "./values";

export interface Environment { me?: string; my_department?: string; today?: string; now?: string }

interface Scope { record: RecordData; variables: Record<string, RecordData | Value>; environment: Environment }

export function evaluate(node: Node, record: RecordData, environment: Environment = {}): Value {
  return run(node, { record, variables: {}, environment });
}

function run(node: Node, scope: Scope): Value {
  switch (node.kind) {
    case "literal": return literal(node.type, node.value);
    case "path": return read(node.names, scope);
    case "alias": return alias(node.name, scope.environment);
    case "unary": return unary(node.op, run(node.operand, scope));
    case "binary": return binary(node.op, node.left, node.right, scope);
    case "in": {
      const left = run(node.left, scope);
      return node.items.some((item) => compareValues("eq", left, run(item, scope)));
    }
    case "call": return callFunction(node.name, node.args.map((each) => run(each, scope)), scope.environment);
    case "lambda": return quantify(node, scope);
  }
}

function literal(type: string, value: string): Value {
  switch (type) {
    case "null": return null;
    case "boolean": return value === "true";
    case "number": return numeric(value);
    case "date": return { date: value };
    case "datetime": return { instant: Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(value) ? value : `${value}Z`) };
    case "duration": return { duration: durationSeconds(value) };
    default: return value;
  }
}

export function durationSeconds(text: string): number {
  const match = /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (!match) throw new EvaluationError(`not a duration: ${text}`);
  const [, sign, days = 0, hours = 0, minutes = 0, seconds = 0] = match;
  const total = Number(days) * 86400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign ? -total : total;
}

function alias(name: string, environment: Environment): Value {
  switch (name) {
    case "me": return environment.me ?? null;
    case "my_department": return environment.my_department ?? null;
    case "today": return environment.today ? { date: environment.today } : null;
    case "now": return { instant: environment.now ? Date.parse(environment.now) : Date.now() };
    default: throw new EvaluationError(`unknown name @${name}`);
  }
}

/** Walks a path; `_id` of an expanded reference is found too, and `$count` of a collection. */
function read(names: string[], scope: Scope): Value {
  const [first = "", ...rest] = names;
  const isVariable = first in scope.variables;
  let current: unknown = isVariable ? scope.variables[first] : scope.record;
  for (const name of isVariable ? rest : names) {
    if (name === "$count") return numeric(String(Array.isArray(current) ? current.length : 0));
    if (current === null || typeof current !== "object") return null;
    current = step(current as Record<string, unknown>, name);
  }
  return fromJson(current);
}

function step(record: Record<string, unknown>, name: string): unknown {
  if (name in record) return record[name];
  if (name.endsWith("_id")) {
    const target = record[name.slice(0, -3)];
    if (target && typeof target === "object") return (target as { id?: unknown }).id;
  }
  return null;
}

function unary(op: "not" | "negate", value: Value): Value {
  if (op === "not") {
    const truth = asBoolean(value);
    return truth === null ? null : !truth;
  }
  return value === null ? null : numeric(value).negated();
}

function binary(op: BinaryOp, left: Node, right: Node, scope: Scope): Value {
  if (op === "and" || op === "or") return logical(op, left, right, scope);
  const [a, b] = [run(left, scope), run(right, scope)];
  switch (op) {
    case "add": case "sub": case "mul": case "div": case "divby": case "mod":
      return arithmetic(op, a, b);
    case "has":
      return Array.isArray(a) && a.includes(b as string);
    default:
      return compareValues(op, a, b);
  }
}

function logical(op: "and" | "or", left: Node, right: Node, scope: Scope): Value {
  const decisive = op === "or";
  const a = asBoolean(run(left, scope));
  if (a === decisive) return decisive;
  const b = asBoolean(run(right, scope));
  if (b === decisive) return decisive;
  return a === null || b === null ? null : !decisive;
}

function arithmetic(op: BinaryOp, a: Value, b: Value): Value {
  if (a === null || b === null) return null;
  if ((op === "add" || op === "sub") && (isTemporal(a) || isTemporal(b))) return temporal(op, a, b);
  const [x, y] = [numeric(a), numeric(b)];
  switch (op) {
    case "add": return x.plus(y);
    case "sub": return x.minus(y);
    case "mul": return x.times(y);
    case "mod": return modulo(x, y);
    default: {
      if (y.units === 0n) throw new EvaluationError("division by zero");
      const whole = op === "div" && isInteger(a) && isInteger(b);
      if (whole) return numeric(String(x.units / y.units));
      return x.dividedBy(y)!;
    }
  }
}

function modulo(x: Decimal, y: Decimal): Value {
  if (y.units === 0n) throw new EvaluationError("division by zero");
  const scale = Math.max(x.scale, y.scale);
  return new Decimal(x.at(scale).units % y.at(scale).units, scale);
}

const isTemporal = (value: Value) =>
  typeof value === "object" && value !== null && ("date" in value || "instant" in value || "duration" in value);

function temporal(op: "add" | "sub", a: Value, b: Value): Value {
  const duration = (value: Value) => (value && typeof value === "object" && "duration" in value ? value.duration : undefined);
  const shift = duration(b);
  if (shift !== undefined) {
    const first = duration(a);
    if (first !== undefined) return { duration: op === "add" ? first + shift : first - shift };
    return shiftInstant(a, op === "add" ? shift : -shift);
  }
  if (op === "sub") return { duration: (daysOf(a) - daysOf(b)) * 86400 };
  throw new EvaluationError("dates cannot be added");
}

function quantify(node: Extract<Node, { kind: "lambda" }>, scope: Scope): Value {
  const [first = "", ...rest] = node.path;
  const start = first in scope.variables ? scope.variables[first] : scope.record[first];
  const list = rest.reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name], start);
  const items = Array.isArray(list) ? list : [];
  if (!node.body) return items.length > 0;
  const test = (item: RecordData | Value) =>
    asBoolean(run(node.body!, { ...scope, variables: { ...scope.variables, [node.variable]: item } })) === true;
  return node.quantifier === "any" ? items.some(test) : items.every(test);
}

const cache = new Map<string, Node | null>();

function parsed(expression: string): Node | null {
  let node = cache.get(expression);
  if (node === undefined) {
    try { node = parse(expression); } catch { node = null; }
    cache.set(expression, node);
  }
  return node;
}

/** A `when:` of the catalogue. No condition holds; one that cannot be judged here is left to the server. */
export function holds(expression: string | undefined, record: RecordData, environment: Environment = {}): boolean {
  if (!expression) return true;
  const node = parsed(expression);
  if (!node) return true;
  try {
    return evaluate(node, record, environment) === true;
  } catch {
    return false;
  }
}

/** A formula field's value on a record not yet saved; undefined when it cannot be told. */
export function compute(expression: string, record: RecordData, environment: Environment = {}): Value | undefined {
  const node = parsed(expression);
  if (!node) return undefined;
  try { return evaluate(node, record, environment); } catch { return undefined; }
}
