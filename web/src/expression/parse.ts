// Text → tree. The grammar is that of platform/expr; platform/expr/vectors.json keeps the two together.
import { ExpressionError, tokenize } from "./token";
import type { Token } from "./token";

export type BinaryOp =
  | "or" | "and" | "eq" | "ne" | "gt" | "ge" | "lt" | "le" | "has"
  | "add" | "sub" | "mul" | "div" | "divby" | "mod";
export type LiteralKind = "null" | "boolean" | "number" | "text" | "date" | "datetime" | "duration";

export type Node =
  | { kind: "literal"; type: LiteralKind; value: string }
  | { kind: "path"; names: string[] }
  | { kind: "alias"; name: string }
  | { kind: "unary"; op: "not" | "negate"; operand: Node }
  | { kind: "binary"; op: BinaryOp; left: Node; right: Node }
  | { kind: "in"; left: Node; items: Node[] }
  | { kind: "call"; name: string; args: Node[] }
  | { kind: "lambda"; quantifier: "any" | "all"; path: string[]; variable: string; body: Node | undefined };

const levels: BinaryOp[][] = [
  ["or"], ["and"], ["eq", "ne", "has"], ["gt", "ge", "lt", "le"], ["add", "sub"], ["mul", "div", "divby", "mod"],
];
const maxDepth = 50;

class Parser {
  private readonly tokens: Token[];
  private index = 0;
  private depth = 0;

  constructor(text: string) {
    this.tokens = tokenize(text);
  }

  whole(): Node {
    const node = this.level(0);
    if (this.peek().kind !== "end") throw this.unexpected("the end");
    return node;
  }

  private peek(ahead = 0): Token {
    return this.tokens[Math.min(this.index + ahead, this.tokens.length - 1)]!;
  }
  private take(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }
  private unexpected(expected: string): ExpressionError {
    return new ExpressionError(`expected ${expected}, found '${this.peek().text}'`, this.peek().at);
  }
  private sign(text: string): boolean {
    if (this.peek().kind !== "sign" || this.peek().text !== text) return false;
    this.index++;
    return true;
  }
  private expect(text: string): void {
    if (!this.sign(text)) throw this.unexpected(`'${text}'`);
  }

  private level(level: number): Node {
    if (++this.depth > maxDepth * levels.length) throw this.unexpected("a simpler expression");
    const node = this.binaries(level);
    this.depth--;
    return node;
  }

  private binaries(level: number): Node {
    const ops = levels[level];
    if (!ops) return this.unary();
    let left = this.level(level + 1);
    for (;;) {
      const word = this.peek().kind === "name" ? this.peek().text : "";
      if (level === 3 && word === "in") {
        left = this.inList(left);
      } else if (ops.includes(word as BinaryOp)) {
        this.take();
        left = { kind: "binary", op: word as BinaryOp, left, right: this.level(level + 1) };
      } else {
        return left;
      }
    }
  }

  private inList(left: Node): Node {
    this.take();
    this.expect("(");
    const items = [this.level(0)];
    while (this.sign(",")) items.push(this.level(0));
    this.expect(")");
    return { kind: "in", left, items };
  }

  private unary(): Node {
    if (this.peek().kind === "name" && this.peek().text === "not") {
      this.take();
      return { kind: "unary", op: "not", operand: this.unary() };
    }
    if (this.sign("-")) return { kind: "unary", op: "negate", operand: this.unary() };
    return this.primary();
  }

  private primary(): Node {
    if (this.sign("(")) {
      const inner = this.level(0);
      this.expect(")");
      return inner;
    }
    const token = this.peek();
    switch (token.kind) {
      case "number": case "date": case "datetime":
        return { kind: "literal", type: token.kind, value: this.take().text };
      case "duration":
        return { kind: "literal", type: "duration", value: this.take().text.slice(9, -1) };
      case "text":
        return { kind: "literal", type: "text", value: this.take().text.slice(1, -1).replaceAll("''", "'") };
      case "alias":
        return { kind: "alias", name: this.take().text.slice(1) };
      case "name":
        return this.named();
      default:
        throw this.unexpected("a value");
    }
  }

  private named(): Node {
    const word = this.take().text;
    if (word === "null") return { kind: "literal", type: "null", value: "null" };
    if (word === "true" || word === "false") return { kind: "literal", type: "boolean", value: word };
    if (this.peek().text === "(" && this.peek().kind === "sign") return this.call(word);
    const names = [word];
    while (this.sign("/")) {
      const next = this.take();
      if (next.kind !== "name") throw this.unexpected("a name");
      if ((next.text === "any" || next.text === "all") && this.peek().text === "(") {
        return this.lambda(names, next.text);
      }
      names.push(next.text);
    }
    return { kind: "path", names };
  }

  private call(name: string): Node {
    this.expect("(");
    const args: Node[] = [];
    if (!this.sign(")")) {
      do args.push(this.level(0)); while (this.sign(","));
      this.expect(")");
    }
    return { kind: "call", name, args };
  }

  private lambda(path: string[], quantifier: "any" | "all"): Node {
    this.expect("(");
    if (this.sign(")")) return { kind: "lambda", quantifier, path, variable: "", body: undefined };
    const variable = this.take();
    if (variable.kind !== "name") throw this.unexpected("a variable");
    this.expect(":");
    const body = this.level(0);
    this.expect(")");
    return { kind: "lambda", quantifier, path, variable: variable.text, body };
  }
}

export const parse = (text: string): Node => new Parser(text).whole();

const bindingOf = (node: Node): number => {
  if (node.kind === "in") return 3;
  if (node.kind === "binary") return levels.findIndex((ops) => ops.includes(node.op));
  return levels.length;
};
const literalText = (node: Extract<Node, { kind: "literal" }>) => {
  if (node.type === "text") return `'${node.value.replaceAll("'", "''")}'`;
  return node.type === "duration" ? `duration'${node.value}'` : node.value;
};

/** Canonical text; `parse(textOf(x))` is x. */
export function textOf(node: Node): string {
  const bracketed = (child: Node, least: number) =>
    bindingOf(child) < least ? `(${textOf(child)})` : textOf(child);
  switch (node.kind) {
    case "literal": return literalText(node);
    case "path": return node.names.join("/");
    case "alias": return `@${node.name}`;
    case "unary": return (node.op === "not" ? "not " : "-") + bracketed(node.operand, levels.length);
    case "binary": {
      const level = bindingOf(node);
      return `${bracketed(node.left, level)} ${node.op} ${bracketed(node.right, level + 1)}`;
    }
    case "in": return `${bracketed(node.left, 4)} in (${node.items.map(textOf).join(",")})`;
    case "call": return `${node.name}(${node.args.map(textOf).join(",")})`;
    case "lambda": {
      const inner = node.body ? `${node.variable}: ${textOf(node.body)}` : "";
      return `${node.path.join("/")}/${node.quantifier}(${inner})`;
    }
  }
}
