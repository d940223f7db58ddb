// Query options of a list, built from the catalogue: what to select and expand so that the columns can be shown.
import { fieldOf, propertyOf, shownType } from "./catalogue";
import type { Catalogue } from "./catalogue";
import { queryString } from "./client";
import type { EntityDef, FieldDef } from "./types";

export interface ListQuery {
  filter?: string;
  orderby?: string;
  search?: string;
  select?: string[];
  expand?: string;
  top?: number;
  skip?: number;
  skiptoken?: string;
  count?: boolean;
}

export function listPath(set: string, query: ListQuery): string {
  return set + queryString({
    $filter: query.filter,
    $search: query.search,
    $orderby: query.orderby,
    $select: query.select?.join(","),
    $expand: query.expand,
    $top: query.top,
    $skip: query.skiptoken ? undefined : query.skip || undefined,
    $skiptoken: query.skiptoken,
    $count: query.count ? "true" : undefined,
  });
}

/** A text literal of the expression language. */
export const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Conditions joined by `and`; those with an `or` on top are put in brackets by their makers. */
export const allOf = (...conditions: (string | undefined)[]) =>
  conditions.filter((condition): condition is string => !!condition).join(" and ") || undefined;

/** What must be selected so that a field can be drawn: its own property and those it leans on. */
function propertiesOf(field: FieldDef): string[] {
  if (field.type === "refs" || field.type === "lines") return [];
  return field.currency_field ? [propertyOf(field), field.currency_field] : [propertyOf(field)];
}

export function selectOf(entity: EntityDef, columns: readonly string[]): string[] {
  const names = [entity.title, ...columns];
  const properties = names.flatMap((name) => {
    const field = fieldOf(entity, name);
    return field ? propertiesOf(field) : [];
  });
  return ["id", ...new Set(properties)].filter((name, index, all) => all.indexOf(name) === index);
}

function expandRefs(catalogue: Catalogue, field: FieldDef): string | undefined {
  const target = catalogue.entity(field.target);
  return target && `${field.name}($select=id,${propertyOf(fieldOf(target, target.title) ?? { name: target.title, type: "text" })})`;
}

/** `$expand` for the collection fields among the columns; one reference needs none (titles come by themselves). */
export function expandOf(catalogue: Catalogue, entity: EntityDef, columns: readonly string[]): string | undefined {
  const parts = columns.flatMap((name) => {
    const field = fieldOf(entity, name);
    if (field?.type === "lines") return field.name;
    return (field?.type === "refs" && expandRefs(catalogue, field)) || [];
  });
  return parts.join(",") || undefined;
}

/** As spreadsheets do: upwards, what has no class or no day comes last. (A moment that never came does come first.) */
export function emptyLast(entity: EntityDef, orderby: string | undefined): string | undefined {
  return orderby?.split(",").flatMap((term) => {
    const field = fieldOf(entity, term.trim());
    return field && !field.required && ["choice", "date"].includes(shownType(field)) ? [`${field.name} eq null`, field.name] : [term.trim()];
  }).join(",");
}

/** `a desc,b` ⇄ the first term, which is what a header shows. */
export function parseSort(orderby: string | undefined): { property: string; descending: boolean } | undefined {
  const first = orderby?.split(",")[0]?.trim().split(/\s+/);
  return first?.[0] ? { property: first[0], descending: first[1] === "desc" } : undefined;
}

/** The property a header sorts by. A reference sorts by the title of what it refers to. */
export function sortPath(catalogue: Catalogue, field: FieldDef): string | undefined {
  if (field.sortable === false) return undefined;
  if (field.type === "ref") {
    const target = catalogue.entity(field.target);
    return target ? `${field.name}/${target.title}` : propertyOf(field);
  }
  const unordered = ["refs", "lines", "tags", "choices", "json", "address", "file", "files", "secret", "longtext", "richtext", "any_ref"];
  return unordered.includes(field.type) ? undefined : field.name;
}

/** The continuation inside `@odata.nextLink`, however the server wrote the address. */
export function skiptokenOf(nextLink: string | undefined): string | undefined {
  if (!nextLink) return undefined;
  const parameters = new URLSearchParams(nextLink.slice(nextLink.indexOf("?") + 1));
  return parameters.get("$skiptoken") ?? parameters.get("skiptoken") ?? undefined;
}
