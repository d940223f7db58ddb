// Chosen from a short list: the options of the catalogue, each with its tone.
import type { FieldDef, OptionDef, Tone } from "@/api/types";
import { useWords } from "@/i18n";

export const optionOf = (field: FieldDef, code: unknown): OptionDef | undefined =>
  field.options?.find((option) => option.code === code);

export function ToneTag({ tone, children }: { tone?: Tone; children: string }) {
  return <span className={`tw-tag tw-tone-${tone ?? "neutral"}`}>{children}</span>;
}

export function useOptions(field: FieldDef) {
  const { label } = useWords();
  return (field.options ?? []).map((option) => ({ value: option.code, label: label(option.label) }));
}

/** Typing any part of the label finds an option. */
export const matchLabel = (text: string, option: { label?: unknown } | undefined) =>
  String(option?.label ?? "").toLowerCase().includes(text.trim().toLowerCase());

/** What a select's button for emptying it is called; false where it must not be empty. */
export function useClear(mayBeEmpty = true): { label: string } | false {
  const { t } = useWords();
  return mayBeEmpty && { label: t("picker.clear") };
}
