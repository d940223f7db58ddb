// Every folder beside this file, found by the build: a new type is a new folder and nothing else.
import { shownType } from "@/api/catalogue";
import type { FieldDef, FieldType } from "@/api/types";
import type { FieldTypeDefinition } from "./define";

const folders = import.meta.glob<{ default: FieldTypeDefinition }>("./*/index.{ts,tsx}", { eager: true });

export const fieldRegistry: ReadonlyMap<FieldType, FieldTypeDefinition> = new Map(
  Object.values(folders).map(({ default: definition }) => [definition.type, definition]),
);

export function definitionOf(type: FieldType): FieldTypeDefinition {
  const definition = fieldRegistry.get(type) ?? fieldRegistry.get("text");
  if (!definition) throw new Error(`no field folder for ${type}`);
  return definition;
}

/** How a field is shown and filtered: a computed one as its result. */
export const shownDefinition = (field: FieldDef) => definitionOf(shownType(field));
/** How a field is typed in: undefined for what the server computes. */
export const inputOf = (field: FieldDef) => definitionOf(field.type).Input;
