// Long work that this person started: followed until it ends, kept over a reload of the page.
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { ReactNode } from "react";
import { get } from "@/api/client";
import type { Job, JobState } from "@/api/types";
import type { Words } from "@/i18n";
import { codedText } from "@/i18n/coded";
import { formatNumber } from "@/ui/format";
import { refresh } from "@/records/record/store";

export interface TrackedJob { id: string; title: string }
interface Jobs { tracked: TrackedJob[]; track: (id: string, title: string) => void; forget: () => void }

const JobsContext = createContext<Jobs | null>(null);
const storageKey = "tradewind.jobs";
export const isOver = (state: JobState | undefined) => state === "done" || state === "failed" || state === "cancelled";

const jobQuery = (id: string) => ({
  queryKey: ["job", id],
  queryFn: () => get<Job>(`jobs/${encodeURIComponent(id)}`),
  refetchInterval: (query: { state: { data?: Job } }) => (isOver(query.state.data?.state) ? false as const : 700),
  refetchIntervalInBackground: true,
  staleTime: 0,
});

export const useJob = (id: string | undefined) => useQuery({ ...jobQuery(id ?? ""), enabled: !!id });
export const useTrackedJobs = (tracked: TrackedJob[]) => useQueries({ queries: tracked.map((job) => jobQuery(job.id)) });

function stored(): TrackedJob[] {
  try { return JSON.parse(sessionStorage.getItem(storageKey) ?? "[]") as TrackedJob[]; } catch { return []; }
}

/** When a job ends, whatever it wrote is asked for again. */
function useRefreshWhenDone(tracked: TrackedJob[]) {
  const client = useQueryClient();
  const states = useTrackedJobs(tracked).map((query) => query.data?.state);
  const over = states.filter(isOver).length;
  const before = useRef(over);
  useEffect(() => {
    if (over > before.current) void refresh(client);
    before.current = over;
  }, [over, client]);
}

export function JobsProvider({ children }: { children: ReactNode }) {
  const [tracked, setTracked] = useState(stored);
  useEffect(() => { sessionStorage.setItem(storageKey, JSON.stringify(tracked)); }, [tracked]);
  useRefreshWhenDone(tracked);
  const track = useCallback((id: string, title: string) =>
    setTracked((before) => [{ id, title }, ...before.filter((job) => job.id !== id)].slice(0, 8)), []);
  const forget = useCallback(() => setTracked([]), []);
  const jobs = useMemo(() => ({ tracked, track, forget }), [tracked, track, forget]);
  return <JobsContext.Provider value={jobs}>{children}</JobsContext.Provider>;
}

/** What a job is doing, in words: a code, or the rows done so far. */
export function jobMessage(message: string | null | undefined, { t, language }: Words): string | undefined {
  if (!message) return undefined;
  if (/^\d+$/.test(message)) return t("job.rows", { count: formatNumber(Number(message), language) });
  return /^[a-z_]+(\.[a-z_]+)+$/.test(message) ? codedText({ code: message }, language) : message;
}

export function useJobs(): Jobs {
  const jobs = useContext(JobsContext);
  if (!jobs) throw new Error("no jobs around this component");
  return jobs;
}
