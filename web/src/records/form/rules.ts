// What a form demands, from the catalogue alone: which fields stand now, which must be filled, what is wrong with them.
import { isComputed, propertyOf } from "@/api/catalogue";
import type { EntityDef, FieldDef, Json, Problem, RecordData } from "@/api/types";
import { holds } from "@/expression";
import type { Environment } from "@/expression";
import { isEmpty } from "@/fields/define";
import type { LineProblem } from "@/fields/define";
import { definitionOf, inputOf } from "@/fields/registry";
import type { Words } from "@/i18n";

export interface FieldProblem {
  message: string;
  lines?: LineProblem[];
  /** Said by the server: stands until the value changes. */
  refused?: boolean;
}
export type Problems = Record<string, FieldProblem>;

export const isShown = (field: FieldDef, record: RecordData, environment: Environment) =>
  holds(field.when, record, environment);

export const isEditable = (field: FieldDef) =>
  !field.read_only && !isComputed(field) && inputOf(field) !== undefined && field.name !== "id" && !field.masked;

export function checkField(field: FieldDef, record: RecordData, environment: Environment, words: Words): FieldProblem | undefined {
  if (!isEditable(field) || !isShown(field, record, environment)) return undefined;
  const value = record[propertyOf(field)];
  const name = words.label(field.label);
  if (isEmpty(value)) return field.required ? { message: words.t("check.required", { field: name }) } : undefined;
  const message = definitionOf(field.type).check?.(value as Json, field, words.t);
  if (message) return { message };
  if (typeof value === "string" && field.max_length && Array.from(value).length > field.max_length) {
    return { message: words.t("check.too_long", { max: field.max_length }) };
  }
  return undefined;
}

export function checkLines(field: FieldDef, target: EntityDef, record: RecordData, environment: Environment, words: Words): FieldProblem | undefined {
  const rows = Array.isArray(record[field.name]) ? record[field.name] as RecordData[] : [];
  const lines = rows.flatMap((row, index) => target.fields.flatMap((column) => {
    if (column.name === target.parent || column.system || column.default !== undefined) return [];
    const problem = checkField(column, row, environment, words);
    return problem ? [{ path: `[${index}].${propertyOf(column)}`, message: problem.message }] : [];
  }));
  return lines.length ? { message: words.t("check.lines", { count: lines.length }), lines } : undefined;
}

/** The server's problems, each at its field; those of no field of ours come back as `others`. */
export function placeProblems(entity: EntityDef, problems: readonly Problem[]): { placed: Problems; others: string[] } {
  const placed: Problems = {};
  const others: string[] = [];
  for (const problem of problems) {
    const [, root = "", rest = ""] = /^([^[./]*)(.*)$/.exec(problem.field ?? "") ?? [];
    const field = entity.fields.find((each) => each.name === root || propertyOf(each) === root);
    if (!field) { others.push(problem.message); continue; }
    const before = placed[field.name];
    const path = rest.replace(/\.{2,}/g, ".").replace(/^\/(\d+)\//, "[$1].").replace(/^\.(\d+)\./, "[$1].");
    const lines = [...(before?.lines ?? []), ...(path.startsWith("[") ? [{ path, message: problem.message }] : [])];
    placed[field.name] = { message: before?.message ?? problem.message, refused: true, ...(lines.length && { lines }) };
  }
  return { placed, others };
}

const sameValue = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

export const changedFields = (entity: EntityDef, saved: RecordData, edited: RecordData): FieldDef[] =>
  entity.fields.filter((field) => {
    const property = propertyOf(field);
    return property in edited && !sameValue(edited[property], saved[property]);
  });

/** A line as the API takes it: own writable properties only. */
function lineBody(target: EntityDef, line: RecordData): RecordData {
  const properties = target.fields.filter((field) => isEditable(field) && field.name !== target.parent).map(propertyOf);
  const entries = Object.entries(line).filter(([key, value]) => properties.includes(key) && value !== undefined);
  return { ...(line.id !== undefined && { id: line.id }), ...Object.fromEntries(entries) };
}

/** The body of a PATCH or POST: the given fields' properties, without what screens keep beside them. */
export function bodyOf(fields: readonly FieldDef[], record: RecordData, targetOf: (field: FieldDef) => EntityDef | undefined): RecordData {
  const body: RecordData = {};
  for (const field of fields) {
    if (!isEditable(field)) continue;
    const property = propertyOf(field);
    const value = record[property];
    const target = field.type === "lines" ? targetOf(field) : undefined;
    if (target && Array.isArray(value)) {
      body[property] = (value as RecordData[]).map((line) => lineBody(target, line)) as Json;
    } else if (field.type === "refs" && Array.isArray(value)) {
      body[property] = value;
    } else {
      body[property] = value ?? null;
    }
  }
  return body;
}
