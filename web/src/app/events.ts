// The server tells what changed; open screens ask again. Without the stream everything still works, only later.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useCatalogue } from "@/api/catalogue";
import { apiRoot } from "@/api/client";
import { isLeaving } from "@/records/record/store";

interface Change { entity?: string; id?: string }

export function useServerEvents(): void {
  const client = useQueryClient();
  const catalogue = useCatalogue();
  useEffect(() => {
    const source = new EventSource(`${apiRoot}events`);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const pending = new Set<string>();
    const flush = () => {
      timer = undefined;
      for (const set of pending) void client.invalidateQueries({ queryKey: ["records", set], refetchType: "active" });
      if (pending.size) void client.invalidateQueries({ queryKey: ["cards"] });
      pending.clear();
    };
    const onChange = (event: MessageEvent<string>) => {
      const { entity: name, id } = JSON.parse(event.data) as Change;
      const set = catalogue.entity(name)?.set;
      if (!set) return;
      if (id && !isLeaving(id)) void client.invalidateQueries({ queryKey: ["record", set, id] });
      pending.add(set);
      timer ??= setTimeout(flush, 1500); // an import changes thousands: once is enough
    };
    const onJob = (event: MessageEvent<string>) => {
      const { id } = JSON.parse(event.data) as Change;
      if (id) void client.invalidateQueries({ queryKey: ["job", id] });
    };
    source.addEventListener("change", onChange);
    source.addEventListener("job", onJob);
    source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) source.close(); });
    return () => { clearTimeout(timer); source.close(); };
  }, [client, catalogue]);
}
