import { describe, expect, it } from "vitest";
import { en } from "./en";
import { zhCN } from "./zh-CN";
import { zhTW } from "./zh-TW";

const keys = Object.keys(en) as (keyof typeof en)[];
/** Words that are the same in every language: none yet. */
const same = new Set<string>();
/** Latin words that Chinese readers use as they are. */
const latin = /\{\{\w+\}\}|CRM|Excel|CSV|PNG|USD|Enter|Ctrl|Mac|xlsx|name@company\.com|www\.company\.com|CNNGB|[⌘]|\b[ABCKNJ]\b/g;
const parameters = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((each) => each[1]).sort();

describe.each([["zh-CN", zhCN], ["zh-TW", zhTW]] as const)("%s", (_, words) => {
  it("has every word and no other", () => expect(Object.keys(words).sort()).toEqual([...keys].sort()));
  it.each(keys)("%s is Chinese", (key) => {
    const text = words[key];
    expect(text).not.toBe("");
    if (!same.has(key)) expect(text).not.toBe(en[key]);
    expect(text.replace(latin, "")).not.toMatch(/[A-Za-z]{2,}/);
    expect(parameters(text)).toEqual(parameters(en[key]));
  });
});

describe("traditional characters", () => {
  // Signs that stand in simplified texts alone.
  const simplified = /[这们时为从说对过还进发开关业务录单类级设备资讯选择输删导应该请记显网页处没样标签]/u;
  const alsoTraditional = /[備資訊]/gu;
  it.each(keys)("%s has no simplified ones", (key) => expect(zhTW[key].replace(alsoTraditional, "")).not.toMatch(simplified));
});
