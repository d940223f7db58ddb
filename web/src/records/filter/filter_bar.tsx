// The filter in plain words: one chip a condition, a sentence for the whole, a small editor for each.
import { CloseOutlined, FilterOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ReactNode } from "react";
import { get } from "@/api/client";
import { fieldOf, useCatalogue } from "@/api/catalogue";
import { listPath, quote } from "@/api/odata";
import type { EntityDef, FieldDef, ListAnswer } from "@/api/types";
import { shownDefinition } from "@/fields/registry";
import { useWords } from "@/i18n";
import { ConditionEditor } from "./condition_editor";
import { readFilter, writeCondition, writeFilter } from "./conditions";
import type { Condition, Part } from "./conditions";
import { operators } from "./operators";

/** Titles of the records a condition names; the address holds their ids alone. */
function useTitles(field: FieldDef, ids: string[]): Map<string, string> {
  const target = useCatalogue().entity(field.target);
  const wanted = (field.type === "ref" || field.type === "refs") && ids.length > 0;
  const { data } = useQuery({
    queryKey: ["titles", target?.name, ids],
    enabled: wanted && !!target,
    staleTime: 300_000,
    queryFn: () => get<ListAnswer>(listPath(target!.set, { filter: `id in (${ids.map(quote).join(",")})`, select: ["id", target!.title], top: ids.length })),
  });
  return new Map((data?.value ?? []).map((record) => [String(record.id), String(record[target?.title ?? "id"] ?? "")]));
}

function ConditionWords({ entity, condition }: { entity: EntityDef; condition: Condition }) {
  const { t, label, list } = useWords();
  const field = fieldOf(entity, condition.field)!;
  const titles = useTitles(field, condition.values);
  const { Display } = shownDefinition(field);
  const { arity } = operators[condition.operator];
  const shown = (value: string): ReactNode => {
    const option = field.options?.find((each) => each.code === value);
    if (option) return label(option.label);
    if (field.type === "ref" || field.type === "refs") return titles.get(value) ?? "…";
    return <Display field={field} entity={entity} value={value} record={{}} dense />;
  };
  const separator = list(["", ""]);
  return (
    <>
      <span className="tw-condition-field">{label(field.label)}</span>{" "}
      <span className="tw-condition-operator">{t(`filter.${condition.operator}`)}</span>
      {arity !== 0 && " "}
      {arity !== 0 && (
        <span className="tw-condition-values">
          {condition.values.map((value, index) => (
            <span key={value}>{index > 0 && (arity === 2 ? ` ${t("filter.to")} ` : separator)}{shown(value)}</span>
          ))}
        </span>
      )}
    </>
  );
}

interface ChipProps { entity: EntityDef; part: Part; onChange: (condition: Condition | undefined) => void }

function Chip({ entity, part, onChange }: ChipProps) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const words = part.condition
    ? <ConditionWords entity={entity} condition={part.condition} />
    : <span title={part.text}>{t("filter.other")}</span>;
  const body = part.condition
    ? (
      <Popover
        trigger="click" open={open} onOpenChange={setOpen} placement="bottomLeft" destroyOnHidden
        content={<ConditionEditor entity={entity} condition={part.condition} onDone={(next) => { setOpen(false); onChange(next); }} />}
      >
        <button type="button" className="tw-chip-body">{words}</button>
      </Popover>
    )
    : <span className="tw-chip-body">{words}</span>;
  return (
    <span className="tw-chip">
      {body}
      <button type="button" className="tw-chip-close" aria-label={t("filter.remove")} onClick={() => onChange(undefined)}>
        <CloseOutlined aria-hidden />
      </button>
    </span>
  );
}

export interface FilterBarProps { entity: EntityDef; filter: string | undefined; onChange: (filter: string | undefined) => void }

export function FilterBar({ entity, filter, onChange }: FilterBarProps) {
  const { t } = useWords();
  const [adding, setAdding] = useState(false);
  const parts = readFilter(entity, filter);
  const replace = (index: number, condition: Condition | undefined) => {
    const text = condition && writeCondition(entity, condition);
    const next = parts.flatMap((part, at) => (at !== index ? [part] : text ? [{ condition, text } as Part] : []));
    onChange(writeFilter(next));
  };
  const add = (condition: Condition | undefined) => {
    setAdding(false);
    const text = condition && writeCondition(entity, condition);
    if (text) onChange(writeFilter([...parts, { condition, text } as Part]));
  };
  return (
    <div className="tw-filter" role="group" aria-label={t("filter.title")}>
      {parts.length > 0 && <span className="tw-filter-lead">{t("filter.shown")}</span>}
      {parts.map((part, index) => (
        <span key={part.text} className="tw-filter-part">
          {index > 0 && <span className="tw-filter-and">{t("filter.and")}</span>}
          <Chip entity={entity} part={part} onChange={(condition) => replace(index, condition)} />
        </span>
      ))}
      <Popover
        trigger="click" open={adding} onOpenChange={setAdding} placement="bottomLeft" destroyOnHidden
        content={<ConditionEditor entity={entity} onDone={add} />}
      >
        <Button type="text" size="small" icon={parts.length ? <PlusOutlined aria-hidden /> : <FilterOutlined aria-hidden />}>
          {parts.length ? t("filter.add") : t("filter.title")}
        </Button>
      </Popover>
      {parts.length > 1 && <Button type="link" size="small" onClick={() => onChange(undefined)}>{t("filter.clear")}</Button>}
    </div>
  );
}
