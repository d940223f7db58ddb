// The list a record was opened from: J and K walk along it.
import type { ListQuery } from "@/api/odata";

let last: { set: string; query: ListQuery } | undefined;
export const rememberList = (set: string, query: ListQuery) => { last = { set, query }; };
export const listOf = (set: string) => (last?.set === set ? last.query : undefined);
