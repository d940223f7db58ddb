// The shared cases of the condition language: C++, SQL and TypeScript must agree on every one.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { EntityDef, FieldDef, FieldType, OptionDef, RecordData } from "@/api/types";
import { Decimal } from "./decimal";
import { evaluate } from "./evaluate";
import { parse, textOf } from "./parse";
import { ExpressionError } from "./token";
import { isDay, isInstant, isKey, isMinutes, isSpan, valueText } from "./values";
import type { Value } from "./values";

interface DeclaredField { type: FieldType; to?: string; of?: string; scale?: number; result?: FieldType; expression?: string; options?: object; states?: object }
interface Declared { set: string; title: string; fields: Record<string, DeclaredField>; relations?: Record<string, { many: string; via: string }> }
interface Case { expression: string; record?: string; result?: unknown; error?: string; position?: number }
interface Vectors {
  environment: Record<string, string>;
  entity: string;
  entities: Record<string, Declared>;
  records: Record<string, RecordData>;
  cases: Case[];
}

const file = resolve(import.meta.dirname, "../../../platform/expr/vectors.json");

/** Numbers keep every digit: whole ones as bigint, the others as decimals. */
const exact = (_key: string, value: unknown, context?: { source?: string }) => {
  if (typeof value !== "number" || !context?.source) return value;
  return /^-?\d+$/.test(context.source) ? BigInt(context.source) : Decimal.of(context.source);
};

function entityOf(name: string, declared: Declared): EntityDef {
  const fields = Object.entries(declared.fields).map(([fieldName, field]): FieldDef => ({
    name: fieldName, type: field.type, label: {}, target: field.to ?? field.of, result: field.result, expression: field.expression,
    scale: field.scale === undefined ? undefined : Number(field.scale),
    options: Object.keys(field.options ?? field.states ?? {}).map((code): OptionDef => ({ code, label: {} })),
  }));
  const system: FieldDef[] = [{ name: "created_at", type: "datetime", label: {} }, { name: "tags", type: "tags", label: {} }];
  const relations = Object.entries(declared.relations ?? {}).map(([relation, { many, via }]) => ({ name: relation, entity: many, via }));
  return { name, set: declared.set, module: "test", label: {}, title: declared.title, fields: [...fields, ...system], relations };
}

/** A value as the vectors write it. */
function written(value: Value): unknown {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "bigint" || value instanceof Decimal) return value.toString();
  if (isMinutes(value)) return value.minutes.toString();
  if (isSpan(value)) return String(value.ms);
  if (typeof value === "string" || isDay(value) || isInstant(value) || isKey(value)) return valueText(value);
  return value;
}
const expected = (result: unknown) => (typeof result === "bigint" || result instanceof Decimal ? result.toString() : result);

const untyped = new Set(["expression.unknown_field", "expression.type", "expression.unknown_option", "expression.unknown_alias", "expression.pattern"]);

describe.skipIf(!existsSync(file))("platform/expr/vectors.json", () => {
  const vectors = existsSync(file)
    ? JSON.parse(readFileSync(file, "utf8"), exact as (key: string, value: unknown) => unknown) as Vectors
    : { environment: {}, entity: "", entities: {}, records: {}, cases: [] };
  const entities = new Map(Object.entries(vectors.entities).map(([name, declared]) => [name, entityOf(name, declared)]));
  const schema = { entity: entities.get(vectors.entity)!, entityOf: (name: string | undefined) => entities.get(name ?? "") };

  it.each(vectors.cases.filter((each) => !each.error))("$record: $expression", ({ expression, record = "", result }) => {
    const node = parse(expression);
    expect(written(evaluate(node, vectors.records[record]!, vectors.environment, schema))).toEqual(expected(result));
    expect(parse(textOf(node))).toEqual(node);
  });

  it.each(vectors.cases.filter((each) => each.error && !untyped.has(each.error)))("refuses $expression", ({ expression, error, position }) => {
    const refused = (() => { try { parse(expression); return undefined; } catch (caught) { return caught; } })();
    expect(refused).toBeInstanceOf(ExpressionError);
    expect((refused as ExpressionError).code).toBe(error);
    if (position !== undefined) expect((refused as ExpressionError).position).toBe(Number(position));
  });
});
