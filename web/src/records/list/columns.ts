// Which columns a person wants, how wide and in which order: kept on the server, so every device shows the same.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { fieldOf, isInternal, shownType } from "@/api/catalogue";
import { ApiProblem, get, send } from "@/api/client";
import type { EntityDef, FieldDef, Json } from "@/api/types";
import { shownDefinition } from "@/fields/registry";

export interface ColumnChoice { columns?: string[]; widths?: Record<string, number> }
export interface Column {
  field: FieldDef;
  width: number;
  /** What it makes do with before the table scrolls sideways. */
  least: number;
  /** Its width was chosen by hand. */
  chosen: boolean;
}

/** The value, how to save it, and whether it is known yet. */
export function usePreference<T>(key: string): [T | undefined, (value: T) => void, boolean] {
  const client = useQueryClient();
  const queryKey = ["preferences", key];
  const { data, isFetched } = useQuery({
    queryKey,
    staleTime: Infinity,
    queryFn: () => get<T | null>(`me/preferences/${encodeURIComponent(key)}`).catch((error: unknown) => {
      if (error instanceof ApiProblem && error.status === 404) return null;
      throw error;
    }),
  });
  const save = useCallback((value: T) => {
    client.setQueryData(["preferences", key], value);
    void send(`me/preferences/${encodeURIComponent(key)}`, { method: "PUT", body: value as Json }).catch(() => undefined);
  }, [client, key]);
  return [data ?? undefined, save, isFetched];
}

const unlisted = ["lines", "secret"];
export const columnFields = (entity: EntityDef) =>
  entity.fields.filter((field) => !unlisted.includes(field.type) && !isInternal(field));

export function defaultColumns(entity: EntityDef): string[] {
  return entity.views?.list ?? columnFields(entity).filter((field) => !field.system).slice(0, 7).map((field) => field.name);
}

/** Words may be cut short, with the whole a pointer away; half a number or date misleads. */
const words: ReadonlySet<string> = new Set(["text", "ref", "refs", "tags", "choices", "url", "email"]);
/** Short ones: there is little to cut. */
const tags: ReadonlySet<string> = new Set(["choice", "state", "country"]);

function leastOf(type: string, width: number): number {
  if (tags.has(type)) return Math.round(width * 0.9);
  return words.has(type) ? Math.round(width * 0.7) : width;
}

export function columnsOf(entity: EntityDef, choice: ColumnChoice | undefined, without?: string): Column[] {
  const names = choice?.columns?.length ? choice.columns : defaultColumns(entity);
  return names.flatMap((name) => {
    const field = fieldOf(entity, name);
    if (!field || name === without) return [];
    const chosen = choice?.widths?.[name];
    const type = shownType(field);
    const isName = name === entity.title && words.has(type); // a number as the title needs no room to breathe
    const width = chosen ?? shownDefinition(field).width + (isName ? 80 : 0);
    return [{ field, width, least: chosen ?? (isName ? width : leastOf(type, width)), chosen: chosen !== undefined }];
  });
}

/** The column that takes what is left: the name, where numbers stand for names what they are about, else the last. */
export function flexibleColumn(columns: Column[], title: string): number {
  const candidates = [
    (column: Column) => column.field.name === title && words.has(shownType(column.field)),
    (column: Column) => column.field.type === "ref",
  ];
  for (const fits of candidates) {
    const at = columns.findIndex((column) => !column.chosen && fits(column));
    if (at >= 0) return at;
  }
  return columns.length - 1;
}
