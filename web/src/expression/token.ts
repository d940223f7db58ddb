// Words of the expression language, cut as platform/expr/lexer.cpp cuts them. Positions are 1-based columns in characters.
import { parseDuration, parseTimeOfDay } from "./duration";

export type LiteralType = "null" | "boolean" | "number" | "text" | "date" | "datetime" | "duration" | "time";
export type TokenKind = "word" | "literal" | "alias" | "dollar" | "sign" | "minus" | "bad" | "end";
export interface Token {
  kind: TokenKind;
  /** As written; of a text the text itself, of an alias its name. */
  text: string;
  type: LiteralType;
  at: number;
  end: number;
  spaceBefore: boolean;
}

export class ExpressionError extends Error {
  readonly code: string;
  readonly position: number;
  constructor(code: string, position: number, message = code) {
    super(`${message} (column ${position})`);
    this.code = code;
    this.position = position;
  }
}

const day = String.raw`\d{4}-\d\d-\d\d`;
const patterns: [LiteralType, RegExp][] = [
  ["datetime", new RegExp(String.raw`${day}[Tt]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)(?![\w.:])`, "y")],
  ["date", new RegExp(String.raw`${day}(?![\w.:])`, "y")],
  ["time", /\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?![\w.:])/y],
  ["number", /[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.:])/y],
];
const word = /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/y;

const matchAt = (pattern: RegExp, text: string, at: number) => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};

function realDay(text: string): boolean {
  const date = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10));
}

function isReal(type: LiteralType, text: string): boolean {
  if (type === "time") return parseTimeOfDay(text) !== undefined;
  if (type === "number") return true;
  return realDay(text) && (type === "date" || !Number.isNaN(Date.parse(text.toUpperCase())));
}

class Lexer {
  private readonly text: string;
  private position = 0;
  constructor(text: string) { this.text = text; }

  next(): Token {
    const from = this.position;
    while (/[ \t\n\r]/.test(this.text[this.position] ?? "")) this.position++;
    const at = this.position;
    const spaceBefore = at > from || at === 0;
    const make = (kind: TokenKind, raw: string, text = raw, type: LiteralType = "null"): Token => {
      this.position = at + raw.length;
      return { kind, text, type, at, end: this.position, spaceBefore };
    };
    const c = this.text[at];
    if (c === undefined) return make("end", "");
    if ("(),/:".includes(c)) return make("sign", c);
    if (c === "'") return this.quoted(at, make);
    if (c === "@" || c === "$") {
      const name = matchAt(/[A-Za-z_]\w*/y, this.text, at + 1);
      if (!name) return make("bad", c);
      return c === "@" ? make("alias", `@${name}`, name) : make("dollar", `$${name}`);
    }
    if (/\d/.test(c) || (/[+-]/.test(c) && /\d/.test(this.text[at + 1] ?? ""))) return this.number(at, make);
    if (c === "-") return make("minus", c);
    return this.word(at, make);
  }

  private quoted(at: number, make: (kind: TokenKind, raw: string, text?: string, type?: LiteralType) => Token): Token {
    const raw = matchAt(/'(?:[^']|'')*'/y, this.text, at);
    return raw ? make("literal", raw, raw.slice(1, -1).replaceAll("''", "'"), "text") : make("bad", "'");
  }

  private number(at: number, make: (kind: TokenKind, raw: string, text?: string, type?: LiteralType) => Token): Token {
    const shape = matchAt(/\d{4}-/y, this.text, at) ? ["datetime", "date"] : matchAt(/\d\d:/y, this.text, at) ? ["time"] : ["number"];
    for (const [type, pattern] of patterns) {
      const raw = shape.includes(type) ? matchAt(pattern, this.text, at) : undefined;
      if (raw && isReal(type, raw)) return make("literal", raw, raw.replace(/^\+/, ""), type);
    }
    return make("bad", this.text[at] ?? "");
  }

  private word(at: number, make: (kind: TokenKind, raw: string, text?: string, type?: LiteralType) => Token): Token {
    const name = matchAt(word, this.text, at);
    if (!name) return make("bad", String.fromCodePoint(this.text.codePointAt(at) ?? 0));
    if (this.text[at + name.length] !== "'") return make("word", name);
    const typed = matchAt(/[A-Za-z]+'[^']*'/y, this.text, at);
    const inner = typed?.slice(name.length + 1, -1);
    const isDuration = name.toLowerCase() === "duration" && inner !== undefined && parseDuration(inner) !== undefined;
    return isDuration ? make("literal", typed!, inner, "duration") : make("bad", name);
  }
}

export function tokenize(text: string): Token[] {
  const lexer = new Lexer(text);
  const tokens: Token[] = [];
  for (;;) {
    const token = lexer.next();
    tokens.push(token);
    if (token.kind === "end" || token.kind === "bad") return tokens;
  }
}

/** 1-based column, in characters, of a place in the text. */
export const columnOf = (text: string, at: number) => Array.from(text.slice(0, at)).length + 1;
