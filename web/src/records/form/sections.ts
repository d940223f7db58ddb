import { fieldOf } from "@/api/catalogue";
import type { EntityDef, FieldDef, Label } from "@/api/types";

export interface Section { name: string; label: Label | undefined; fields: FieldDef[] }

/** The form as the entity lays it out; without a layout, its own fields in one section. */
export function sectionsOf(entity: EntityDef): Section[] {
  const form = entity.views?.form;
  if (!form?.length) {
    return [{ name: "all", label: undefined, fields: entity.fields.filter((field) => !field.system) }];
  }
  return form.map((section) => ({
    name: section.name,
    label: section.label,
    fields: section.fields.flatMap((name) => fieldOf(entity, name) ?? []),
  }));
}
