// The product's colours, once. Ant Design's tokens, our style sheets (as --tw-…) and the charts read them from here.
// Every text colour stands at 4.5:1 or better on the surfaces it is used on.

export interface Palette {
  page: string; surface: string; raised: string; sunken: string; line: string; line_strong: string;
  text: string; text_soft: string; text_faint: string;
  primary: string; primary_strong: string; primary_soft: string; on_primary: string;
  accent: string; accent_text: string;
  rail: string; rail_text: string; rail_active: string; rail_strong: string;
  good: string; good_soft: string; warn: string; warn_soft: string; bad: string; bad_soft: string;
  info: string; info_soft: string; neutral: string; neutral_soft: string;
  shadow: string;
}

export const light: Palette = {
  page: "#f2f5f6", surface: "#ffffff", raised: "#ffffff", sunken: "#f7f9fa", line: "#e1e8eb", line_strong: "#c3d0d6",
  text: "#13242d", text_soft: "#445863", text_faint: "#5d717b",
  primary: "#0b4f6c", primary_strong: "#083d54", primary_soft: "#e4f0f5", on_primary: "#ffffff",
  accent: "#ee8a1d", accent_text: "#a85400",
  rail: "#0a3043", rail_text: "#bfd4de", rail_active: "#14485f", rail_strong: "#ffffff",
  good: "#17704a", good_soft: "#e2f3ea", warn: "#8a5a00", warn_soft: "#fcf1d8", bad: "#b02a20", bad_soft: "#fbe8e6",
  info: "#135d94", info_soft: "#e3eff9", neutral: "#4f636e", neutral_soft: "#ebf0f2",
  shadow: "0 1px 2px rgb(10 48 67 / 6%), 0 6px 24px rgb(10 48 67 / 8%)",
};

export const dark: Palette = {
  page: "#0b1419", surface: "#111d24", raised: "#182831", sunken: "#0e191f", line: "#22343e", line_strong: "#395060",
  text: "#e5edf1", text_soft: "#b0c2cb", text_faint: "#8fa5b0",
  primary: "#5bb4d9", primary_strong: "#8ccbe5", primary_soft: "#143343", on_primary: "#05202c",
  accent: "#f5a24a", accent_text: "#f7b063",
  rail: "#08171f", rail_text: "#a9c0cb", rail_active: "#12313f", rail_strong: "#ffffff",
  good: "#5fcf98", good_soft: "#12332a", warn: "#e6b450", warn_soft: "#372b11", bad: "#ff8f85", bad_soft: "#3c1d1b",
  info: "#7cbcf0", info_soft: "#132f46", neutral: "#a9bac3", neutral_soft: "#1d2d36",
  shadow: "0 1px 2px rgb(0 0 0 / 40%), 0 8px 28px rgb(0 0 0 / 45%)",
};

export function applyPalette(palette: Palette, name: "light" | "dark"): void {
  const root = document.documentElement;
  for (const [key, value] of Object.entries(palette)) root.style.setProperty(`--tw-${key.replaceAll("_", "-")}`, value);
  root.dataset.theme = name;
  root.style.colorScheme = name;
}
