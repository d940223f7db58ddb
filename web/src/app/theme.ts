// Ant Design, tuned: our palette, tighter grid, quiet borders, motion short.
import { theme } from "antd";
import type { ThemeConfig } from "antd";
import type { Density } from "./appearance";
import { dark, light } from "./palette";

export const fontStack =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei UI", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/** Menus wait for the end of their animation before they show themselves: without motion they must be told not to. */
const isStill = () => window.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;

export function themeFor(mode: "light" | "dark", density: Density): ThemeConfig {
  const palette = mode === "dark" ? dark : light;
  const compact = density === "compact";
  return {
    algorithm: mode === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: palette.primary, colorLink: palette.primary, colorLinkHover: palette.primary_strong,
      colorInfo: palette.info, colorSuccess: palette.good, colorWarning: palette.warn, colorError: palette.bad,
      // What is derived from our dark tones would be muddy.
      colorInfoBg: palette.info_soft, colorSuccessBg: palette.good_soft, colorWarningBg: palette.warn_soft, colorErrorBg: palette.bad_soft,
      colorText: palette.text, colorTextSecondary: palette.text_soft, colorTextTertiary: palette.text_faint,
      colorTextDescription: palette.text_faint, colorTextPlaceholder: palette.text_faint,
      colorBgLayout: palette.page, colorBgContainer: palette.surface, colorBgElevated: palette.raised,
      colorBorder: palette.line_strong, colorBorderSecondary: palette.line, colorSplit: palette.line,
      fontFamily: fontStack, fontSize: 14, fontSizeSM: 12, lineHeight: 1.5,
      borderRadius: 6, borderRadiusLG: 10, borderRadiusSM: 4,
      controlHeight: compact ? 30 : 36, controlHeightSM: 24, controlHeightLG: 40,
      boxShadow: palette.shadow, boxShadowSecondary: palette.shadow,
      motion: !isStill(),
      motionDurationSlow: "0.18s", motionDurationMid: "0.14s", motionDurationFast: "0.08s",
      wireframe: false,
    },
    components: {
      Button: {
        primaryColor: palette.on_primary, primaryShadow: "none", defaultShadow: "none", dangerShadow: "none",
        fontWeight: 500,
      },
      Tabs: { horizontalItemPadding: "10px 0", horizontalItemGutter: 24, titleFontSize: 14 },
      Modal: { titleFontSize: 16 },
      Select: { optionSelectedBg: palette.primary_soft, optionSelectedFontWeight: 500 },
      Tooltip: { colorBgSpotlight: mode === "dark" ? "#2b414d" : "#13303e" },
      Segmented: { trackBg: palette.neutral_soft, itemSelectedBg: palette.surface },
    },
  };
}
