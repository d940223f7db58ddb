// Sentences that the server keeps as a code and its values, so that one stored reason reads in every language.
import i18next from "i18next";
import type { Json, Label, Language } from "@/api/types";
import { formatNumber } from "@/ui/format";

export interface Coded { code: string; params?: Record<string, string | number> }

export const isCoded = (value: Json | undefined): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && typeof value.code === "string" && /^[a-z_]+(\.[a-z_]+)+$/.test(value.code);

let messages: Record<string, Label> = {};
/** Messages of the modules, when the catalogue brings them. */
export const setMessages = (next: Record<string, Label> | undefined) => { messages = next ?? {}; };

/** Numbers as the reader's language groups them, with as many digits as the server sent. */
function shown(value: string | number, language: Language): string {
  const digits = /^-?\d+(?:\.(\d+))?$/.exec(String(value));
  return digits ? formatNumber(Number(value), language, { min: digits[1]?.length ?? 0 }) : String(value);
}

/** The sentence; undefined when nobody knows the code: then nothing is shown rather than a code. */
export function codedText({ code, params: values = {} }: Coded, language: Language): string | undefined {
  const params = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value, language)]));
  const message = messages[code]?.[language];
  if (message) return message.replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
  return i18next.exists(code, { lng: language }) ? i18next.t(code, { lng: language, ...params }) : undefined;
}
