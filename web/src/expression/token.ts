// Words of the expression language: OData v4.01 $filter text cut into tokens.

export type TokenKind = "name" | "number" | "text" | "date" | "datetime" | "duration" | "alias" | "sign" | "end";
export interface Token { kind: TokenKind; text: string; at: number }

export class ExpressionError extends Error {
  /** 1-based column. */
  readonly position: number;
  constructor(message: string, at: number) {
    super(`${message} at column ${at + 1}`);
    this.position = at + 1;
  }
}

const patterns: [TokenKind, RegExp][] = [
  ["datetime", /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?/y],
  ["date", /\d{4}-\d\d-\d\d(?!\d)/y],
  ["number", /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ["duration", /duration'[^']*'/y],
  ["text", /'(?:[^']|'')*'/y],
  ["alias", /@[A-Za-z_]\w*/y],
  ["name", /[\p{L}_$][\p{L}\p{N}_]*/uy],
  ["sign", /[(),/:+\-.]/y],
];

function nextToken(text: string, at: number): Token {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { kind, text: match[0], at };
  }
  throw new ExpressionError(`unexpected ${text[at] === "'" ? "open quotation" : `'${text[at]}'`}`, at);
}

export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(text[at] ?? "")) at++;
    if (at >= text.length) break;
    const token = nextToken(text, at);
    tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ kind: "end", text: "", at: text.length });
  return tokens;
}
