import { useInfiniteQuery } from "@tanstack/react-query";
import { useCatalogue } from "@/api/catalogue";
import { get, queryString } from "@/api/client";
import type { EntityDef, TimelineItem } from "@/api/types";
import { useWords } from "@/i18n";
import { formatAgo } from "@/ui/format";

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

/** "Last contact by Li Lei, 2 days ago", told by the newest follow-up. */
export function useLastContact(entity: EntityDef, id: string): string | undefined {
  const { t, language } = useWords();
  const target = useCatalogue().noteRelation(entity)?.target;
  const { data } = useTimeline(entity, id, !!target);
  const last = data?.pages[0]?.value.find((item) => item.kind === "record" && item.entity === target?.name);
  if (!last?.by) return undefined;
  return t("record.last_contact", { name: last.by.name, ago: formatAgo(last.at, language) });
}
