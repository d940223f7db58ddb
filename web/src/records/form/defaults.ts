// What a new record begins with: the catalogue's defaults, their words filled in.
import { propertyOf } from "@/api/catalogue";
import type { EntityDef, FieldDef, Json, Me, RecordData } from "@/api/types";
import { isEditable } from "./rules";

const numbers = ["int", "decimal", "percent", "money", "duration"];

/** A declared default is text; the value has the field's type. */
export function literalDefault(field: FieldDef): Json {
  const { default: value = null, type } = field;
  if (typeof value !== "string") return value;
  if (numbers.includes(type)) return Number(value);
  return type === "bool" ? value === "true" : value;
}

function defaultValue(field: FieldDef, me: Me): RecordData {
  const property = propertyOf(field);
  switch (field.default) {
    case undefined: return {};
    case "company": return { [property]: me.company.currency };
    case "me": return { [property]: me.id, [`${field.name}@tradewind.title`]: me.name };
    case "my_department": return {};
    case "today": return { [property]: me.today ?? null };
    case "now": return { [property]: new Date().toISOString() };
    default: return { [property]: literalDefault(field) };
  }
}

export function defaultsOf(entity: EntityDef, me: Me): RecordData {
  const record: RecordData = {};
  for (const field of entity.fields) if (isEditable(field)) Object.assign(record, defaultValue(field, me));
  return record;
}
