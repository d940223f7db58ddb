// Where the record stands on its way, and where it may go from here.
import { CheckOutlined } from "@ant-design/icons";
import { useEffect, useRef } from "react";
import type { FieldDef, RecordData } from "@/api/types";
import { optionOf } from "@/fields/shared/options";
import { useWords } from "@/i18n";

export interface StatePathProps { field: FieldDef; record: RecordData; mayMove: boolean; onMove: (to: string) => void }

export function StatePath({ field, record, mayMove, onMove }: StatePathProps) {
  const { label, t } = useWords();
  const current = String(record[field.name] ?? "");
  const states = field.options ?? [];
  const at = states.findIndex((state) => state.code === current);
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    const step = list.current?.querySelector<HTMLElement>("[aria-current]");
    if (list.current && step) list.current.scrollLeft = step.offsetLeft - list.current.clientWidth / 2 + step.clientWidth / 2;
  }, [current]);
  const reachable = optionOf(field, current)?.to ?? [];
  const isFixed = !mayMove || reachable.length === 0; // then only the path itself can be focused and scrolled by keys
  return (
    <nav ref={list} className="tw-path" tabIndex={isFixed ? 0 : undefined} aria-label={label(field.label)}>
      <ol>
        {states.map((state, index) => {
          const isCurrent = index === at;
          const isOpen = mayMove && reachable.includes(state.code);
          const name = label(state.label);
          const passed = index < at && state.tone !== "bad" && states[at]?.tone !== "bad";
          return (
            <li key={state.code} aria-current={isCurrent ? "step" : undefined} className={`tw-step tw-tone-${state.tone ?? "neutral"}${isCurrent ? " tw-step-current" : ""}${passed ? " tw-step-passed" : ""}`}>
              {isOpen
                ? <button type="button" onClick={() => onMove(state.code)} title={t("record.move_to", { state: name })}>{passed && <CheckOutlined aria-hidden />}{name}</button>
                : <span>{passed && <CheckOutlined aria-hidden />}{name}</span>}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
