import type { FieldDef, RecordData } from "@/api/types";

/** The title of what a reference refers to, wherever the answer carries it. */
export function titleOf(field: Pick<FieldDef, "name">, record: RecordData): string | undefined {
  const annotated = record[`${field.name}@tradewind.title`] ?? record[`${field.name}_id@tradewind.title`];
  if (annotated !== undefined && annotated !== null) return String(annotated);
  const expanded = record[field.name];
  if (expanded && typeof expanded === "object" && !Array.isArray(expanded)) {
    const title = expanded.name ?? expanded.title ?? expanded.number ?? expanded.code;
    if (title !== undefined && title !== null) return String(title);
  }
  return undefined;
}
