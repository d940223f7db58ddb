// What the server says, as docs/api.md writes it down. Nothing here names a business entity.

export type Language = "en" | "zh-CN" | "zh-TW";
export const languages: readonly Language[] = ["zh-CN", "zh-TW", "en"];
export type Label = Partial<Record<Language, string>>;

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };
export type RecordData = { [property: string]: Json | undefined };

export const fieldTypes = [
  "text", "longtext", "richtext", "email", "phone", "url", "bool", "int", "decimal", "percent",
  "money", "currency", "date", "datetime", "duration", "choice", "choices", "state", "ref", "refs",
  "any_ref", "lines", "file", "files", "address", "country", "location", "formula", "rollup",
  "sequence", "tags", "secret", "json",
] as const;
export type FieldType = (typeof fieldTypes)[number];
export type Tone = "neutral" | "info" | "good" | "warn" | "bad";

export interface OptionDef {
  code: string;
  label: Label;
  tone?: Tone;
  probability?: number;
  to?: string[];
}

export interface FieldDef {
  name: string;
  type: FieldType;
  result?: FieldType;
  label: Label;
  hint?: Label;
  required?: boolean;
  unique?: boolean;
  read_only?: boolean;
  system?: boolean;
  filterable?: boolean;
  sortable?: boolean;
  max_length?: number;
  scale?: number;
  min?: string | number;
  max?: string | number;
  options?: OptionDef[];
  target?: string;
  targets?: string[];
  via?: string;
  currency_field?: string;
  default?: Json;
  when?: string;
  expression?: string;
  masked?: boolean;
}

export interface RelationDef { name: string; entity: string; via: string; label?: Label }

export interface ActionDef {
  name: string;
  label: Label;
  confirm?: Label;
  when?: string;
  to_state?: string;
  primary?: boolean;
  parameters?: FieldDef[];
}

export interface FormSection { name: string; label?: Label; fields: string[] }

export interface Views {
  list?: string[];
  form?: FormSection[];
  picker?: string[];
  head?: string[];
  board?: { by: string; sum?: string };
  calendar?: { on: string };
  sort?: string;
  tabs?: string[];
}

export interface Rights { read?: boolean; create?: boolean; update?: boolean; delete?: boolean; export?: boolean }

export interface EntityDef {
  name: string;
  set: string;
  module: string;
  label: Label;
  label_plural?: Label;
  title: string;
  icon?: string;
  match?: string;
  parent?: string;
  traits?: string[];
  can?: Rights;
  fields: FieldDef[];
  relations?: RelationDef[];
  actions?: ActionDef[];
  views?: Views;
}

export interface MenuItem { entity?: string; path?: string; icon?: string; label?: Label }
export interface ModuleDef { name: string; label: Label; icon?: string; order?: number; menu?: MenuItem[] }
export interface CatalogueData { version: string; modules: ModuleDef[]; entities: EntityDef[]; messages?: Record<string, Label> }

export interface CurrencyInfo { code: string; name: string; digits: number; symbol?: string }

export interface Me {
  id: string;
  name: string;
  email: string;
  language?: Language;
  time_zone?: string;
  roles: string[];
  administrator?: boolean;
  company: { name: string; currency: string; time_zone?: string };
  currencies?: CurrencyInfo[];
  today?: string;
  demo?: boolean;
}

export interface Problem { code: string; field?: string; message: string }

export interface ListAnswer {
  value: RecordData[];
  "@odata.count"?: number;
  "@tradewind.count_capped"?: boolean;
  "@odata.nextLink"?: string;
}

export type JobState = "queued" | "running" | "done" | "failed" | "cancelled";
export interface Job {
  id: string;
  kind?: string;
  state: JobState;
  progress?: number;
  message?: string | null;
  result?: Json;
  error?: string | null;
}

export interface TimelineChange { field: string; old?: Json; new?: Json }
export interface TimelineItem {
  at: string;
  kind: "record" | "change";
  entity: string;
  id: string;
  title?: string;
  summary?: string;
  /** Of a change: create, update, delete, restore. */
  verb?: string;
  /** Of a record: what says more than the title. */
  fields?: RecordData;
  by?: { id: string; name: string } | null;
  changes?: TimelineChange[];
}

export interface SearchHit { entity: string; set: string; id: string; title: string; facts?: string[] }
