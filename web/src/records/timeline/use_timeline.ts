import { useInfiniteQuery } from "@tanstack/react-query";
import { useCatalogue } from "@/api/catalogue";
import { get, queryString } from "@/api/client";
import type { EntityDef, TimelineItem } from "@/api/types";

interface TimelinePage { value: TimelineItem[]; next?: string | null }

export function useTimeline(entity: EntityDef, id: string, enabled = true) {
  return useInfiniteQuery({
    queryKey: ["timeline", entity.set, id],
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      get<TimelinePage>(`${entity.set}/${encodeURIComponent(id)}/timeline${queryString({ top: 30, before: pageParam })}`, { signal }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export interface LastContact { at: string; by: string }

/** Who was in contact last and when, told by the newest follow-up. */
export function useLastContact(entity: EntityDef, id: string): LastContact | undefined {
  const target = useCatalogue().noteRelation(entity)?.target;
  const { data } = useTimeline(entity, id, !!target);
  const last = data?.pages[0]?.value.find((item) => item.kind === "record" && item.entity === target?.name);
  return last?.by ? { at: last.at, by: last.by.name } : undefined;
}
