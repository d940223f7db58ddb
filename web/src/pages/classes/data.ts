// The scheme, its runs and its policies. This page knows the analytics module by name; the generic screens do not.
import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import { listPath, quote } from "@/api/odata";
import type { ListAnswer, RecordData } from "@/api/types";

const headers = { Prefer: "include-titles" };

export function useSchemes() {
  return useQuery({
    queryKey: ["records", "class_schemes", "page"],
    queryFn: () => get<ListAnswer>(listPath("class_schemes", { orderby: "code", top: 100 }), { headers }),
    select: (answer) => answer.value,
  });
}

export function useLatestRun(scheme: string | undefined) {
  return useQuery({
    queryKey: ["records", "class_runs", "latest", scheme],
    enabled: !!scheme,
    queryFn: () => get<ListAnswer>(listPath("class_runs", {
      filter: `scheme_id eq ${quote(scheme ?? "")} and state eq 'done'`, orderby: "started_at desc", top: 1,
    }), { headers }),
    select: (answer): RecordData | null => answer.value[0] ?? null,
  });
}

export function usePolicies(scheme: string | undefined) {
  return useQuery({
    queryKey: ["records", "service_policies", "page", scheme],
    enabled: !!scheme,
    queryFn: () => get<ListAnswer>(listPath("service_policies", { filter: `scheme_id eq ${quote(scheme ?? "")}`, orderby: "abc_class", top: 20 }), { headers }),
    select: (answer) => answer.value,
  });
}
