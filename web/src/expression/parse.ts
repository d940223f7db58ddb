// Text → tree, the grammar of platform/expr/parser.cpp. Precedence, lowest first: or · and · eq ne · gt ge lt le ·
// add sub · mul div divby mod · not - · has in · operands. platform/expr/vectors.json keeps the evaluators together.
import { arityOf } from "./functions";
import { columnOf, ExpressionError, tokenize } from "./token";
import type { LiteralType, Token } from "./token";

export type BinaryOp =
  | "or" | "and" | "eq" | "ne" | "gt" | "ge" | "lt" | "le" | "add" | "sub" | "mul" | "div" | "divby" | "mod" | "has";

export type Node =
  | { kind: "literal"; type: LiteralType; value: string }
  | { kind: "path"; names: string[] }
  | { kind: "alias"; name: string }
  | { kind: "unary"; op: "not" | "negate"; operand: Node }
  | { kind: "binary"; op: BinaryOp; left: Node; right: Node }
  | { kind: "in"; left: Node; items: Node[] }
  | { kind: "call"; name: string; args: Node[] }
  | { kind: "lambda"; quantifier: "any" | "all"; path: string[]; variable: string; body: Node | undefined };

const levels: Partial<Record<string, number>> = {
  or: 1, and: 2, eq: 3, ne: 3, gt: 4, ge: 4, lt: 4, le: 4, add: 5, sub: 5, mul: 6, div: 6, divby: 6, mod: 6,
};
const unaryLevel = 7;
const maxDepth = 50;
const maxNodes = 500;
const maxBytes = 8192;

class Parser {
  private readonly text: string;
  private readonly tokens: Token[];
  private next = 0;
  private depth = 0;
  private nodes = 0;

  constructor(text: string) {
    if (new TextEncoder().encode(text).length > maxBytes) throw new ExpressionError("expression.too_long", 1);
    this.text = text;
    this.tokens = tokenize(text);
  }

  whole(): Node {
    const node = this.binary(1);
    if (this.peek().kind !== "end") this.refuse("operator or end");
    return node;
  }

  private peek(ahead = 0): Token { return this.tokens[Math.min(this.next + ahead, this.tokens.length - 1)]!; }
  private take(): Token {
    const token = this.peek();
    if (this.next + 1 < this.tokens.length) this.next++;
    return token;
  }
  private refuse(expected: string, code = "expression.syntax", at = this.peek().at): never {
    throw new ExpressionError(code, columnOf(this.text, at), `expected ${expected}`);
  }
  private counted(node: Node): Node {
    if (++this.nodes > maxNodes) this.refuse("less", "expression.too_complex");
    return node;
  }
  private isSign(sign: string, ahead = 0) { return this.peek(ahead).kind === "sign" && this.peek(ahead).text === sign; }
  private expect(sign: string, expected: string) {
    if (!this.isSign(sign)) this.refuse(expected);
    this.take();
  }
  /** The word here in lower case; empty when something else stands here. */
  private word(ahead = 0) { return this.peek(ahead).kind === "word" ? this.peek(ahead).text.toLowerCase() : ""; }

  /** An operator stands free on both sides; a bracket may touch it. */
  private takeOperator(): void {
    const previous = this.tokens[this.next - 1];
    if (!this.peek().spaceBefore && !(previous?.kind === "sign" && previous.text === ")")) this.refuse("space");
    this.take();
    if (!this.peek().spaceBefore && !this.isSign("(") && this.peek().kind !== "end") this.refuse("space");
  }

  private binary(least: number): Node {
    let left = this.unary();
    for (;;) {
      const op = this.word();
      const level = levels[op];
      if (level === undefined || level < least) return left;
      this.takeOperator();
      left = this.counted({ kind: "binary", op: op as BinaryOp, left, right: this.binary(level + 1) });
    }
  }

  private unary(): Node {
    if (this.depth >= maxDepth) this.refuse("less", "expression.too_complex");
    this.depth++;
    const node = this.unaryInside();
    this.depth--;
    return node;
  }

  private unaryInside(): Node {
    const negation = this.peek().kind === "minus";
    if (!negation && this.word() !== "not") return this.postfix();
    this.take();
    if (!negation && !this.peek().spaceBefore && !this.isSign("(")) this.refuse("space");
    return this.counted({ kind: "unary", op: negation ? "negate" : "not", operand: this.unary() });
  }

  private postfix(): Node {
    let node = this.primary();
    while (this.word() === "has" || this.word() === "in") {
      const membership = this.word() === "in";
      this.takeOperator();
      if (membership && this.isSign("(")) {
        this.take();
        node = this.counted({ kind: "in", left: node, items: this.itemsUntilClose() });
      } else {
        const right = this.primary();
        // `'vip' in tags` says what `tags has 'vip'` says.
        node = this.counted({ kind: "binary", op: "has", left: membership ? right : node, right: membership ? node : right });
      }
    }
    return node;
  }

