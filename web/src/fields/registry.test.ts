import { readFileSync, existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { fieldTypes } from "@/api/types";
import { operators } from "@/records/filter/operators";
import { fieldRegistry } from "./registry";

const language = resolve(import.meta.dirname, "../../../docs/entity-language.md");

describe("field folders", () => {
  it.each(fieldTypes)("%s declares itself", (type) => {
    const definition = fieldRegistry.get(type);
    expect(definition?.type).toBe(type);
    expect(definition?.width).toBeGreaterThan(40);
    for (const name of definition!.filters) expect(operators[name]).toBeDefined();
  });
  it("are one for each type of the entity language", () => {
    if (!existsSync(language)) return;
    const table = readFileSync(language, "utf8").split("| type | own keywords |")[1]!.split("`options` and `states`")[0]!;
    const named = [...table.matchAll(/^\| ((?:`\w+`(?:, )?)+)/gm)].flatMap((row) => [...row[1]!.matchAll(/`(\w+)`/g)].map((each) => each[1]!));
    expect([...fieldRegistry.keys()].sort()).toEqual([...new Set(named)].sort());
  });
});
