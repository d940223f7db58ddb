// The generic list, as a page of its own and inside a record's tab.
import { App } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { useCatalogue } from "@/api/catalogue";
import { allOf, emptyLast, expandOf, selectOf } from "@/api/odata";
import type { ListQuery } from "@/api/odata";
import type { EntityDef, RecordData } from "@/api/types";
import { useWords } from "@/i18n";
import { useIsPhone } from "@/ui/media";
import { ErrorState } from "@/ui/states";
import { removeRecords } from "../record/store";
import { CardList } from "./card_list";
import { columnsOf, usePreference } from "./columns";
import type { ColumnChoice } from "./columns";
import { EmptyList } from "./empty_list";
import type { ListState, SetListState } from "./list_state";
import { rememberList } from "./last_list";
import { useRows } from "./rows";
import { ListToolbar } from "./toolbar";
import { VirtualTable } from "./virtual_table";

export interface ListViewProps {
  entity: EntityDef;
  state: ListState;
  onState: SetListState;
  /** A condition that always holds here, such as "of this customer". */
  base?: string;
  /** The column that says the same in every row here. */
  without?: string;
  embedded?: boolean;
  onTotal?: (total: { count: number; capped: boolean } | undefined) => void;
  /** Query of the address for a new record begun from here. */
  newQuery?: string;
}

function useListQuery(entity: EntityDef, state: ListState, base: string | undefined, columns: string[]): ListQuery {
  const catalogue = useCatalogue();
  return useMemo(() => ({
    filter: allOf(base, state.filter),
    search: state.search,
    orderby: emptyLast(entity, state.sort) ?? (state.search ? undefined : entity.views?.sort),
    select: selectOf(entity, columns),
    expand: expandOf(catalogue, entity, columns),
  }), [catalogue, entity, state.filter, state.search, state.sort, base, columns]);
}

/** Widths move at once and are saved when the hand rests. */
function useColumnChoice(entity: EntityDef) {
  const [saved, save, isKnown] = usePreference<ColumnChoice>(`list_${entity.name}`);
  const [draft, setDraft] = useState<ColumnChoice>();
  useEffect(() => {
    if (!draft) return undefined;
    const timer = setTimeout(() => { save(draft); setDraft(undefined); }, 600);
    return () => clearTimeout(timer);
  }, [draft, save]);
  return { choice: draft ?? saved, setChoice: setDraft, isKnown };
}

export function ListView(props: ListViewProps) {
  const { entity, state, onState, embedded, onTotal } = props;
  const { t } = useWords();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const isPhone = useIsPhone();
  const { choice, setChoice, isKnown } = useColumnChoice(entity);
  const columns = useMemo(() => columnsOf(entity, choice, props.without), [entity, choice, props.without]);
  const names = useMemo(() => columns.map((column) => column.field.name), [columns]);
  const query = useListQuery(entity, state, props.base, names);
  const [visible, setVisible] = useState({ first: 0, last: 40 });
  const rows = useRows(entity.set, query, visible, isKnown); // columns first: one question, not two
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const { count, capped } = rows.total ?? {};

  useEffect(() => onTotal?.(count === undefined ? undefined : { count, capped: capped ?? false }), [count, capped, onTotal]);
  const open = useCallback((record: RecordData) => {
    rememberList(entity.set, query);
    void navigate(`/${entity.set}/${String(record.id)}`);
  }, [entity.set, navigate, query]);
  useEffect(() => { if (!embedded) rememberList(entity.set, query); }, [embedded, entity.set, query]);
  const resize = (name: string, width: number) =>
    setChoice({ ...choice, widths: { ...choice?.widths, [name]: Math.round(width) } });
  const remove = async () => {
    const ids = [...selected];
    setSelected(new Set());
    await removeRecords(client, entity, ids, message, t);
  };

  const empty = !rows.isLoading && !rows.error && rows.length === 0;
  return (
    <div className={`tw-list${embedded ? " tw-list-embedded" : ""}`}>
      <ListToolbar
        entity={entity} state={state} onState={onState} query={query} embedded={embedded} newQuery={props.newQuery} total={rows.total}
        selected={selected} onClearSelection={() => setSelected(new Set())} onRemove={() => void remove()}
        columns={names} onColumns={(next) => setChoice({ ...choice, columns: next })}
      />
      {rows.error
        ? <ErrorState error={rows.error} onRetry={rows.refetch} />
        : empty
          ? <EmptyList entity={entity} narrowed={!!(state.filter || state.search)} newQuery={props.newQuery} onClear={() => onState({ filter: undefined, search: undefined })} />
          : isPhone
            ? <CardList entity={entity} columns={columns} rows={rows.isLoading ? { ...rows, length: 12 } : rows} onVisible={setVisible} />
            : (
              <VirtualTable
                entity={entity} columns={columns} rows={rows.isLoading ? { ...rows, length: embedded ? 4 : 24 } : rows} sort={state.sort ?? entity.views?.sort}
                selected={selected} selectable={!embedded && !!(entity.can?.delete || entity.can?.export)} fill={!embedded} onVisible={setVisible} onSelect={setSelected} onOpen={open}
                onSort={(sort) => onState({ sort })} onResize={resize}
              />
            )}
    </div>
  );
}
