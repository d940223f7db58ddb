import { describe, expect, it } from "vitest";
import type { Problem } from "@/api/types";
import { catalogue, deal, line } from "@/testing/catalogue";
import { en } from "@/i18n/en";
import type { Words } from "@/i18n";
import { labelIn } from "@/i18n";
import { withFormulas } from "@/fields/lines/columns";
import { bodyOf, changedFields, checkField, checkLines, isShown, placeProblems } from "./rules";

const words: Words = {
  language: "en",
  label: (label) => labelIn(label, "en"),
  list: (items) => items.join(", "),
  t: (key, parameters = {}) => en[key].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(parameters[name])),
};
const field = (name: string) => deal.fields.find((each) => each.name === name)!;
const check = (name: string, record: object) => checkField(field(name), record as never, {}, words)?.message;

describe("what a form demands", () => {
  it("asks for required fields while they stand", () => {
    expect(check("name", {})).toBe("Please fill in name");
    expect(check("name", { name: "x" })).toBeUndefined();
    expect(isShown(field("lost_reason"), { stage: "open" }, {})).toBe(false);
    expect(check("lost_reason", { stage: "open" })).toBeUndefined();
    expect(check("lost_reason", { stage: "lost" })).toBe("Please fill in lost_reason");
    expect(check("partner", { partner_id: null })).toBe("Please fill in partner");
  });
  it("checks values by their type", () => {
    expect(check("amount", { amount: -1 })).toBe("At least 0");
    expect(check("count", { count: 11 })).toBe("At most 10");
    expect(check("count", { count: 1.5 })).toBe("Please write a whole number");
    expect(check("email", { email: "nobody" })).toContain("name@company.com");
    expect(check("name", { name: "x".repeat(21) })).toBe("At most 20 characters");
  });
  it("checks the lines and says where", () => {
    const problem = checkLines(field("lines"), line, { lines: [{ quantity: 1 }, { name: "x" }] }, {}, words);
    expect(problem?.lines).toEqual([{ path: "[1].quantity", message: "Please fill in quantity" }]);
  });
});

describe("problems from the server", () => {
  it("find their fields, also inside lines", () => {
    const problems: Problem[] = [
      { code: "a", field: "name", message: "taken" }, { code: "b", field: "partner_id", message: "unknown" },
      { code: "c", field: "lines[2].quantity", message: "too many" }, { code: "d", field: "lines/0/quantity", message: "none" },
      { code: "e", message: "in general" },
    ];
    const { placed, others } = placeProblems(deal, problems);
    expect(placed.name?.message).toBe("taken");
    expect(placed.partner?.message).toBe("unknown");
    expect(placed.lines?.lines).toEqual([{ path: "[2].quantity", message: "too many" }, { path: "[0].quantity", message: "none" }]);
    expect(others).toEqual(["in general"]);
  });
});

describe("what is sent", () => {
  it("is what changed, without what screens keep beside it", () => {
    const saved = { id: "1", name: "old", partner_id: "p1", "partner@tradewind.title": "P" };
    const edited = { name: "new", partner_id: "p2", "partner@tradewind.title": "Q", partner: { id: "p2", name: "Q" } };
    const fields = changedFields(deal, saved, edited);
    expect(fields.map((each) => each.name)).toEqual(["name", "partner"]);
    expect(bodyOf(fields, { ...saved, ...edited }, () => undefined)).toEqual({ name: "new", partner_id: "p2" });
  });
  it("has lines with their own writable properties alone", () => {
    const record = { lines: [{ id: "l1", quantity: 2, unit_price: 5, amount: 10, deal_id: "d" }, { "@row": "new-1", quantity: 1 }] };
    expect(bodyOf([field("lines")], record, (each) => catalogue.entity(each.target)))
      .toEqual({ lines: [{ id: "l1", quantity: 2, unit_price: 5 }, { quantity: 1 }] });
  });
  it("never has what the server computes", () => {
    expect(bodyOf([field("total")], { total: 5 }, () => undefined)).toEqual({});
  });
});

describe("a line being typed", () => {
  it("shows its formula, exactly", () =>
    expect(withFormulas(line, { quantity: 3, unit_price: 0.1 }).amount).toBe(0.3));
});
