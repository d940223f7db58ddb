// Structured explanations from the server. Words in three languages are shown in the reader's; else pairs, else text.
import { Input } from "antd";
import { useState } from "react";
import type { Json, Label } from "@/api/types";
import { labelIn, useWords } from "@/i18n";
import type { TextKey } from "@/i18n";
import { codedText, isCoded } from "@/i18n/coded";
import type { Coded } from "@/i18n/coded";
import { formatNumber } from "@/ui/format";
import { defineField, isEmpty } from "../define";
import type { DisplayProps, InputProps } from "../define";

const isLabel = (value: Json): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && ("zh-CN" in value || "zh" in value) && "en" in value;

/** The sentence inside a value that has one: `{en, zh-CN, zh-TW}` itself, or under `text`, `reason` or `message`. */
export function wordsOf(value: Json | undefined, language: keyof Label): string | undefined {
  if (typeof value === "string") return value;
  if (value === undefined || value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  if (isCoded(value)) {
    const sentence = codedText(value as unknown as Coded, language);
    if (sentence) return sentence;
  }
  if (isLabel(value)) return labelIn({ "zh-CN": value.zh as string, ...(value as Label) }, language);
  for (const key of ["text", "reason", "message", "summary"]) {
    const inner = wordsOf(value[key], language);
    if (inner) return inner;
  }
  return undefined;
}

/** Members that people know by a word; the machine's own stay folded away. */
const named: Record<string, TextKey> = {
  rows: "json.rows", records: "json.records", created: "import.created", updated: "import.updated", unchanged: "import.unchanged",
  failed: "import.failed", dry_run: "import.step_trial", customers: "classes.customers", changed: "json.changed",
  a: "classes.name_A", b: "classes.name_B", c: "classes.name_C",
};

function Pairs({ value }: { value: Json }) {
  const { t, language } = useWords();
  const entries = value && typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : [];
  const shown = entries.filter(([key, inner]) => named[key] && (typeof inner === "number" || typeof inner === "boolean"));
  const write = (inner: Json | undefined) => (typeof inner === "number" ? formatNumber(inner, language) : t(inner ? "yes" : "no"));
  return (
    <div>
      {shown.length > 0 && <dl className="tw-pairs">{shown.map(([key, inner]) => <div key={key}><dt>{t(named[key]!)}</dt><dd>{write(inner)}</dd></div>)}</dl>}
      <details><summary className="tw-faint">{t("broken.details")}</summary><pre className="tw-raw">{JSON.stringify(value, null, 2)}</pre></details>
    </div>
  );
}

function JsonDisplay({ value, dense }: DisplayProps) {
  const { language } = useWords();
  if (isEmpty(value)) return null;
  const words = wordsOf(value, language);
  if (words) return <span className={dense ? "tw-text" : "tw-longtext"}>{words}</span>;
  return dense ? <span className="tw-faint">…</span> : <Pairs value={value ?? null} />;
}

function JsonInput({ id, value, onChange, onBlur, describedBy, label }: InputProps) {
  const [text, setText] = useState(() => (isEmpty(value) ? "" : JSON.stringify(value, null, 2)));
  const [broken, setBroken] = useState(false);
  const leave = () => {
    try { onChange(text.trim() ? JSON.parse(text) as Json : null); setBroken(false); } catch { setBroken(true); }
    onBlur?.();
  };
  return (
    <Input.TextArea
      id={id} value={text} autoSize={{ minRows: 2, maxRows: 12 }} status={broken ? "error" : ""} aria-label={label} aria-describedby={describedBy}
      onChange={(event) => setText(event.target.value)} onBlur={leave}
    />
  );
}

export default defineField({
  type: "json", Display: JsonDisplay, Input: JsonInput, wide: true, filters: [], literal: "text", width: 220,
});
