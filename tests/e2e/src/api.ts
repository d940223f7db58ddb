// The API with the administrator's key, for what a story needs beside the browser: a colleague's change, a record's number.
import type { Server } from "./server.ts";

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type RecordData = Record<string, Json>;
export interface Entity { name: string; set: string; parent?: string; can?: Partial<Record<"read" | "create" | "update" | "delete" | "export", boolean>> }
export interface Catalogue { modules: { name: string; menu?: { entity?: string; path?: string }[] }[]; entities: Entity[] }

export class Api {
  private readonly server: Server;

  constructor(server: Server) { this.server = server; }

  async call(method: string, path: string, body?: Json): Promise<Json> {
    const answer = await fetch(`${this.server.origin}/api/v1/${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.server.key}`, ...(body !== undefined && { "Content-Type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 500)}`);
    return text ? JSON.parse(text) as Json : null;
  }

  get = (path: string) => this.call("GET", path);

  catalogue = async () => await this.get("catalogue") as unknown as Catalogue;

  async list(set: string, query: Record<string, string | number> = {}): Promise<RecordData[]> {
    const options = new URLSearchParams(Object.entries(query).map(([name, value]) => [`$${name}`, String(value)]));
    return (await this.get(`${set}?${options}`) as { value: RecordData[] }).value;
  }

  async first(set: string, filter?: string): Promise<RecordData | undefined> {
    return (await this.list(set, { top: 1, ...(filter && { filter }) }))[0];
  }

  async count(set: string, filter?: string): Promise<number> {
    const options = new URLSearchParams({ $top: "1", $count: "true", ...(filter && { $filter: filter }) });
    return Number((await this.get(`${set}?${options}`) as { "@odata.count": number })["@odata.count"]);
  }

  /** Waits for a job to end; fails with its words when it failed. */
  async finish(job: string, limitMs = 600_000): Promise<RecordData> {
    const until = Date.now() + limitMs;
    for (;;) {
      const state = await this.get(`jobs/${job}`) as RecordData;
      if (state.state === "done") return state;
      if (state.state === "failed" || state.state === "cancelled") throw new Error(`job ${job} ${state.state}: ${JSON.stringify(state.error)}`);
      if (Date.now() > until) throw new Error(`job ${job} is ${state.state} at ${state.progress} % after ${limitMs / 1000} s`);
      await new Promise((wake) => setTimeout(wake, 300));
    }
  }

  /** Sorts all customers by the scheme `abc`. */
  async classify(): Promise<RecordData> {
    const scheme = await this.first("class_schemes", "code eq 'abc'");
    if (!scheme) throw new Error("there is no scheme `abc`");
    const { id } = await this.call("POST", `class_schemes/${scheme.id}/run`, {}) as { id: string };
    return this.finish(id);
  }

  /** Waits for the tasks that the service policy plans after the classes are known: a job of its own. */
  async planned(limitMs = 300_000): Promise<void> {
    const until = Date.now() + limitMs;
    while (await this.count("tasks", "source eq 'policy'") === 0) {
      if (Date.now() > until) throw new Error(`the policy has planned nothing within ${limitMs / 1000} s`);
      await new Promise((wake) => setTimeout(wake, 300));
    }
  }
}
