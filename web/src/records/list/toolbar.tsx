// Search, filter sentence, columns, export; or, while rows are selected, what can be done with them.
import { CloseOutlined, DeleteOutlined, DownloadOutlined, PlusOutlined, SearchOutlined, SettingOutlined } from "@ant-design/icons";
import { Button, Dropdown, Input, Popover } from "antd";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { mayCreate } from "@/api/catalogue";
import { apiRoot, queryString } from "@/api/client";
import { allOf, quote } from "@/api/odata";
import type { ListQuery } from "@/api/odata";
import type { EntityDef } from "@/api/types";
import { useDebounced } from "@/ui/debounced";
import { useWords } from "@/i18n";
import { formatNumber } from "@/ui/format";
import { FilterBar } from "../filter/filter_bar";
import { ColumnChooser } from "./column_chooser";
import type { ListState, SetListState } from "./list_state";

export interface ToolbarProps {
  entity: EntityDef;
  state: ListState;
  onState: SetListState;
  query: ListQuery;
  embedded?: boolean;
  newQuery?: string;
  total: { count: number; capped: boolean } | undefined;
  selected: ReadonlySet<string>;
  onClearSelection: () => void;
  onRemove: () => void;
  columns: string[];
  onColumns: (columns: string[]) => void;
}

function SearchBox({ search, onSearch }: { search: string | undefined; onSearch: (search: string | undefined) => void }) {
  const { t } = useWords();
  const [typed, setTyped] = useState(search ?? "");
  const settled = useDebounced(typed.trim(), 250);
  const [seen, setSeen] = useState(search);
  if (seen !== search) { // the address changed by Back or a link
    setSeen(search);
    setTyped(search ?? "");
  }
  useEffect(() => {
    if (settled !== (search ?? "") && settled === typed.trim()) onSearch(settled || undefined);
  }, [settled, typed, search, onSearch]);
  return (
    <Input
      className="tw-search-box" allowClear prefix={<SearchOutlined aria-hidden />} value={typed} placeholder={t("list.search")}
      aria-label={t("list.search")} onChange={(event) => setTyped(event.target.value)}
    />
  );
}

const exportAddress = (entity: EntityDef, query: ListQuery, format: string, ids: ReadonlySet<string>) =>
  apiRoot + entity.set + "/export" + queryString({
    format,
    $filter: ids.size ? `id in (${[...ids].map(quote).join(",")})` : allOf(query.filter),
    $search: ids.size ? undefined : query.search,
    $orderby: query.orderby,
    $select: query.select?.filter((name) => name !== "id").join(","),
  });

export function ExportButton({ entity, query, ids }: { entity: EntityDef; query: ListQuery; ids: ReadonlySet<string> }) {
  const { t } = useWords();
  const download = (format: string) => {
    const link = document.createElement("a");
    link.href = exportAddress(entity, query, format, ids);
    link.download = "";
    link.click();
  };
  const items = [{ key: "xlsx", label: t("list.export_xlsx") }, { key: "csv", label: t("list.export_csv") }];
  return (
    <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => download(key) }}>
      <Button type="text" icon={<DownloadOutlined aria-hidden />}>{t("list.export")}</Button>
    </Dropdown>
  );
}

function SelectionBar({ entity, query, selected, onClearSelection, onRemove }: ToolbarProps) {
  const { t, language } = useWords();
  return (
    <div className="tw-selection" role="toolbar" aria-label={t("list.selection")}>
      <Button type="text" size="small" icon={<CloseOutlined aria-hidden />} aria-label={t("list.clear_selection")} onClick={onClearSelection} />
      <span>{t("list.selected", { count: formatNumber(selected.size, language) })}</span>
      {entity.can?.export && <ExportButton entity={entity} query={query} ids={selected} />}
      {entity.can?.delete && <Button type="text" danger icon={<DeleteOutlined aria-hidden />} onClick={onRemove}>{t("delete")}</Button>}
    </div>
  );
}

export function ListToolbar(props: ToolbarProps) {
  const { entity, state, onState, query, embedded, columns, onColumns } = props;
  const { t, label } = useWords();
  const [choosing, setChoosing] = useState(false);
  if (props.selected.size > 0) return <div className="tw-toolbar"><SelectionBar {...props} /></div>;
  return (
    <div className="tw-toolbar">
      {!embedded && <SearchBox search={state.search} onSearch={(search) => onState({ search })} />}
      <FilterBar entity={entity} filter={state.filter} onChange={(filter) => onState({ filter })} />
      <span className="tw-spring" />
      {embedded && mayCreate(entity) && (
        <Link to={`/${entity.set}/new${props.newQuery ?? ""}`}><Button tabIndex={-1} type="text" size="small" icon={<PlusOutlined aria-hidden />}>{t("list.new", { entity: label(entity.label) })}</Button></Link>
      )}
      {!embedded && entity.can?.export && <ExportButton entity={entity} query={query} ids={new Set()} />}
      {!embedded && (
        <Popover
          trigger="click" placement="bottomRight" open={choosing} onOpenChange={setChoosing} destroyOnHidden
          content={<ColumnChooser entity={entity} columns={columns} onChange={onColumns} />}
        >
          <Button type="text" className="tw-columns-button" icon={<SettingOutlined aria-hidden />} aria-label={t("list.columns")} title={t("list.columns")} />
        </Popover>
      )}
    </div>
  );
}
