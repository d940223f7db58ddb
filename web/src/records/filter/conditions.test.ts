import { describe, expect, it } from "vitest";
import { deal } from "@/testing/catalogue";
import { filterableFields, readFilter, writeCondition, writeFilter } from "./conditions";
import type { Condition } from "./conditions";
import { operators } from "./operators";
import type { OperatorName } from "./operators";
import { shownDefinition } from "@/fields/registry";

const sample: Record<string, string> = { text: "O'Neil", bare: "5" };
const values = (operator: OperatorName, literal: "text" | "bare", type: string): string[] => {
  const one = type === "date" ? "2026-11-21" : type === "datetime" ? "2026-11-21T08:00:00Z" : sample[literal]!;
  const { arity } = operators[operator];
  return arity === 0 ? [] : arity === 2 ? [one, one] : arity === "many" ? [one, `${one}2`] : [one];
};

describe("conditions in plain words", () => {
  const cases = filterableFields(deal).flatMap((field) => {
    const { filters, literal } = shownDefinition(field);
    return filters.map((operator): Condition => ({ field: field.name, operator, values: values(operator, literal, field.type) }));
  });
  it.each(cases)("$field $operator is read as it was written", (condition) => {
    const text = writeCondition(deal, condition)!;
    const parts = readFilter(deal, text);
    expect(parts).toHaveLength(1);
    // Two operators may say the same (on is eq): then the text is what must agree.
    expect(parts[0]!.condition?.field).toBe(condition.field);
    expect(writeCondition(deal, parts[0]!.condition!)).toBe(text);
  });
  it("keeps what cannot be said in plain words", () => {
    const filter = "stage eq 'won' and (amount gt 5 or partner/name eq 'x')";
    const parts = readFilter(deal, filter);
    expect(parts.map((part) => part.condition?.field)).toEqual(["stage", undefined]);
    expect(writeFilter(parts)).toBe(filter);
  });
  it("reads two limits as one condition", () => {
    const parts = readFilter(deal, "amount ge 1 and amount le 9 and active eq true");
    expect(parts.map((part) => part.condition?.operator)).toEqual(["between", "is_true"]);
  });
  it("shows a broken filter rather than dropping it", () => {
    expect(readFilter(deal, "amount gt")).toEqual([{ condition: undefined, text: "amount gt" }]);
    expect(readFilter(deal, undefined)).toEqual([]);
  });
});
