// Tabs that scroll sideways on a phone instead of hiding behind dots; arrows move, as the pattern asks.
import { useEffect, useId, useRef } from "react";
import type { KeyboardEvent, ReactNode } from "react";

export interface Tab { key: string; label: string; content: () => ReactNode }
export interface TabsProps { tabs: Tab[]; active: string; label: string; onChange: (key: string) => void }

export function Tabs({ tabs, active, label, onChange }: TabsProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const at = Math.max(0, tabs.findIndex((tab) => tab.key === active));
  useEffect(() => {
    const tab = list.current?.children[at] as HTMLElement | undefined;
    if (list.current && tab) list.current.scrollLeft = tab.offsetLeft - 40;
  }, [at]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = tabs[(at + step + tabs.length) % tabs.length]!;
    onChange(next.key);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>("[aria-selected=true]")?.focus());
  };
  const current = tabs[at];
  return (
    <div className="tw-tabs">
      <div ref={list} role="tablist" aria-label={label} className="tw-tablist" onKeyDown={onKeyDown}>
        {tabs.map((tab, index) => (
          <button
            key={tab.key} type="button" role="tab" id={`${id}-tab-${index}`} aria-selected={index === at} tabIndex={index === at ? 0 : -1}
            aria-controls={index === at ? `${id}-panel` : undefined} onClick={() => onChange(tab.key)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-tab-${at}`}>{current?.content()}</div>
    </div>
  );
}
