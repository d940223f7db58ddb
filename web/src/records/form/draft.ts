// A record being edited: what is saved, what was typed over it, what is wrong with it.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { propertyOf, useCatalogue } from "@/api/catalogue";
import type { ApiProblem } from "@/api/client";
import type { EntityDef, FieldDef, Json, RecordData } from "@/api/types";
import { useWords } from "@/i18n";
import { useEnvironment } from "../environment";
import { bodyOf, changedFields, checkField, checkLines, isShown, placeProblems } from "./rules";
import type { FieldProblem, Problems } from "./rules";

export interface Draft {
  entity: EntityDef;
  record: RecordData;
  dirty: FieldDef[];
  problems: Problems;
  /** Sentences that belong to no single field. */
  general: string[];
  isShown: (field: FieldDef) => boolean;
  change: (field: FieldDef, value: Json, beside?: RecordData) => void;
  /** Leaving a field checks it. */
  leave: (field: FieldDef) => void;
  /** Checks everything shown among `fields`; true when all is well. */
  checkAll: (fields?: FieldDef[]) => boolean;
  body: (fields?: FieldDef[]) => RecordData;
  refuse: (problem: ApiProblem) => void;
  reset: () => void;
}

/** The problems with one field's exchanged. */
function without(before: Problems, field: FieldDef, problem: FieldProblem | undefined): Problems {
  const others = Object.fromEntries(Object.entries(before).filter(([name]) => name !== field.name));
  return problem ? { ...others, [field.name]: problem } : others;
}

export function useDraft(entity: EntityDef, saved: RecordData, initial: RecordData = {}): Draft {
  const catalogue = useCatalogue();
  const words = useWords();
  const environment = useEnvironment();
  const [edited, setEdited] = useState<RecordData>(initial);
  const [problems, setProblems] = useState<Problems>({});
  const [general, setGeneral] = useState<string[]>([]);
  const record = useMemo(() => ({ ...saved, ...edited }), [saved, edited]);
  const dirty = useMemo(() => changedFields(entity, saved, edited), [entity, saved, edited]);
  const targetOf = useCallback((field: FieldDef) => catalogue.entity(field.target), [catalogue]);

  const check = (field: FieldDef, now: RecordData): FieldProblem | undefined => {
    const target = field.type === "lines" ? targetOf(field) : undefined;
    return checkField(field, now, environment, words) ?? (target && checkLines(field, target, now, environment, words));
  };
  const latest = useRef((field: FieldDef) => check(field, record));
  useEffect(() => { latest.current = (field) => check(field, record); });
  const put = (field: FieldDef, problem: FieldProblem | undefined) => setProblems((before) => without(before, field, problem));

  return {
    entity, record, dirty, problems, general,
    isShown: (field) => isShown(field, record, environment),
    change: (field, value, beside) => {
      const property = propertyOf(field);
      setEdited((before) => ({ ...before, ...beside, [property]: value }));
      if (problems[field.name]) put(field, check(field, { ...record, ...beside, [property]: value }));
    },
    // A little later: a message that appears under a finger moves the button it was about to press.
    leave: (field) => void setTimeout(() => setProblems((before) => {
      const found = latest.current(field) ?? (before[field.name]?.refused ? before[field.name] : undefined);
      return without(before, field, found);
    }), 180),
    checkAll: (fields = entity.fields) => {
      const found: Problems = {};
      for (const field of fields) {
        const problem = check(field, record);
        if (problem) found[field.name] = problem;
      }
      setProblems(found);
      setGeneral([]);
      return Object.keys(found).length === 0;
    },
    body: (fields = dirty) => bodyOf(fields, record, targetOf),
    refuse: (problem) => {
      const { placed, others } = placeProblems(entity, problem.problems);
      setProblems(placed);
      setGeneral(others.length ? others : Object.keys(placed).length ? [] : [problem.message]);
    },
    reset: () => { setEdited({}); setProblems({}); setGeneral([]); },
  };
}
