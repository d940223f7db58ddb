// Types for an evaluation: what a property of an entity is. Without one, values speak for themselves.
import { propertyOf } from "@/api/catalogue";
import type { EntityDef, FieldDef, FieldType } from "@/api/types";
import { Decimal } from "./decimal";
import { asDay, asInstant, asKey, decimalOf } from "./values";
import type { Value } from "./values";

export interface Schema { entity: EntityDef; entityOf: (name: string | undefined) => EntityDef | undefined }

export const fieldNamed = (schema: Schema | undefined, name: string): FieldDef | undefined =>
  schema?.entity.fields.find((field) => field.name === name || propertyOf(field) === name);

/** The entity a step leads to: a reference's or a collection's target, or a relation's many side. */
export function schemaAfter(schema: Schema | undefined, name: string): Schema | undefined {
  if (!schema) return undefined;
  const target = fieldNamed(schema, name)?.target
    ?? schema.entity.relations?.find((relation) => relation.name === name)?.entity;
  const entity = schema.entityOf(target);
  return entity && { entity, entityOf: schema.entityOf };
}

const moneyScale = 4;
export const scaleOf = (field: FieldDef) => field.scale ?? (field.result === "money" || field.type === "money" ? moneyScale : 2);

const texts = (list: unknown[]) => list.filter((item): item is string => typeof item === "string");

/** A JSON value without a declared type. */
function plain(raw: unknown): Value {
  if (raw === undefined || raw === null) return null;
  if (typeof raw === "boolean" || typeof raw === "string" || typeof raw === "bigint") return raw;
  if (raw instanceof Decimal) return raw;
  if (typeof raw === "number") return Number.isSafeInteger(raw) ? BigInt(raw) : Decimal.of(raw) ?? null;
  if (Array.isArray(raw)) return texts(raw);
  return typeof raw === "object" ? { record: raw } : null;
}

const readers: Partial<Record<FieldType, (value: Value) => Value>> = {
  date: (value) => (typeof value === "string" ? asDay(value) ?? value : value),
  datetime: (value) => (typeof value === "string" ? asInstant(value) ?? value : value),
  duration: (value) => (typeof value === "bigint" ? { minutes: value } : value),
  decimal: decimalOf, percent: decimalOf, money: decimalOf,
};

/** A JSON value as its field's type says. */
export function typed(raw: unknown, field: FieldDef | undefined, name: string): Value {
  const value = plain(raw);
  if (value === null) return null;
  if (typeof value === "string" && (name === "id" || (field?.type === "ref" && name !== field.name))) return asKey(value);
  const read = field && readers[field.result ?? field.type];
  return read ? read(value) : value;
}
