import { describe, expect, it } from "vitest";
import { valueOf } from "./catalogue";

describe("what a record holds in a field", () => {
  it("names the targets of several references, expanded or not", () => {
    const roles = { name: "roles", type: "refs" } as const;
    expect(valueOf({ roles: [{ id: "1", name: "客服" }] }, roles)).toEqual(["1"]);
    expect(valueOf({ roles_ids: ["2"], roles: [{ id: "1" }] }, roles)).toEqual(["2"]);
    expect(valueOf({}, roles)).toBeUndefined();
  });
  it("names the key of one reference", () => {
    expect(valueOf({ owner_id: "3", owner: { id: "3" } }, { name: "owner", type: "ref" })).toBe("3");
  });
});
