// Field, condition, value: three plain choices.
import { Button, Select } from "antd";
import { useId, useState } from "react";
import { fieldOf, propertyOf } from "@/api/catalogue";
import type { EntityDef, FieldDef, Json, RecordData } from "@/api/types";
import { matchCountry, useCountryOptions } from "@/fields/country";
import { isEmpty } from "@/fields/define";
import { definitionOf, shownDefinition } from "@/fields/registry";
import { ReferencePicker } from "@/fields/ref/picker";
import type { Choice } from "@/fields/ref/picker";
import { matchLabel } from "@/fields/shared/options";
import { shownType } from "@/api/catalogue";
import { useWords } from "@/i18n";
import { filterableFields } from "./conditions";
import type { Condition } from "./conditions";
import { operators } from "./operators";
import type { OperatorName } from "./operators";

interface ValueProps { id: string; entity: EntityDef; field: FieldDef; operator: OperatorName; values: string[]; onChange: (values: string[]) => void }

function SeveralOptions({ id, field, values, onChange }: ValueProps) {
  const { label, t } = useWords();
  const countries = useCountryOptions();
  const isCountry = field.type === "country";
  const options = isCountry ? countries : (field.options ?? []).map((option) => ({ value: option.code, label: label(option.label) }));
  const free = !isCountry && !field.options;
  return (
    <Select
      id={id} mode={free ? "tags" : "multiple"} value={values} options={options} autoFocus defaultOpen={!free}
      showSearch={{ filterOption: isCountry ? matchCountry : matchLabel }} aria-label={t("filter.value")}
      placeholder={t("filter.value")} onChange={(next: string[]) => onChange(next)}
    />
  );
}

function References({ id, field, values, onChange }: ValueProps) {
  const { t } = useWords();
  const [chosen, setChosen] = useState<Choice[]>(values.map((value) => ({ value, label: "…" })));
  return (
    <ReferencePicker
      id={id} target={field.target ?? ""} multiple chosen={chosen} label={t("filter.value")}
      onChange={(choices) => { setChosen(choices); onChange(choices.map((choice) => choice.value)); }}
    />
  );
}

function ValueInput(props: ValueProps) {
  const { id, entity, field, operator, values, onChange } = props;
  const { t } = useWords();
  const { arity } = operators[operator];
  if (arity === 0) return null;
  if (field.type === "ref" || field.type === "refs") return <References {...props} />;
  if (arity === "many") return <SeveralOptions {...props} />;
  const shown = definitionOf(shownType(field));
  const Input = shown.Input ?? definitionOf("text").Input!;
  const plain: FieldDef = { ...field, type: shownType(field), required: false, max_length: undefined, currency_field: undefined };
  const record: RecordData = {};
  const set = (index: number, value: Json) => {
    const next = [...values];
    next[index] = isEmpty(value) ? "" : String(value);
    onChange(next);
  };
  return (
    <div className="tw-filter-values">
      {Array.from({ length: arity }, (_, index) => (
        <Input
          key={index} id={index === 0 ? id : `${id}-to`} field={plain} entity={entity} record={record} value={values[index] ?? null}
          label={index === 0 ? t("filter.value") : t("filter.to")} onChange={(value) => set(index, value)} autoFocus={index === 0}
        />
      ))}
    </div>
  );
}

const complete = (condition: Partial<Condition>): condition is Condition => {
  if (!condition.field || !condition.operator) return false;
  const { arity } = operators[condition.operator];
  const filled = (condition.values ?? []).filter((value) => value !== "").length;
  return arity === "many" ? filled > 0 : filled >= arity;
};

export interface ConditionEditorProps { entity: EntityDef; condition?: Condition; onDone: (condition: Condition | undefined) => void }

export function ConditionEditor({ entity, condition, onDone }: ConditionEditorProps) {
  const { t, label } = useWords();
  const id = useId();
  const [draft, setDraft] = useState<Partial<Condition>>(condition ?? {});
  const field = draft.field ? fieldOf(entity, draft.field) : undefined;
  const definition = field && shownDefinition(field);
  const chooseField = (name: string) => {
    const first = fieldOf(entity, name);
    setDraft({ field: name, operator: first && shownDefinition(first).filters[0], values: [] });
  };
  return (
    <form className="tw-condition-editor" onSubmit={(event) => { event.preventDefault(); if (complete(draft)) onDone(draft); }}>
      <Select
        id={`${id}-field`} value={draft.field} placeholder={t("filter.field")} aria-label={t("filter.field")} autoFocus={!condition}
        defaultOpen={!condition} showSearch={{ filterOption: matchLabel }} onChange={chooseField}
        options={filterableFields(entity).map((each) => ({ value: each.name, label: label(each.label) }))}
      />
      {field && definition && (
        <Select
          id={`${id}-operator`} value={draft.operator} aria-label={t("filter.operator")}
          options={definition.filters.map((name) => ({ value: name, label: t(`filter.${name}`) }))}
          onChange={(operator: OperatorName) => setDraft({ ...draft, operator, values: operators[operator].arity === operators[draft.operator ?? operator].arity ? draft.values : [] })}
        />
      )}
      {field && draft.operator && (
        <ValueInput
          key={`${propertyOf(field)}-${draft.operator}`} id={`${id}-value`} entity={entity} field={field} operator={draft.operator}
          values={draft.values ?? []} onChange={(values) => setDraft({ ...draft, values })}
        />
      )}
      <div className="tw-condition-buttons">
        <Button size="small" onClick={() => onDone(condition)}>{t("cancel")}</Button>
        <Button size="small" type="primary" htmlType="submit" disabled={!complete(draft)}>{t("filter.apply")}</Button>
      </div>
    </form>
  );
}
