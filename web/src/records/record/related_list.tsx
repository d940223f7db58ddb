// The many side of a relation, as the generic list narrowed to one owner.
import { useState } from "react";
import { fieldOf, propertyOf } from "@/api/catalogue";
import { quote } from "@/api/odata";
import type { EntityDef, RecordData, RelationDef } from "@/api/types";
import type { ListState } from "../list/list_state";
import { ListView } from "../list/list_view";

export function RelatedList({ relation, target, owner }: { relation: RelationDef; target: EntityDef; owner: RecordData }) {
  const [state, setState] = useState<ListState>({ filter: undefined, sort: undefined, search: undefined });
  const via = fieldOf(target, relation.via) ?? { name: relation.via, type: "ref" as const };
  const id = String(owner.id);
  const base = via.type === "refs" ? `${via.name}/any(x: x/id eq ${quote(id)})` : `${propertyOf(via)} eq ${quote(id)}`;
  return (
    <ListView
      entity={target} state={state} base={base} without={relation.via} embedded newQuery={`?${propertyOf(via)}=${id}`}
      onState={(change) => setState((before) => ({ ...before, ...change }))}
    />
  );
}
