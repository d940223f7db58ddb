// Words of the interface. Labels of business data come from the catalogue; both follow one language at once.
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import "dayjs/locale/zh-tw";
import i18next from "i18next";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { initReactI18next } from "react-i18next/initReactI18next";
import { setRequestLanguage } from "@/api/client";
import { languages } from "@/api/types";
import type { Label, Language } from "@/api/types";
import { en } from "./en";
import { zhCN } from "./zh-CN";
import { zhTW } from "./zh-TW";

export type TextKey = keyof typeof en;
export type Parameters = Record<string, string | number>;
export type Translate = (key: TextKey, parameters?: Parameters) => string;

const storageKey = "tradewind.language";

function firstLanguage(): Language {
  const stored = localStorage.getItem(storageKey);
  if (languages.includes(stored as Language)) return stored as Language;
  const wished = navigator.languages.find((each) => /^(zh|en)/i.test(each)) ?? "zh-CN";
  if (/^en/i.test(wished)) return "en";
  return /Hant|TW|HK|MO/i.test(wished) ? "zh-TW" : "zh-CN";
}

void i18next.use(initReactI18next).init({
  lng: firstLanguage(),
  fallbackLng: false,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false }, // React escapes
  resources: {
    en: { translation: en },
    "zh-CN": { translation: zhCN },
    "zh-TW": { translation: zhTW },
  },
  initAsync: false,
});

const dayjsLocales: Record<Language, string> = { en: "en", "zh-CN": "zh-cn", "zh-TW": "zh-tw" };

function applyLanguage(language: Language): void {
  document.documentElement.lang = language;
  setRequestLanguage(language);
  dayjs.locale(dayjsLocales[language]);
}
applyLanguage(i18next.language as Language);

export function changeLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
  applyLanguage(language);
  void i18next.changeLanguage(language);
}

export const currentLanguage = () => i18next.language as Language;
/** Outside React: messages made in plain functions. */
export const text: Translate = (key, parameters) => i18next.t(key, parameters ?? {});

export const labelIn = (label: Label | undefined, language: Language): string =>
  label?.[language] ?? (language === "zh-TW" ? label?.["zh-CN"] : undefined) ?? label?.en ?? label?.["zh-CN"] ?? "";

export interface Words {
  t: Translate;
  language: Language;
  /** A catalogue label in the reader's language. */
  label: (label: Label | undefined) => string;
  /** Items joined as the language does: `A、B` or `A, B`. */
  list: (items: string[]) => string;
}

export function useWords(): Words {
  const { i18n } = useTranslation();
  const language = i18n.language as Language;
  const t = useCallback<Translate>((key, parameters) => i18n.t(key, { lng: language, ...parameters }), [i18n, language]);
  return useMemo(() => ({
    t,
    language,
    label: (label) => labelIn(label, language),
    list: (items) => items.join(language === "en" ? ", " : "、"),
  }), [t, language]);
}
