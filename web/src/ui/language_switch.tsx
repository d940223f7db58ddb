import { Segmented } from "antd";
import type { Language } from "@/api/types";
import { changeLanguage, useWords } from "@/i18n";

// Each language calls itself by its own sign, in every language.
const options: { value: Language; label: string }[] = [
  { value: "zh-CN", label: "简" }, { value: "zh-TW", label: "繁" }, { value: "en", label: "EN" },
];

export function LanguageSwitch({ onChange }: { onChange?: (language: Language) => void }) {
  const { t, language } = useWords();
  return (
    <Segmented<Language>
      className="tw-language" size="small" value={language} options={options} aria-label={t("shell.language")}
      onChange={(next) => { changeLanguage(next); onChange?.(next); }}
    />
  );
}
