// A tree and a record → a value. Null as OData says: `eq`/`ne` compare with it, any other comparison with it is false,
// arithmetic with it is null, `and`/`or` are three-valued. A condition holds only when it is plainly true.
import type { RecordData } from "@/api/types";
import { Decimal } from "./decimal";
import { parseDuration, parseTimeOfDay } from "./duration";
import { callFunction, castValue, isOfType } from "./functions";
import { parse } from "./parse";
import type { BinaryOp, Node } from "./parse";
import { fieldNamed, scaleOf, schemaAfter, typed } from "./schema";
import type { Schema } from "./schema";
import { asBoolean, asDay, asInstant, asKey, compareValues, decimalOf, EvaluationError, numberOf } from "./values";
import type { Value } from "./values";
import { isTemporal, temporal } from "./time";

export interface Environment { me?: string; my_department?: string; today?: string; now?: string }

/** A lambda's variable: a record of an entity, or one text of a list. */
interface Variable { item: unknown; schema: Schema | undefined }
interface Scope { record: RecordData; schema: Schema | undefined; variables: Record<string, Variable>; environment: Environment }

export function evaluate(node: Node, record: RecordData, environment: Environment = {}, schema?: Schema): Value {
  return run(node, { record, schema, variables: {}, environment });
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
    case "call": return call(node, scope);
    case "lambda": return quantify(node, scope);
  }
}

function literal(type: string, value: string): Value {
  switch (type) {
    case "null": return null;
    case "boolean": return value === "true";
    case "number": return numberOf(value) ?? null;
    case "date": return asDay(value) ?? null;
    case "datetime": return asInstant(value) ?? null;
    case "duration": return { ms: parseDuration(value) ?? 0 };
    case "time": return { ms: parseTimeOfDay(value) ?? 0 };
    default: return value;
  }
}

function alias(name: string, environment: Environment): Value {
  switch (name) {
    case "me": return environment.me === undefined ? null : asKey(environment.me);
    case "my_department": return environment.my_department === undefined ? null : asKey(environment.my_department);
    case "today": return (environment.today && asDay(environment.today)) || null;
    case "now": return { instant: environment.now ? Date.parse(environment.now) : Date.now() };
    default: throw new EvaluationError(`unknown name @${name}`);
  }
}

/** The thing a path starts at and the names that are left. */
function startOfPath(names: string[], scope: Scope): { at: unknown; schema: Schema | undefined; rest: string[] } {
  const first = names[0] ?? "";
  const variable = Object.hasOwn(scope.variables, first) ? scope.variables[first] : undefined;
  if (variable) return { at: variable.item, schema: variable.schema, rest: names.slice(1) };
  return { at: scope.record, schema: scope.schema, rest: first === "$it" ? names.slice(1) : names };
}

function read(names: string[], scope: Scope): Value {
  let { at, schema } = startOfPath(names, scope);
  const { rest } = startOfPath(names, scope);
  let value: Value = typed(at, undefined, "");
  for (const name of rest) {
    if (name === "$count") return BigInt(Array.isArray(at) ? at.length : 0);
    if (at === null || typeof at !== "object") return null;
    const field = fieldNamed(schema, name);
    const record = at as RecordData;
    at = step(record, name);
    if (at === undefined && field?.type === "formula" && field.expression) {
      return formula(field.expression, record, schema, scope.environment, field);
    }
    value = typed(at, field, name);
    schema = schemaAfter(schema, name);
  }
  return value;
}

function step(record: RecordData, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  if (name.endsWith("_id")) {
    const target = record[name.slice(0, -3)];
    if (target && typeof target === "object" && !Array.isArray(target)) return target.id;
  }
  return undefined;
}

function formula(expression: string, record: RecordData, schema: Schema | undefined, environment: Environment, field: { scale?: number }): Value {
  const value = evaluate(parse(expression), record, environment, schema);
  return value instanceof Decimal ? value.at(scaleOf(field as Parameters<typeof scaleOf>[0])) : value;
}

