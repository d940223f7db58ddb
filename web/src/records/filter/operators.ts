// Conditions in plain words ⇄ expressions. Each operator says how it is written and how it is known again.
import { quote } from "@/api/odata";
import { textOf } from "@/expression";
import type { Node } from "@/expression";

export type OperatorName =
  | "contains" | "not_contains" | "startswith" | "eq" | "ne" | "gt" | "ge" | "lt" | "le" | "between"
  | "on" | "before" | "after" | "today" | "until_today" | "past" | "not_since" | "in" | "not_in" | "has" | "has_not"
  | "is" | "is_me" | "any_is" | "is_true" | "is_false" | "empty" | "not_empty";

/** How many values an operator takes; `many` is one or more. */
export type Arity = 0 | 1 | 2 | "many";

export interface Operator {
  arity: Arity;
  /** `path` is the property as the expression writes it, `values` are literals already. */
  write: (path: string, values: string[]) => string;
  read: (node: Node) => { path: string; values: Node[] } | undefined;
}

type Binary = Extract<Node, { kind: "binary" }>;
const path = (node: Node | undefined) => (node?.kind === "path" ? node.names.join("/") : undefined);
const isNull = (node: Node) => node.kind === "literal" && node.type === "null";
const isAlias = (node: Node, name: string) => node.kind === "alias" && node.name === name;
const isBoolean = (node: Node, value: string) => node.kind === "literal" && node.type === "boolean" && node.value === value;
const isValue = (node: Node) => (node.kind === "literal" && node.type !== "null" && node.type !== "boolean")
  || (node.kind === "unary" && node.op === "negate" && node.operand.kind === "literal");

function readBinary(node: Node, op: string, right: (node: Node) => boolean) {
  const name = node.kind === "binary" && node.op === op && right(node.right) ? path(node.left) : undefined;
  return name === undefined ? undefined : { path: name, values: [(node as Binary).right] };
}
const comparison = (op: string): Operator => ({
  arity: 1,
  write: (name, [value]) => `${name} ${op} ${value}`,
  read: (node) => readBinary(node, op, isValue),
});
const constant = (op: string, right: string, matches: (node: Node) => boolean): Operator => ({
  arity: 0,
  write: (name) => `${name} ${op} ${right}`,
  read: (node) => {
    const found = readBinary(node, op, matches);
    return found && { path: found.path, values: [] };
  },
});
const negated = (inner: Operator): Operator => ({
  arity: inner.arity,
  write: (name, values) => `not (${inner.write(name, values)})`,
  read: (node) => (node.kind === "unary" && node.op === "not" ? inner.read(node.operand) : undefined),
});
const call = (name: string): Operator => ({
  arity: 1,
  write: (property, [value]) => `${name}(${property},${value})`,
  read: (node) => {
    if (node.kind !== "call" || node.name !== name || node.args.length !== 2) return undefined;
    const property = path(node.args[0]);
    return property === undefined ? undefined : { path: property, values: [node.args[1]!] };
  },
});
const within: Operator = {
  arity: "many",
  write: (name, values) => (values.length === 1 ? `${name} eq ${values[0]}` : `${name} in (${values.join(",")})`),
  read: (node) => {
    if (node.kind === "in") {
      const name = path(node.left);
      return name === undefined ? undefined : { path: name, values: node.items };
    }
    return readBinary(node, "eq", isValue);
  },
};
/** `tags/any(x: x eq 'VIP')`; `member` is what of the element is compared. */
const anyOf = (member: string): Operator => ({
  arity: "many",
  write: (name, values) =>
    `${name}/any(x: ${values.length === 1 ? `x${member} eq ${values[0]}` : `x${member} in (${values.join(",")})`})`,
  read: (node) => {
    if (node.kind !== "lambda" || node.quantifier !== "any" || !node.body) return undefined;
    const inner = within.read(node.body);
    if (!inner || inner.path !== node.variable + member) return undefined;
    return { path: node.path.join("/"), values: inner.values };
  },
});
const between: Operator = {
  arity: 2,
  write: (name, [from, to]) => `${name} ge ${from} and ${name} le ${to}`,
  read: (node) => {
    if (node.kind !== "binary" || node.op !== "and") return undefined;
    const [low, high] = [readBinary(node.left, "ge", isValue), readBinary(node.right, "le", isValue)];
    return low && high && low.path === high.path ? { path: low.path, values: [low.values[0]!, high.values[0]!] } : undefined;
  },
};

/** Never, or before a day: whom nobody has talked to since. */
const notSince: Operator = {
  arity: 1,
  write: (name, [value]) => `(${name} eq null or ${name} lt ${value})`,
  read: (node) => {
    if (node.kind !== "binary" || node.op !== "or") return undefined;
    const [never, before] = [readBinary(node.left, "eq", isNull), readBinary(node.right, "lt", isValue)];
    return never && before && never.path === before.path ? { path: before.path, values: before.values } : undefined;
  },
};

export const operators: Record<OperatorName, Operator> = {
  contains: call("contains"),
  not_contains: negated(call("contains")),
  startswith: call("startswith"),
  eq: comparison("eq"), ne: comparison("ne"), gt: comparison("gt"), ge: comparison("ge"),
  lt: comparison("lt"), le: comparison("le"), between,
  on: comparison("eq"), before: comparison("lt"), after: comparison("gt"),
  today: constant("eq", "@today", (node) => isAlias(node, "today")),
  not_since: notSince,
  until_today: constant("le", "@today", (node) => isAlias(node, "today")),
  past: constant("lt", "@today", (node) => isAlias(node, "today")),
  in: within, not_in: negated(within),
  has: anyOf(""), has_not: negated(anyOf("")),
  is: within, any_is: anyOf("/id"),
  is_me: constant("eq", "@me", (node) => isAlias(node, "me")),
  is_true: constant("eq", "true", (node) => isBoolean(node, "true")),
  is_false: constant("eq", "false", (node) => isBoolean(node, "false")),
  empty: constant("eq", "null", isNull),
  not_empty: constant("ne", "null", isNull),
};

/** A value as the expression language writes it. */
export const literalOf = (value: string, kind: "text" | "bare") => (kind === "text" ? quote(value) : value);
/** The value inside a literal. */
export const valueOf = (node: Node) => (node.kind === "literal" ? node.value : textOf(node));
