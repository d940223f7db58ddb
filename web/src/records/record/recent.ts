// The records a person looked at last, kept on the server with the other preferences.
import { useEffect } from "react";
import { usePreference } from "../list/columns";

export interface Visit { set: string; id: string; title: string; at: string }
const limit = 12;

/** The visits, how to add one, and whether those of before are known: adding sooner would forget them. */
export function useRecent(): [Visit[], (visit: Visit) => void, boolean] {
  const [saved, save, isKnown] = usePreference<{ visits?: Visit[] }>("recent");
  const visits = saved?.visits ?? [];
  return [visits, (visit) => {
    const others = visits.filter((each) => each.set !== visit.set || each.id !== visit.id);
    save({ visits: [visit, ...others].slice(0, limit) });
  }, isKnown];
}

export function useVisit(set: string, id: string, title: string): void {
  const [visits, add, isKnown] = useRecent();
  const [latest] = visits;
  const known = latest?.set === set && latest.id === id && latest.title === title;
  useEffect(() => {
    if (known || !isKnown || !title) return undefined;
    // A glance in passing is not a visit.
    const timer = setTimeout(() => add({ set, id, title, at: new Date().toISOString() }), 1200);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `add` is new at every render and says the same
  }, [set, id, title, known, isKnown]);
}
