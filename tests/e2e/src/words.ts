// Finds words that nobody translated: keys of the programmer, English in a Chinese page, Chinese in an English one,
// simplified characters in a traditional one. What the company itself wrote (the answers of the API) is no fault.
import type { Page } from "playwright-core";
import { en } from "../../../web/src/i18n/en.ts";
import { zhCN } from "../../../web/src/i18n/zh-CN.ts";
import { zhTW } from "../../../web/src/i18n/zh-TW.ts";

export type Language = "zh-CN" | "zh-TW" | "en";
export const languages: readonly Language[] = ["zh-CN", "zh-TW", "en"];
export type TextKey = keyof typeof en;
const texts: Record<Language, Record<TextKey, string>> = { en, "zh-CN": zhCN, "zh-TW": zhTW };

/** The interface's own words, so that a story follows them when they change. */
export function words(language: Language) {
  return (key: TextKey, parameters: Record<string, string | number> = {}) =>
    texts[language][key].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(parameters[name] ?? ""));
}

/** Names, codes and signs that a Chinese page writes in Latin letters. */
const latinAllowed = new Set(`
  Tradewind CRM EN Excel CSV XLSX xlsx PNG API JSON ABC Ctrl Mac Enter kB MB UTF GB GBK Big
  ERP WhatsApp PayPal WeChat Skype LinkedIn Telegram Line B2B PO PI CI SKU HS ID URL IP PDF AQL
  EXW FCA FAS FOB CFR CIF CPT CIP DAP DPU DDP T/T D/P D/A L/C O/A B/L TT LC UN LOCODE VIP
  name company com www CNNGB CNY USD EUR GBP JPY nordlicht example ISO MOQ OEM ODM FCL LCL
`.trim().split(/\s+/).flatMap((word) => word.split("/")));

/** Languages call themselves by their own names in every language. */
const ownNames = new Set(["简", "繁", "简体中文", "繁體中文"]);

/** Signs that only simplified Chinese writes. */
const simplifiedOnly = new RegExp("[与业两个为产传侧内写击划则创删别办务动区单变号员响国图处复头宽导应开弃张当录态户择换据无时显术权条来标样没浏点献现电确码筛类紧细结给统继续编网联节见观规览计订认记识试话询该详语误请读调贡败账资转载辑输达过运还进连选邮里铃错键问间队随页项题额风户购买卖进报价订单货币种产业务员经营销优势图总]", "gu");
const simplified = (text: string) => (text.match(simplifiedOnly) ?? []).join("");

export interface ShownText { text: string; where: string }

/** Every text a reader meets: on the page, and what screen readers and tooltips say. */
export function shownTexts(page: Page): Promise<ShownText[]> {
  return page.evaluate(() => {
    const found: { text: string; where: string }[] = [];
    const place = (element: Element | null) => {
      const parts: string[] = [];
      for (let at = element; at && at !== document.body && parts.length < 3; at = at.parentElement)
        parts.unshift(at.tagName.toLowerCase() + [...at.classList].slice(0, 2).map((name) => `.${name}`).join(""));
      return parts.join(" > ");
    };
    const add = (text: string | null, element: Element | null) => {
      const clean = text?.replace(/\s+/g, " ").trim();
      if (clean) found.push({ text: clean, where: place(element) });
    };
    // The library names its icons by their English file names; beside a name in words nobody hears them.
    const isOrnament = (element: Element) => element.classList.contains("anticon")
      && element.parentElement?.closest("[aria-label], .ant-select, .ant-picker, .ant-input-affix-wrapper") !== null;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || parent.closest("script, style, noscript, svg, kbd, code, [hidden]")) continue;
      if (!parent.checkVisibility({ checkVisibilityCSS: true }) && !parent.classList.contains("tw-hidden")) continue;
      add(node.textContent, parent);
    }
    for (const name of ["aria-label", "title", "placeholder", "alt"])
      for (const element of document.querySelectorAll(`[${name}]`))
        if (element.checkVisibility({ checkVisibilityCSS: true }) && (name === "placeholder" || !element.closest("[aria-hidden=true]")) && !isOrnament(element)) add(element.getAttribute(name), element);
    add(document.title, null);
    return found;
  });
}

/** All strings of an answer of the API: the company's own words. */
export function collectStrings(value: unknown, into: Set<string>): void {
  if (typeof value === "string") into.add(value);
  else if (Array.isArray(value)) for (const each of value) collectStrings(each, into);
  else if (value && typeof value === "object") for (const each of Object.values(value)) collectStrings(each, into);
}

const latinWords = (text: string) => text.match(/[A-Za-z][A-Za-z']+/g) ?? [];
const hanWords = (text: string) => text.match(/\p{Script=Han}+/gu) ?? [];
/** A key of the programmer: `owner_id`, `list.empty`. Addresses of mail and web are none. */
const keyLike = (text: string) => (text.match(/(?<![\w@./-])[a-z][a-z0-9]+(?:[_.][a-z0-9]{2,})+(?![\w@/-])/g) ?? [])
  .filter((word) => !/\.(example|com|cn|csv|xlsx|org|net|txt|pdf)$/.test(word) && !/^\d/.test(word));

export class Vocabulary {
  private readonly texts: string;
  private readonly latin: Set<string>;

  constructor(data: Set<string>) {
    this.texts = [...data].join("\n");
    this.latin = new Set(latinWords(this.texts));
  }

  private isData = (text: string) => this.texts.includes(text);

  /** One line a fault. `keys`: raw codes that are data of this page (a role's code). */
  faults(shown: ShownText[], language: Language, keys: RegExp | undefined): string[] {
    const found = new Set<string>();
    for (const { text, where } of shown) {
      const fault = this.fault(text, language, keys);
      if (fault) found.add(`${fault} in “${text.slice(0, 90)}” (${where})`);
    }
    return [...found];
  }

  private fault(text: string, language: Language, keys: RegExp | undefined): string | undefined {
    const raw = keyLike(text).filter((word) => !keys?.test(word));
    if (raw.length) return `a raw key ${raw.join(", ")}`;
    if (/\{\{|\}\}|\bundefined\b|\bnull\b|\bNaN\b|\[object /.test(text)) return "a broken text";
    if (this.isData(text)) return undefined;
    if (language === "en") {
      const chinese = hanWords(text).filter((word) => !ownNames.has(word) && !this.isData(word));
      return chinese.length ? `Chinese ${chinese.join(" ")}` : undefined;
    }
    const english = latinWords(text).filter((word) => !latinAllowed.has(word) && !this.latin.has(word) && !this.isData(word));
    if (english.length) return `English ${english.join(" ")}`;
    if (language === "zh-TW") {
      const signs = hanWords(text).filter((word) => !ownNames.has(word) && !this.isData(word)).map(simplified).join("");
      if (signs) return `simplified ${signs}`;
    }
    return undefined;
  }
}
