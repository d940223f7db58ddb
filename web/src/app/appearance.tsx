// Light or dark (or as the system says), compact or comfortable: kept on this device.
import { ConfigProvider } from "antd";
import enUS from "antd/es/locale/en_US";
import zhCN from "antd/es/locale/zh_CN";
import zhTW from "antd/es/locale/zh_TW";
import { createContext, useContext, useLayoutEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";
import type { Language } from "@/api/types";
import { useWords } from "@/i18n";
import { useMediaQuery } from "@/ui/media";
import { applyPalette, dark, light } from "./palette";
import type { Palette } from "./palette";
import { themeFor } from "./theme";

export type Mode = "light" | "dark" | "system";
export type Density = "compact" | "comfortable";

export interface Appearance {
  mode: Mode;
  shown: "light" | "dark";
  density: Density;
  palette: Palette;
  setMode: (mode: Mode) => void;
  setDensity: (density: Density) => void;
}

const AppearanceContext = createContext<Appearance | null>(null);
type AntLocale = typeof enUS;

/** The calendar's year and month buttons are named by what they show. */
function plainNames(locale: AntLocale): AntLocale {
  if (!locale.DatePicker) return locale;
  const lang = { ...locale.DatePicker.lang, yearSelect: "", monthSelect: "", decadeSelect: "" };
  return { ...locale, DatePicker: { ...locale.DatePicker, lang } };
}
const antLocales: Record<Language, AntLocale> = { en: plainNames(enUS), "zh-CN": plainNames(zhCN), "zh-TW": plainNames(zhTW) };

function useStored<T extends string>(key: string, allowed: readonly T[], otherwise: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    const stored = localStorage.getItem(key) as T | null;
    return stored && allowed.includes(stored) ? stored : otherwise;
  });
  return [value, (next) => { localStorage.setItem(key, next); setValue(next); }];
}

export function AppearanceProvider({ children }: { children: ReactNode }) {
  const { language } = useWords();
  const [mode, setMode] = useStored<Mode>("tradewind.mode", ["light", "dark", "system"], "system");
  const [density, setDensity] = useStored<Density>("tradewind.density", ["compact", "comfortable"], "compact");
  const systemDark = useMediaQuery("(prefers-color-scheme: dark)");
  const shown = mode === "system" ? (systemDark ? "dark" : "light") : mode;
  const palette = shown === "dark" ? dark : light;

  useLayoutEffect(() => {
    applyPalette(palette, shown);
    document.documentElement.dataset.density = density;
  }, [palette, shown, density]);

  const theme = useMemo(() => themeFor(shown, density), [shown, density]);
  const appearance: Appearance = { mode, shown, density, palette, setMode, setDensity };
  return (
    <AppearanceContext.Provider value={appearance}>
      {/* Not virtual: beside a virtual list of options stands a hidden one that reads out their keys. */}
      <ConfigProvider theme={theme} locale={antLocales[language]} button={{ autoInsertSpace: false }} virtual={false}>
        {children}
      </ConfigProvider>
    </AppearanceContext.Provider>
  );
}

export function useAppearance(): Appearance {
  const appearance = useContext(AppearanceContext);
  if (!appearance) throw new Error("no appearance around this component");
  return appearance;
}