  private itemsUntilClose(): Node[] {
    const items = [this.binary(1)];
    while (!this.isSign(")")) {
      this.expect(",", "operator, comma or )");
      items.push(this.binary(1));
    }
    this.take();
    return items;
  }

  private primary(): Node {
    const token = this.peek();
    if (token.kind === "literal") {
      this.take();
      return this.counted({ kind: "literal", type: token.type, value: token.text });
    }
    if (this.isSign("(")) {
      this.take();
      const inner = this.binary(1);
      this.expect(")", "operator or )");
      return inner;
    }
    if (token.kind === "alias") {
      this.take();
      return this.counted({ kind: "alias", name: token.text });
    }
    if (token.kind === "word") return this.named();
    if (token.kind === "dollar" && token.text === "$it") return this.path();
    return this.refuse("value, name, function or (");
  }

  private callFollows() { return this.isSign("(", 1) && !this.peek(1).spaceBefore; }

  private named(): Node {
    if (this.callFollows()) return this.call();
    const token = this.peek();
    const name = token.text.toLowerCase();
    if (token.text === "INF" || token.text === "NaN") this.refuse("finite number");
    if (name === "true" || name === "false" || name === "null") {
      this.take();
      return this.counted({ kind: "literal", type: name === "null" ? "null" : "boolean", value: name });
    }
    // A field may be called like an operator: then a slash or an operator follows it.
    const goesOn = this.isSign("/", 1) || levels[this.word(1)] !== undefined;
    if (levels[name] !== undefined && !goesOn) this.refuse("value, name, function or (");
    return this.path();
  }

  private call(): Node {
    const at = this.peek().at;
    const name = this.take().text.toLowerCase();
    const arity = arityOf(name);
    if (!arity) return this.refuse("function", "expression.unknown_function", at);
    this.take();
    let args: Node[] = [];
    if (this.isSign(")")) this.take(); else args = this.itemsUntilClose();
    if (args.length < arity[0] || args.length > arity[1]) this.refuse("other arguments", "expression.argument_count", at);
    return this.counted({ kind: "call", name, args });
  }

  private path(): Node {
    const names = [this.take().text];
    while (this.isSign("/") && !this.peek().spaceBefore) {
      this.take();
      const isCount = this.peek().kind === "dollar" && this.peek().text === "$count";
      if (this.peek().spaceBefore || (!isCount && this.peek().kind !== "word")) this.refuse("name, any, all or $count");
      if (!isCount && this.callFollows()) return this.lambda(names);
      names.push(this.take().text);
      if (isCount) break;
    }
    return this.counted({ kind: "path", names });
  }

  private lambda(path: string[]): Node {
    const quantifier = this.word();
    if (quantifier !== "any" && quantifier !== "all") this.refuse("any or all");
    this.take();
    this.take();
    if (this.isSign(")") && quantifier === "any") {
      this.take();
      return this.counted({ kind: "lambda", quantifier, path, variable: "", body: undefined });
    }
    if (this.peek().kind !== "word") this.refuse("variable and :");
    const variable = this.take().text;
    this.expect(":", ":");
    const body = this.binary(1);
    this.expect(")", "operator or )");
    return this.counted({ kind: "lambda", quantifier: quantifier as "any" | "all", path, variable, body });
  }
}

export const parse = (text: string): Node => new Parser(text).whole();

const levelOf = (node: Node): number => {
  if (node.kind === "binary") return levels[node.op] ?? unaryLevel + 1;
  return node.kind === "unary" ? unaryLevel : unaryLevel + 1;
};

function literalText(node: Extract<Node, { kind: "literal" }>): string {
  if (node.type === "text") return `'${node.value.replaceAll("'", "''")}'`;
  return node.type === "duration" ? `duration'${node.value}'` : node.value;
}

/** Canonical text; `parse(textOf(x))` is x. */
export function textOf(node: Node): string {
  const inside = (child: Node, least: number) => (levelOf(child) < least ? `(${textOf(child)})` : textOf(child));
  switch (node.kind) {
    case "literal": return literalText(node);
    case "path": return node.names.join("/");
    case "alias": return `@${node.name}`;
    case "unary": {
      const isNumber = node.operand.kind === "literal" && node.operand.type === "number"; // `-2` would be one literal
      return (node.op === "not" ? "not " : "-") + (isNumber ? `(${textOf(node.operand)})` : inside(node.operand, unaryLevel + 1));
    }
    case "binary": {
      const level = levelOf(node);
      return `${inside(node.left, level)} ${node.op} ${inside(node.right, level + 1)}`;
    }
    case "in": return `${inside(node.left, unaryLevel + 1)} in (${node.items.map(textOf).join(",")})`;
    case "call": return `${node.name}(${node.args.map(textOf).join(",")})`;
    case "lambda": {
      const inner = node.body ? `${node.variable}: ${textOf(node.body)}` : "";
      return `${node.path.join("/")}/${node.quantifier}(${inner})`;
    }
  }
}
