// The import's calls, as docs/api.md ("Around the records") writes them down.
import { queryString, send } from "@/api/client";
import type { Label } from "@/api/types";

export interface FileInfo {
  file: string;
  /** As it is called where it came from. */
  name?: string;
  kind?: string;
  encoding?: string;
  delimiter?: string;
  sheets?: string[];
  sheet?: string;
  header_row?: number;
  columns: { name: string; samples: (string | null)[] }[];
  /** Counted in a short file; a long one is estimated by its beginning. */
  rows: number;
}
/** Rows that are looked at before the import runs. */
export const countedRows = 59;
export interface PathInfo { path: string; label: string | Label; required?: boolean }
export interface MappingInfo { mapping: Record<string, string>; unmapped?: string[]; missing?: string[]; paths: PathInfo[] }
export type Mode = "new" | "update" | "both";
export interface ImportSample { row: number; code?: string; field?: string | null; message: string }
export interface ImportResult {
  rows: number;
  records?: number;
  created: number;
  updated: number;
  unchanged?: number;
  failed: number;
  errors_file?: string | null;
  samples?: ImportSample[];
  problems?: ImportSample[];
}
export interface Reading { kind?: string; encoding?: string; delimiter?: string; sheet?: string; header_row?: number }
export interface Plan { mapping: Record<string, string>; mode: Mode }

/** How the file is read: what was found, or what people chose instead. */
const readingOf = ({ kind, encoding, delimiter, sheet, header_row }: FileInfo): Reading =>
  JSON.parse(JSON.stringify({ kind, encoding, delimiter, sheet, header_row })) as Reading;

export const uploadFile = async (file: File): Promise<FileInfo> =>
  ({ ...(await send<FileInfo>(`import/files${queryString({ name: file.name })}`, { method: "POST", body: file })).data, name: file.name });

export const rereadFile = async (file: FileInfo, change: Reading): Promise<FileInfo> =>
  ({ ...(await send<FileInfo>(`import/files${queryString({ file: file.file, ...readingOf(file), ...change })}`, { method: "POST" })).data, name: file.name });

export const suggestMapping = async (file: FileInfo, set: string) =>
  (await send<MappingInfo>("import/mapping", { method: "POST", body: { file: file.file, set, ...readingOf(file) } })).data;

export const startImport = async (file: FileInfo, set: string, { mapping, mode }: Plan, dry_run: boolean) =>
  (await send<{ id: string }>("import/run", { method: "POST", body: { file: file.file, set, mapping, mode, dry_run, ...readingOf(file) } })).data.id;
