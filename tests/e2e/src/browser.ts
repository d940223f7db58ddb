// Chromium as the stories need it: people who are signed in, pages that are watched, a picture where a story breaks.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { password, root } from "./server.ts";
import type { Server } from "./server.ts";
import { Watch } from "./watch.ts";
import { words } from "./words.ts";
import type { Language } from "./words.ts";

export const desk = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

export const openBrowser = (): Promise<Browser> => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: false, // the new headless mode is asked for below
  env: { ...process.env, LC_ALL: "C.UTF-8" }, // without a locale it cannot open a file of a Chinese name
  args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb", "--hide-scrollbars"],
});

export interface Who {
  /** Signs in before the story begins; without it the story begins at the door. */
  email?: string;
  language?: Language;
  dark?: boolean;
  size?: { width: number; height: number };
}

const locales: Record<Language, string> = { "zh-CN": "zh-CN", "zh-TW": "zh-TW", en: "en-GB" };

/** A page of somebody, watched. */
export class Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly watch: Watch;
  readonly origin: string;
  readonly language: Language;
  readonly t: ReturnType<typeof words>;

  constructor(context: BrowserContext, page: Page, origin: string, language: Language) {
    this.context = context;
    this.page = page;
    this.origin = origin;
    this.language = language;
    this.watch = new Watch(page);
    this.t = words(language);
  }

  static async begin(browser: Browser, server: Server, who: Who = {}): Promise<Visit> {
    const language = who.language ?? "zh-CN";
    const options: BrowserContextOptions = {
      baseURL: server.origin, locale: locales[language], timezoneId: "Asia/Shanghai", viewport: who.size ?? desk,
      colorScheme: who.dark ? "dark" : "light", reducedMotion: "reduce", acceptDownloads: true, isMobile: who.size === phone, hasTouch: who.size === phone,
    };
    const context = await browser.newContext(options);
    context.setDefaultTimeout(20_000);
    if (who.email) {
      const answer = await context.request.post("/api/v1/auth/login", { data: { email: who.email, password }, headers: { Origin: server.origin } });
      if (!answer.ok()) throw new Error(`${who.email} cannot sign in: ${answer.status()} ${await answer.text()}`);
      await context.addInitScript(() => localStorage.setItem("tradewind.signed_in", "yes"));
    }
    return new Visit(context, await context.newPage(), server.origin, language);
  }

  async open(path: string): Promise<void> {
    await this.page.goto(path, { waitUntil: "load" });
    await this.watch.settle();
  }

  /** The path and query of the address, decoded. */
  get address(): string {
    const { pathname, search } = new URL(this.page.url());
    return decodeURIComponent((pathname + search).replaceAll("+", " "));
  }

  /** Waits until the address says so. */
  async arrive(path: RegExp): Promise<void> {
    const until = Date.now() + 20_000;
    while (!path.test(this.address)) {
      if (Date.now() > until) throw new Error(`expected an address like ${path}, it is ${this.address}`);
      await this.page.waitForTimeout(50);
    }
    this.watch.stir();
    await this.watch.settle();
  }

  /** Asks again until the answer is the one expected. */
  async eventually(ask: () => Promise<unknown>, expected: unknown, message: string): Promise<void> {
    const until = Date.now() + 10_000;
    for (;;) {
      const actual = await ask().catch(() => undefined);
      if (isDeepStrictEqual(actual, expected)) return;
      if (Date.now() > until) assert.deepEqual(actual, expected, message);
      await this.page.waitForTimeout(50);
    }
  }

  /** Chooses in a list that drops down; `search` is typed first when given. */
  async choose(box: Locator, option: string | RegExp, search?: string): Promise<void> {
    await box.click();
    if (search) await box.fill(search);
    const list = this.page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden)").last();
    await list.locator(".ant-select-item-option", { hasText: option }).first().click();
  }

  /** Does something on a machine so many times slower. */
  async slowed(times: number, act: () => Promise<void>): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: times });
    await act();
    await session.detach();
  }

  /** Waits until what has just changed (size, colours) is on the screen. */
  drawn(): Promise<void> {
    return this.page.evaluate(() => new Promise<void>((done) => {
      let frames = 5;
      const next = () => { if (frames-- > 0) requestAnimationFrame(next); else done(); };
      next();
    }));
  }

  async picture(file: string): Promise<void> {
    mkdirSync(join(root, "build/e2e"), { recursive: true });
    await this.page.screenshot({ path: join(root, "build/e2e", file), timeout: 10_000 });
  }
}

/** A story of one person. Fails with whatever the page complained about, and leaves a picture. */
export function story(name: string, world: () => { browser: Browser; server: Server }, who: Who, tell: (visit: Visit) => Promise<void>): void {
  test(name, async () => {
    const { browser, server } = world();
    const visit = await Visit.begin(browser, server, who);
    try {
      await tell(visit);
      const faults = visit.watch.take();
      if (faults.length) throw new Error(`the page complained:\n  ${faults.join("\n  ")}`);
    } catch (error) {
      const file = `${name.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 80)}.png`;
      await visit.picture(file).catch(() => undefined);
      const complaints = visit.watch.take();
      const told = error instanceof Error ? error.message : String(error);
      throw new Error(`${told}\n  at ${visit.address}, picture build/e2e/${file}${complaints.length ? `\n  the page complained:\n    ${complaints.join("\n    ")}` : ""}`, { cause: error });
    } finally {
      await visit.context.close();
    }
  });
}
