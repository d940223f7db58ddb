// What a list shows lives in the address: filter, order and search. A link shows a colleague the same.
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

export interface ListState { filter: string | undefined; sort: string | undefined; search: string | undefined }
export type SetListState = (change: Partial<ListState>) => void;

export function useListState(): [ListState, SetListState] {
  const [parameters, setParameters] = useSearchParams();
  const state = useMemo<ListState>(() => ({
    filter: parameters.get("filter") ?? undefined,
    sort: parameters.get("sort") ?? undefined,
    search: parameters.get("search") ?? undefined,
  }), [parameters]);
  const set = useCallback<SetListState>((change) => {
    setParameters((before) => {
      const next = new URLSearchParams(before);
      for (const [key, value] of Object.entries(change)) {
        if (value) next.set(key, value); else next.delete(key);
      }
      return next;
    });
  }, [setParameters]);
  return [state, set];
}

/** The address of a list with conditions set. */
export function listLink(set: string, state: Partial<ListState>): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) if (value) parameters.set(key, value);
  const text = parameters.toString();
  return `/${set}${text && `?${text}`}`;
}