function unary(op: "not" | "negate", value: Value): Value {
  if (op === "not") {
    const truth = asBoolean(value);
    return truth === null ? null : !truth;
  }
  if (value === null) return null;
  if (typeof value === "bigint") return -value;
  if (typeof value === "object" && "ms" in value) return { ms: -value.ms };
  return decimalOf(value).negated();
}

function binary(op: BinaryOp, left: Node, right: Node, scope: Scope): Value {
  if (op === "and" || op === "or") return logical(op, left, right, scope);
  const [a, b] = [run(left, scope), run(right, scope)];
  switch (op) {
    case "add": case "sub": case "mul": case "div": case "divby": case "mod": return arithmetic(op, a, b);
    case "has": return Array.isArray(a) && typeof b === "string" && a.includes(b);
    default: return compareValues(op, a, b);
  }
}

/** Three values: the deciding one wins over null. */
function logical(op: "and" | "or", left: Node, right: Node, scope: Scope): Value {
  const deciding = op === "or";
  const a = asBoolean(run(left, scope));
  if (a === deciding) return deciding;
  const b = asBoolean(run(right, scope));
  if (b === deciding) return deciding;
  return a === null || b === null ? null : !deciding;
}

export type ArithmeticOp = "add" | "sub" | "mul" | "div" | "divby" | "mod";

function arithmetic(op: ArithmeticOp, a: Value, b: Value): Value {
  if (a === null || b === null) return null;
  if (isTemporal(a) || isTemporal(b)) return temporal(op, a, b);
  if (typeof a === "bigint" && typeof b === "bigint" && op !== "divby") return wholeResult(op, a, b);
  const [x, y] = [decimalOf(a), decimalOf(b)];
  switch (op) {
    case "add": return x.plus(y);
    case "sub": return x.minus(y);
    case "mul": return x.times(y);
    case "mod": return x.remainder(y) ?? null;
    default: return x.dividedBy(y) ?? null;
  }
}

function wholeResult(op: ArithmeticOp, a: bigint, b: bigint): Value {
  switch (op) {
    case "add": return a + b;
    case "sub": return a - b;
    case "mul": return a * b;
    case "mod": return b === 0n ? null : a % b;
    default: return b === 0n ? null : a / b;
  }
}

function call(node: Extract<Node, { kind: "call" }>, scope: Scope): Value {
  if (node.name === "now") return alias("now", scope.environment);
  if (node.name === "cast" || node.name === "isof") {
    const type = node.args[1]?.kind === "path" ? node.args[1].names[0] ?? "" : "";
    const value = run(node.args[0]!, scope);
    return node.name === "cast" ? castValue(value, type) : isOfType(value, type);
  }
  return callFunction(node.name, node.args.map((each) => run(each, scope)));
}

function quantify(node: Extract<Node, { kind: "lambda" }>, scope: Scope): Value {
  const start = startOfPath(node.path, scope);
  let { at, schema } = start;
  for (const name of start.rest) {
    at = at !== null && typeof at === "object" ? step(at as RecordData, name) : undefined;
    schema = schemaAfter(schema, name);
  }
  const items = Array.isArray(at) ? at : [];
  const { body, variable } = node;
  if (!body) return items.length > 0;
  const test = (item: unknown) =>
    asBoolean(run(body, { ...scope, variables: { ...scope.variables, [variable]: { item, schema } } })) === true;
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

/** A `when:` of the catalogue. No condition holds; one that cannot be read here is left to the server. */
export function holds(expression: string | undefined, record: RecordData, environment: Environment = {}, schema?: Schema): boolean {
  if (!expression) return true;
  const node = parsed(expression);
  if (!node) return true;
  try {
    return evaluate(node, record, environment, schema) === true;
  } catch {
    return false;
  }
}

/** A formula field's value on a record not yet saved; undefined when it cannot be told. */
export function compute(expression: string, record: RecordData, environment: Environment = {}, schema?: Schema): Value | undefined {
  const node = parsed(expression);
  if (!node) return undefined;
  try { return evaluate(node, record, environment, schema); } catch { return undefined; }
}
