// Rows by their place. Only the pages on the screen are asked for and kept: near places by `$skip`, whatever follows a
// loaded page by its `$skiptoken`, so scrolling a hundred thousand rows costs what is looked at.
import { useQueries, useQueryClient } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { get } from "@/api/client";
import { listPath, skiptokenOf } from "@/api/odata";
import type { ListQuery } from "@/api/odata";
import type { ListAnswer, RecordData } from "@/api/types";

export const pageSize = 100;
const listHeaders = { Prefer: "include-titles" };

export interface Rows {
  /** How many rows there is room for: exact when known, else what is known so far and a page more. */
  length: number;
  total: { count: number; capped: boolean } | undefined;
  at: (index: number) => RecordData | undefined;
  error: Error | undefined;
  isLoading: boolean;
  isFetching: boolean;
  refetch: () => void;
}

const keyOf = (set: string, query: ListQuery, page: number) => ["records", set, "rows", query, page] as const;

/** The server counts and skips so far cheaply; deeper places are reached through tokens alone. */
const skipLimit = 10_000;

async function loadPage(client: QueryClient, set: string, query: ListQuery, page: number, signal?: AbortSignal): Promise<ListAnswer> {
  let before = page > 0 ? client.getQueryData<ListAnswer>(keyOf(set, query, page - 1)) : undefined;
  if (!before && page * pageSize > skipLimit) {
    before = await client.fetchQuery(pageOptions(client, set, query, page - 1));
  }
  const skiptoken = skiptokenOf(before?.["@odata.nextLink"]);
  if (before && !skiptoken && page * pageSize > skipLimit) return { value: [] };
  return get<ListAnswer>(listPath(set, {
    ...query, top: pageSize, skip: page * pageSize, skiptoken, count: page === 0,
  }), { signal, headers: listHeaders });
}

const pageOptions = (client: QueryClient, set: string, query: ListQuery, page: number) => ({
  queryKey: keyOf(set, query, page),
  queryFn: ({ signal }: { signal: AbortSignal }) => loadPage(client, set, query, page, signal),
  staleTime: 20_000,
  gcTime: 300_000,
});

/** The record before or after another in a list as it was last shown; loads the page it is on. */
export async function neighbour(client: QueryClient, set: string, query: ListQuery, id: string, step: 1 | -1): Promise<string | undefined> {
  for (const [key, answer] of client.getQueriesData<ListAnswer>({ queryKey: ["records", set, "rows", query] })) {
    const at = answer?.value.findIndex((record) => record.id === id) ?? -1;
    if (at < 0) continue;
    const index = Number(key[4]) * pageSize + at + step;
    if (index < 0) return undefined;
    const page = await client.fetchQuery(pageOptions(client, set, query, Math.floor(index / pageSize)));
    const found = page.value[index % pageSize]?.id;
    return found ? String(found) : undefined;
  }
  return undefined;
}

export function useRows(set: string, query: ListQuery, visible: { first: number; last: number }, enabled = true): Rows {
  const client = useQueryClient();
  const key = JSON.stringify(query);
  const stable = useMemo(() => JSON.parse(key) as ListQuery, [key]);
  const first = Math.max(0, Math.floor((visible.first - 60) / pageSize));
  const last = Math.max(first, Math.floor((visible.last + 120) / pageSize));
  const pages = useMemo(() => [...new Set([0, ...Array.from({ length: last - first + 1 }, (_, index) => first + index)])], [first, last]);
  const results = useQueries({
    queries: pages.map((page) => ({ ...pageOptions(client, set, stable, page), enabled })),
  });
  const loaded = new Map(pages.map((page, index) => [page, results[index]?.data]));
  const head = loaded.get(0);
  return {
    ...extent(head, loaded),
    at: (index) => loaded.get(Math.floor(index / pageSize))?.value[index % pageSize],
    error: results.find((result) => result.error)?.error ?? undefined,
    isLoading: !head && results[0]?.isPending === true,
    isFetching: results.some((result) => result.isFetching),
    refetch: () => void client.invalidateQueries({ queryKey: ["records", set] }),
  };
}

function extent(head: ListAnswer | undefined, loaded: Map<number, ListAnswer | undefined>): Pick<Rows, "length" | "total"> {
  if (!head) return { length: 0, total: undefined };
  const count = head["@odata.count"];
  const capped = head["@tradewind.count_capped"] === true;
  if (count !== undefined && !capped) return { length: count, total: { count, capped } };
  let length = count ?? head.value.length;
  for (const [page, answer] of loaded) {
    if (!answer) continue;
    const end = page * pageSize + answer.value.length;
    length = Math.max(length, answer["@odata.nextLink"] ? end + pageSize : end);
  }
  return { length, total: count === undefined ? undefined : { count, capped } };
}
