import { describe, expect, it } from "vitest";
import { catalogue, deal } from "@/testing/catalogue";
import { queryString } from "./client";
import { allOf, expandOf, listPath, parseSort, quote, selectOf, skiptokenOf, sortPath } from "./odata";

describe("the query of a list", () => {
  it("writes options with their signs and encodes values", () => {
    expect(listPath("deals", { filter: "name eq 'A+B & C'", top: 50, count: true }))
      .toBe("deals?$filter=name%20eq%20'A%2BB%20%26%20C'&$top=50&$count=true");
  });
  it("leaves out what is not asked", () => {
    expect(listPath("deals", {})).toBe("deals");
    expect(queryString({ a: undefined, b: "", c: 0, d: false })).toBe("?c=0&d=false");
  });
  it("prefers a token to a count of rows to skip", () => {
    expect(listPath("deals", { skip: 100, skiptoken: "abc" })).toBe("deals?$skiptoken=abc");
    expect(listPath("deals", { skip: 100 })).toBe("deals?$skip=100");
  });
  it("selects keys of references, and what columns lean on", () => {
    expect(selectOf(deal, ["stage", "partner", "amount", "partners"]))
      .toEqual(["id", "name", "stage", "partner_id", "amount", "currency"]);
  });
  it("expands collections alone", () => {
    expect(expandOf(catalogue, deal, ["name", "partner", "partners", "lines"])).toBe("partners($select=id,name),lines");
    expect(expandOf(catalogue, deal, ["name", "partner"])).toBeUndefined();
  });
  it("joins conditions and quotes text", () => {
    expect(allOf("a eq 1", undefined, "b eq 2")).toBe("a eq 1 and b eq 2");
    expect(allOf(undefined)).toBeUndefined();
    expect(quote("O'Neil")).toBe("'O''Neil'");
  });
  it("sorts a reference by the title of its target and lists by nothing", () => {
    const field = (name: string) => deal.fields.find((each) => each.name === name)!;
    expect(sortPath(catalogue, field("partner"))).toBe("partner/name");
    expect(sortPath(catalogue, field("tags"))).toBeUndefined();
    expect(parseSort("close_date desc,name")).toEqual({ property: "close_date", descending: true });
  });
  it("finds the token in any next link", () => {
    expect(skiptokenOf("/api/v1/deals?$top=50&$skiptoken=x%2Fy")).toBe("x/y");
    expect(skiptokenOf("https://host/api/v1/deals?%24skiptoken=abc")).toBe("abc");
    expect(skiptokenOf(undefined)).toBeUndefined();
  });
});
