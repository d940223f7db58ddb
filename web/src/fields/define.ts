// A field type is a folder here that declares itself: how a value is shown, typed in, filtered and checked.
import type { ComponentType } from "react";
import type { EntityDef, FieldDef, FieldType, Json, RecordData } from "@/api/types";
import type { OperatorName } from "@/records/filter/operators";
import type { Translate } from "@/i18n";

export interface InputProps {
  id: string;
  field: FieldDef;
  entity: EntityDef;
  value: Json | undefined;
  /** The record as edited so far: currency beside an amount, title beside a reference. */
  record: RecordData;
  /** `beside` carries annotations that belong to the value, such as the title of a chosen reference. */
  onChange: (value: Json, beside?: RecordData) => void;
  onBlur?: () => void;
  invalid?: boolean;
  describedBy?: string;
  label: string;
  autoFocus?: boolean;
  problems?: LineProblem[];
}

/** A problem inside a collection: `lines[2].quantity`. */
export interface LineProblem { path: string; message: string }

export interface DisplayProps {
  field: FieldDef;
  entity: EntityDef;
  value: Json | undefined;
  record: RecordData;
  /** One line of a list, or room to breathe. */
  dense?: boolean;
}

export interface FieldTypeDefinition {
  type: FieldType;
  Display: ComponentType<DisplayProps>;
  /** Absent: never typed in (computed values). */
  Input?: ComponentType<InputProps>;
  /** Conditions of the filter bar, most usual first. */
  filters: OperatorName[];
  /** How the filter language writes a value of this type. */
  literal: "text" | "bare";
  align?: "right";
  /** Width of a list column, pixels. */
  width: number;
  /** Takes the whole row of a form. */
  wide?: boolean;
  /** What is wrong with a present value; undefined when nothing is. */
  check?: (value: Json, field: FieldDef, t: Translate) => string | undefined;
}

export const defineField = (definition: FieldTypeDefinition): FieldTypeDefinition => definition;

export const isEmpty = (value: Json | undefined) =>
  value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
