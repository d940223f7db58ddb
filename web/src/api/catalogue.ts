// The catalogue, indexed. Screens ask it what an entity is; none of them knows one by name.
import { createContext, useContext } from "react";
import { setMessages } from "@/i18n/coded";
import { get } from "./client";
import type { CatalogueData, EntityDef, FieldDef, Json, ModuleDef, RecordData, RelationDef } from "./types";

export class Catalogue {
  readonly version: string;
  readonly modules: ModuleDef[];
  readonly entities: EntityDef[];
  private readonly byName: Map<string, EntityDef>;
  private readonly bySet: Map<string, EntityDef>;

  constructor(data: CatalogueData) {
    this.version = data.version;
    this.modules = [...data.modules].sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
    this.entities = data.entities;
    this.byName = new Map(data.entities.map((entity) => [entity.name, entity]));
    this.bySet = new Map(data.entities.map((entity) => [entity.set, entity]));
  }

  entity(name: string | undefined): EntityDef | undefined {
    return name === undefined ? undefined : this.byName.get(name);
  }
  ofSet(set: string | undefined): EntityDef | undefined {
    return set === undefined ? undefined : this.bySet.get(set);
  }

  /** Where a note about a record of `entity` goes: the first relation to something that happened at a time. */
  noteRelation(entity: EntityDef): { relation: RelationDef; target: EntityDef } | undefined {
    for (const relation of entity.relations ?? []) {
      const target = this.entity(relation.entity);
      if (target && mayCreate(target) && fieldOf(target, "happened_at")) return { relation, target };
    }
    return undefined;
  }

  /** The relations that a record page shows as tabs: those the view names, else all that may be read. */
  tabs(entity: EntityDef): { relation: RelationDef; target: EntityDef }[] {
    const named = entity.views?.tabs;
    const relations = named
      ? named.flatMap((name) => entity.relations?.find((relation) => relation.name === name) ?? [])
      : entity.relations ?? [];
    return relations.flatMap((relation) => {
      const target = this.entity(relation.entity);
      return target?.can?.read ? [{ relation, target }] : [];
    });
  }
}

export async function loadCatalogue(): Promise<Catalogue> {
  const data = await get<CatalogueData>("catalogue");
  setMessages(data.messages);
  return new Catalogue(data);
}

export function fieldOf(entity: EntityDef, name: string): FieldDef | undefined {
  return entity.fields.find((field) => field.name === name);
}
export const hasTrait = (entity: EntityDef, trait: string) => entity.traits?.includes(trait) ?? false;
export const stateField = (entity: EntityDef) => entity.fields.find((field) => field.type === "state");
export const titleField = (entity: EntityDef) => fieldOf(entity, entity.title);

/** The JSON property that holds a field's own value. */
export function propertyOf(field: Pick<FieldDef, "name" | "type">): string {
  if (field.name === "id") return "id"; // the record's own key, declared as a reference to itself
  if (field.type === "ref") return `${field.name}_id`;
  if (field.type === "refs") return `${field.name}_ids`;
  return field.name;
}

/** What a record holds in the field; of several references the ids, whether the answer names them or holds the records. */
export function valueOf(record: RecordData, field: Pick<FieldDef, "name" | "type">): Json | undefined {
  const value = record[propertyOf(field)];
  const targets = record[field.name];
  if (value !== undefined || field.type !== "refs" || !Array.isArray(targets)) return value;
  return targets.map((target) => (target as RecordData).id ?? null);
}

/** What a computed field looks like: its result type; other fields are what they are. */
export const shownType = (field: FieldDef) =>
  field.type === "formula" || field.type === "rollup" ? field.result ?? "decimal" : field.type;

/** What the machine keeps for itself: never a column, never a condition. */
export const isInternal = (field: FieldDef) => field.system === true && ["id", "version", "deleted_at"].includes(field.name);

export const isComputed = (field: FieldDef) =>
  field.type === "formula" || field.type === "rollup" || field.type === "sequence";

/** People make a record by hand when there is something in it that they may write. */
export const mayCreate = (entity: EntityDef) =>
  (entity.can?.create ?? false) && entity.fields.some((field) => !field.system && !field.read_only && !isComputed(field));

export const CatalogueContext = createContext<Catalogue | null>(null);
export function useCatalogue(): Catalogue {
  const catalogue = useContext(CatalogueContext);
  if (!catalogue) throw new Error("no catalogue around this component");
  return catalogue;
}
