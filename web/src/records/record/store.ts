// Reading and writing one record. Writes carry If-Match; what a write may have changed elsewhere is asked for again.
import { useQuery } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";
import type { MessageInstance } from "antd/es/message/interface";
import { createElement } from "react";
import { useCatalogue } from "@/api/catalogue";
import type { Catalogue } from "@/api/catalogue";
import { get, idempotencyKey, queryString, send } from "@/api/client";
import { expandOf } from "@/api/odata";
import type { EntityDef, RecordData } from "@/api/types";
import type { Translate } from "@/i18n";
import { messageOf } from "@/ui/states";

const titles = { Prefer: "include-titles" };
export const recordKey = (set: string, id: string) => ["record", set, id] as const;

const recordPath = (catalogue: Catalogue, entity: EntityDef, id: string) =>
  `${entity.set}/${encodeURIComponent(id)}${queryString({ $expand: expandOf(catalogue, entity, entity.fields.map((field) => field.name)) })}`;

export function useRecord(entity: EntityDef, id: string) {
  const catalogue = useCatalogue();
  return useQuery({
    queryKey: recordKey(entity.set, id),
    queryFn: ({ signal }) => get<RecordData>(recordPath(catalogue, entity, id), { signal, headers: titles }),
  });
}

/** Records on their way to the recycle bin: their page is still open, but must not ask for them again. */
const leaving = new Set<string>();
export const isLeaving = (id: string) => leaving.has(id);

const refreshed = new Set<unknown>(["record", "records", "timeline", "cards", "picker"]);

/** After a write: lists, timelines and the record itself may differ now. */
export async function refresh(client: QueryClient): Promise<void> {
  await client.invalidateQueries({
    predicate: ({ queryKey }) => refreshed.has(queryKey[0]) && !queryKey.some((part) => typeof part === "string" && leaving.has(part)),
  });
}

export async function saveRecord(client: QueryClient, entity: EntityDef, record: RecordData, body: RecordData, etag?: string): Promise<void> {
  const match = etag ?? String(record["@odata.etag"] ?? "*");
  await send(`${entity.set}/${encodeURIComponent(String(record.id))}`, {
    method: "PATCH", body, headers: { ...titles, "If-Match": match },
  });
  await refresh(client);
}

export async function createRecord(client: QueryClient, entity: EntityDef, body: RecordData): Promise<RecordData> {
  const { data } = await send<RecordData>(entity.set, { method: "POST", body, headers: { ...titles, ...idempotencyKey() } });
  await refresh(client);
  return data;
}

async function restoreRecords(client: QueryClient, entity: EntityDef, ids: string[]): Promise<void> {
  for (const id of ids) {
    await send(`${entity.set}/${id}/restore`, { method: "POST" });
    leaving.delete(id);
  }
  await refresh(client);
}

/** Deletes and says so; what goes to the recycle bin can be fetched back from the message. */
export async function removeRecords(client: QueryClient, entity: EntityDef, ids: string[], message: MessageInstance, t: Translate): Promise<boolean> {
  const removed: string[] = [];
  try {
    for (const id of ids) {
      leaving.add(id);
      await send(`${entity.set}/${id}`, { method: "DELETE", headers: { "If-Match": "*" } });
      removed.push(id);
    }
  } catch (error) {
    for (const id of ids) if (!removed.includes(id)) leaving.delete(id);
    void message.error(messageOf(error));
  }
  await refresh(client);
  if (!removed.length) return false;
  const key = `removed-${removed[0]}`;
  const recyclable = entity.traits?.includes("recyclable");
  const undo = () => {
    message.destroy(key);
    restoreRecords(client, entity, removed)
      .then(() => message.success(t("record.restored")))
      .catch((error: unknown) => message.error(messageOf(error)));
  };
  void message.open({
    key,
    type: "success",
    duration: 8,
    content: createElement("span", null, t("record.deleted", { count: removed.length }), " ",
      recyclable && createElement("button", { type: "button", className: "tw-toast-button", onClick: undo }, t("undo"))),
  });
  return true;
}

/** What an action answers besides the record: the job of long work, or a secret that is shown this once. */
export type ActionOutcome = { job?: string; secret?: string };

export async function runAction(client: QueryClient, entity: EntityDef, id: string, action: string, parameters: RecordData): Promise<ActionOutcome> {
  const { data, status } = await send<RecordData | null>(`${entity.set}/${encodeURIComponent(id)}/${action}`, {
    method: "POST", body: parameters, headers: idempotencyKey(),
  });
  await refresh(client);
  if (status === 202 && data?.id) return { job: String(data.id) };
  return typeof data?.secret === "string" ? { secret: data.secret } : {};
}
