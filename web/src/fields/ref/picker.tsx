// Searches on the server while typing and shows each answer's key facts. Used for one reference and for several.
import { Select } from "antd";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { fieldOf, useCatalogue } from "@/api/catalogue";
import { allOf, listPath, selectOf } from "@/api/odata";
import { get } from "@/api/client";
import type { EntityDef, ListAnswer, RecordData } from "@/api/types";
import { useWords } from "@/i18n";
import { useDebounced } from "@/ui/debounced";
import { shownDefinition } from "../registry";
import { isEmpty } from "../define";
import { useClear } from "../shared/options";

export interface Choice { value: string; label: string; record?: RecordData }

function useChoices(target: EntityDef | undefined, search: string, open: boolean, filter: string | undefined) {
  const settled = useDebounced(search.trim(), 180);
  return useQuery({
    queryKey: ["picker", target?.name, settled, filter],
    enabled: open && !!target,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get<ListAnswer>(listPath(target!.set, {
      search: settled || undefined, top: 12, filter: allOf(filter), select: selectOf(target!, target!.views?.picker ?? []),
      orderby: settled ? undefined : target!.views?.sort,
    }), { signal, headers: { Prefer: "include-titles" } }),
  });
}

export function Facts({ entity, record, names }: { entity: EntityDef; record: RecordData; names: string[] }) {
  const facts = names.flatMap((name) => {
    const field = fieldOf(entity, name);
    const value = field && record[field.type === "ref" ? `${name}_id` : name];
    if (!field || isEmpty(value)) return [];
    const { Display } = shownDefinition(field);
    return [<span key={name} className="tw-fact"><Display field={field} entity={entity} value={value} record={record} dense /></span>];
  });
  return <span className="tw-facts">{facts}</span>;
}

export interface PickerProps {
  id: string;
  target: string;
  chosen: Choice[];
  multiple?: boolean;
  clearable?: boolean;
  label: string;
  describedBy?: string;
  invalid?: boolean;
  autoFocus?: boolean;
  filter?: string;
  onChange: (choices: Choice[]) => void;
  onBlur?: () => void;
}

export function ReferencePicker(props: PickerProps) {
  const { t, label } = useWords();
  const target = useCatalogue().entity(props.target);
  const clear = useClear(props.clearable);
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState(false);
  const { data, isFetching } = useChoices(target, search, open, props.filter);
  const found = useMemo<Choice[]>(() => (data?.value ?? []).map((record) => ({
    value: String(record.id), label: String(record[target?.title ?? "id"] ?? record.number ?? ""), record,
  })), [data, target]);
  const known = [...props.chosen.filter((choice) => !found.some((each) => each.value === choice.value) && !search), ...found];
  const choose = (values: string[]) =>
    props.onChange(values.flatMap((value) => [...found, ...props.chosen].find((choice) => choice.value === value) ?? []));
  const values = props.chosen.map((choice) => choice.value);
  return (
    <Select<string | string[], Choice>
      id={props.id} mode={props.multiple ? "multiple" : undefined} value={props.multiple ? values : values[0]}
      options={known} allowClear={clear} autoFocus={props.autoFocus} loading={isFetching}
      showSearch={{ filterOption: false, onSearch: setSearch }} status={props.invalid ? "error" : ""}
      popupMatchSelectWidth={380} placeholder={target && t("picker.placeholder", { entity: label(target.label) })}
      notFoundContent={isFetching ? t("loading") : t("picker.nothing")}
      labelRender={({ value, label: shown }) => shown ?? props.chosen.find((each) => each.value === value)?.label ?? "…"}
      optionRender={({ data: choice }) => (
        <span className="tw-choice">
          <span className="tw-choice-title">{choice.label}</span>
          {choice.record && target && <Facts entity={target} record={choice.record} names={target.views?.picker ?? []} />}
        </span>
      )}
      aria-label={props.label} aria-describedby={props.describedBy}
      onOpenChange={(next) => { setOpen(next); if (!next) setSearch(""); }} onBlur={props.onBlur}
      onChange={(value) => choose(value === undefined ? [] : Array.isArray(value) ? value : [value])}
    />
  );
}
