// A label, an input, a hint and what is wrong, tied together for eyes and for screen readers.
import { useId } from "react";
import { valueOf } from "@/api/catalogue";
import type { FieldDef } from "@/api/types";
import { inputOf, definitionOf } from "@/fields/registry";
import { useWords } from "@/i18n";
import type { Draft } from "./draft";

export interface FieldRowProps { field: FieldDef; draft: Draft; autoFocus?: boolean; savedState?: string }

export function FieldRow({ field, draft, autoFocus, savedState }: FieldRowProps) {
  const { label } = useWords();
  const id = useId();
  const Input = inputOf(field);
  const problem = draft.problems[field.name];
  if (!Input) return null;
  const name = label(field.label);
  const hint = label(field.hint);
  const saidInside = problem?.lines?.some((line) => line.message === problem.message); // at the cell it belongs to
  const describedBy = [problem && `${id}-problem`, hint && `${id}-hint`].filter(Boolean).join(" ") || undefined;
  const dirty = draft.record.id !== undefined && draft.dirty.includes(field); // a new record is all new
  const record = savedState === undefined ? draft.record : { ...draft.record, "@saved_state": savedState };
  return (
    <div className={`tw-field${definitionOf(field.type).wide ? " tw-wide" : ""}`} data-field={field.name}>
      <label htmlFor={id} className="tw-label">
        {name}
        {field.required && <span className="tw-required" aria-hidden="true">*</span>}
        {dirty && <span className="tw-dirty" aria-hidden="true" />}
      </label>
      <Input
        id={id} field={field} entity={draft.entity} value={valueOf(draft.record, field)} record={record} label={name}
        invalid={!!problem} describedBy={describedBy} autoFocus={autoFocus} problems={problem?.lines}
        onChange={(value, beside) => draft.change(field, value, beside)} onBlur={() => draft.leave(field)}
      />
      {problem && <div className={saidInside ? "tw-hidden tw-problem" : "tw-problem"} id={`${id}-problem`}>{problem.message}</div>}
      {hint && <div className="tw-hint" id={`${id}-hint`}>{hint}</div>}
    </div>
  );
}

/** Takes the eye and the cursor to the first field that is wrong. */
export function focusFirstProblem(): void {
  requestAnimationFrame(() => {
    const problem = document.querySelector(".tw-field .tw-problem");
    const field = problem?.closest<HTMLElement>(".tw-field");
    field?.closest("details")?.setAttribute("open", "");
    field?.scrollIntoView({ block: "center", behavior: "instant" });
    field?.querySelector<HTMLElement>("input, textarea, [role=combobox]")?.focus();
  });
}
