export { parse, textOf } from "./parse";
export type { Node } from "./parse";
export { compute, evaluate, holds } from "./evaluate";
export type { Environment } from "./evaluate";
export type { Schema } from "./schema";
export { Decimal } from "./decimal";
export { ExpressionError } from "./token";
