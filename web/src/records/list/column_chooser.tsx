// Ticks say which columns, arrows say in which order.
import { ArrowDownOutlined, ArrowUpOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import { fieldOf } from "@/api/catalogue";
import type { EntityDef } from "@/api/types";
import { useWords } from "@/i18n";
import { columnFields, defaultColumns } from "./columns";

interface ColumnChooserProps { entity: EntityDef; columns: string[]; onChange: (columns: string[]) => void }

const moved = (columns: string[], index: number, step: number) => {
  const next = [...columns];
  const [name] = next.splice(index, 1);
  next.splice(index + step, 0, name!);
  return next;
};

export function ColumnChooser({ entity, columns, onChange }: ColumnChooserProps) {
  const { t, label } = useWords();
  const [search, setSearch] = useState("");
  const nameOf = (name: string) => label(fieldOf(entity, name)?.label);
  const others = columnFields(entity)
    .filter((field) => !columns.includes(field.name) && label(field.label).toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <div className="tw-chooser">
      <p className="tw-chooser-title">{t("list.columns_shown")}</p>
      <ul>
        {columns.map((name, index) => (
          <li key={name}>
            <Checkbox checked disabled={columns.length === 1} onChange={() => onChange(columns.filter((each) => each !== name))}>{nameOf(name)}</Checkbox>
            <span className="tw-spring" />
            <Button type="text" size="small" icon={<ArrowUpOutlined aria-hidden />} disabled={index === 0} aria-label={t("list.column_up", { field: nameOf(name) })} onClick={() => onChange(moved(columns, index, -1))} />
            <Button type="text" size="small" icon={<ArrowDownOutlined aria-hidden />} disabled={index === columns.length - 1} aria-label={t("list.column_down", { field: nameOf(name) })} onClick={() => onChange(moved(columns, index, 1))} />
          </li>
        ))}
      </ul>
      <p className="tw-chooser-title">{t("list.columns_more")}</p>
      <Input size="small" allowClear value={search} placeholder={t("list.columns_search")} aria-label={t("list.columns_search")} onChange={(event) => setSearch(event.target.value)} />
      <ul className="tw-chooser-rest">
        {others.map((field) => (
          <li key={field.name}><Checkbox checked={false} onChange={() => onChange([...columns, field.name])}>{label(field.label)}</Checkbox></li>
        ))}
      </ul>
      <Button type="link" size="small" onClick={() => onChange(defaultColumns(entity))}>{t("list.columns_reset")}</Button>
    </div>
  );
}
