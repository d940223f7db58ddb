// Single keys act while nobody types; with Ctrl or ⌘ they act always.
import { useEffect, useRef } from "react";

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
    || target.closest("[role=dialog],[role=listbox],[role=menu]") !== null);

export function useShortcut(key: string, action: () => void, options: { command?: boolean } = {}): void {
  const latest = useRef(action);
  useEffect(() => { latest.current = action; });
  const { command = false } = options;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isCommand = event.ctrlKey || event.metaKey;
      if (isCommand !== command || event.altKey || event.key.toLowerCase() !== key) return;
      if (!command && (typing(event.target) || event.isComposing)) return;
      if (event.defaultPrevented) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [key, command]);
}
