// Which columns a line grid has, what a line computes to and what the columns add up to.
import { fieldOf, isComputed, propertyOf, shownType } from "@/api/catalogue";
import type { EntityDef, FieldDef, RecordData } from "@/api/types";
import { compute, Decimal } from "@/expression";

export function lineColumns(target: EntityDef): FieldDef[] {
  const named = target.views?.list ?? target.views?.form?.flatMap((section) => section.fields)
    ?? target.fields.filter((field) => !field.system).map((field) => field.name);
  return named.flatMap((name) => fieldOf(target, name) ?? []).filter((field) => field.name !== target.parent);
}

/** What the server works out when it saves: unknown while a line is being typed. */
const isServerNumber = (field: FieldDef) =>
  field.read_only === true && field.type !== "formula" && ["money", "int", "decimal", "percent"].includes(shownType(field));

/** A line as it will be: formulas worked out from what is typed, the server's own numbers left open. */
export function withFormulas(target: EntityDef, line: RecordData): RecordData {
  const result = { ...line };
  for (const field of target.fields) {
    if (isServerNumber(field)) result[field.name] = null;
    if (field.type !== "formula" || !field.expression) continue;
    const value = compute(field.expression, result, {}, { entity: target, entityOf: () => undefined });
    if (value instanceof Decimal) result[field.name] = value.at(field.scale ?? 2).toNumber();
  }
  return result;
}

const summable = ["money", "int", "decimal", "duration"];

/** A column is summed when its sum means something: amounts and quantities, not prices or rates. */
export function isSummed(field: FieldDef): boolean {
  const type = shownType(field);
  if (!summable.includes(type)) return false;
  return !/price|rate|number|position|line_no|percent|discount/.test(field.name) && (isComputed(field) || type !== "money" || /amount|total|cost/.test(field.name));
}

export function sumOf(lines: RecordData[], field: FieldDef): number | undefined {
  let sum: Decimal | undefined;
  for (const line of lines) {
    const value = line[propertyOf(field)];
    if (value === null || value === undefined) {
      if (isServerNumber(field)) return undefined; // a part of a sum would mislead
      continue;
    }
    const part = Decimal.of(value as number);
    if (!part) return undefined;
    sum = sum?.plus(part) ?? part;
  }
  return sum?.toNumber();
}
