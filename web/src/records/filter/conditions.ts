// The filter of a list: an expression in the address, conditions in plain words on the screen. What cannot be said in
// plain words stays as it was written, so a link from elsewhere never loses a condition.
import { isInternal, propertyOf } from "@/api/catalogue";
import type { EntityDef, FieldDef } from "@/api/types";
import { parse, textOf } from "@/expression";
import type { Node } from "@/expression";
import { shownDefinition } from "@/fields/registry";
import { literalOf, operators, valueOf } from "./operators";
import type { OperatorName } from "./operators";

export interface Condition { field: string; operator: OperatorName; values: string[] }
export type Part = { condition: Condition; text: string } | { condition: undefined; text: string };

/** The property a condition on a field is written with. */
export const filterPath = (field: FieldDef) => (field.type === "refs" ? field.name : propertyOf(field));

export const filterableFields = (entity: EntityDef) =>
  entity.fields.filter((field) => field.filterable !== false && !field.masked && !isInternal(field) && shownDefinition(field).filters.length > 0);

export function writeCondition(entity: EntityDef, condition: Condition): string | undefined {
  const field = entity.fields.find((each) => each.name === condition.field);
  if (!field) return undefined;
  const { literal } = shownDefinition(field);
  return operators[condition.operator].write(filterPath(field), condition.values.map((value) => literalOf(value, literal)));
}

function terms(node: Node): Node[] {
  return node.kind === "binary" && node.op === "and" ? [...terms(node.left), ...terms(node.right)] : [node];
}

function readCondition(entity: EntityDef, node: Node): Condition | undefined {
  for (const field of entity.fields) {
    for (const operator of shownDefinition(field).filters) {
      const found = operators[operator].read(node);
      if (found?.path === filterPath(field)) return { field: field.name, operator, values: found.values.map(valueOf) };
    }
  }
  return undefined;
}

/** `a ge 1 and a le 9` are two terms of one condition. */
function pair(entity: EntityDef, first: Node, second: Node | undefined): Condition | undefined {
  if (!second) return undefined;
  const both: Node = { kind: "binary", op: "and", left: first, right: second };
  const condition = readCondition(entity, both);
  return condition?.operator === "between" ? condition : undefined;
}

export function readFilter(entity: EntityDef, filter: string | undefined): Part[] {
  if (!filter) return [];
  let nodes: Node[];
  try { nodes = terms(parse(filter)); } catch { return [{ condition: undefined, text: filter }]; }
  const parts: Part[] = [];
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]!;
    const both = pair(entity, node, nodes[index + 1]);
    if (both) {
      parts.push({ condition: both, text: `${textOf(node)} and ${textOf(nodes[++index]!)}` });
    } else {
      const text = node.kind === "binary" && node.op === "or" ? `(${textOf(node)})` : textOf(node);
      parts.push({ condition: readCondition(entity, node), text });
    }
  }
  return parts;
}

export const writeFilter = (parts: readonly Part[]) => parts.map((part) => part.text).join(" and ") || undefined;
