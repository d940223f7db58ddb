// Notes whatever goes wrong in a page while a story runs: errors on the console, failed requests, broken rules of the
// content security policy; and the strings the API answered, which are the company's own words.
import type { Page, Request } from "playwright-core";
import { collectStrings } from "./words.ts";

/** What says that the page is not there yet: before its program ran there is nothing at all. */
const busy = "#root:empty, [aria-busy=true], .tw-bone, .tw-progress, .ant-skeleton";

const isApi = (url: string) => new URL(url).pathname.startsWith("/api/v1/");
const pathOf = (url: string) => { const { pathname, search } = new URL(url); return decodeURIComponent(pathname + search); };
/** Answers that are words of the program rather than of the company. */
const programWords = /^\/api\/v1\/(catalogue|events|openapi|\$metadata|import\/mapping)/;

export class Watch {
  readonly faults: string[] = [];
  readonly data = new Set<string>();
  private readonly open = new Set<Request>();
  private quietSince = Date.now();
  private readonly expected: RegExp[] = [];
  private reading = 0;

  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    page.on("console", (message) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      const { url } = message.location();
      if (/Failed to load resource/.test(message.text()) && this.isExpected(url)) return;
      this.faults.push(`console ${message.type()}: ${message.text().slice(0, 600)}${url && ` (${url.replace(/^https?:\/\/[^/]+/, "")})`}`);
    });
    page.on("pageerror", (error) => this.faults.push(`uncaught: ${error.stack ?? error.message}`));
    page.on("request", (request) => { if (!request.url().endsWith("/events")) this.open.add(request); });
    page.on("requestfinished", (request) => this.close(request));
    page.on("requestfailed", (request) => {
      this.close(request);
      const reason = request.failure()?.errorText ?? "?";
      if (reason !== "net::ERR_ABORTED" && !this.isExpected(request.url())) this.faults.push(`request failed: ${reason} ${request.method()} ${pathOf(request.url())}`);
    });
    page.on("response", (response) => {
      const url = response.url();
      const path = new URL(url).pathname;
      if (response.status() >= 400 && !this.isExpected(url)) {
        void response.text().catch(() => "").then((text) => this.faults.push(`answer ${response.status()}: ${response.request().method()} ${pathOf(url)} ${text.slice(0, 400)}`));
      }
      if (!isApi(url) || programWords.test(path) || !/json/.test(response.headers()["content-type"] ?? "")) return;
      this.reading++;
      const again = async () => (await page.context().request.get(url, { headers: { Prefer: "include-titles" } })).json() as Promise<unknown>;
      void response.json().catch(again).then((body) => collectStrings(body, this.data), () => undefined).finally(() => { this.reading--; });
    });
  }

  private close(request: Request): void {
    this.open.delete(request);
    this.quietSince = Date.now();
  }

  private isExpected = (url: string) => this.expected.some((each) => each.test(url));

  /** A story that asks for what is not there, or for what must be refused, says so before. */
  expect(url: RegExp): void { this.expected.push(url); }

  /** What comes next is new: rest is counted from here. */
  stir(): void { this.quietSince = Date.now(); }

  /** Until nothing is asked any more and nothing on the page says it is busy. */
  async settle(limitMs = 30_000): Promise<void> {
    const until = Date.now() + limitMs;
    for (;;) {
      const quiet = this.open.size === 0 && this.reading === 0 && Date.now() - this.quietSince > 200;
      if (quiet && await this.page.evaluate((selector) => !document.querySelector(selector), busy)) return;
      if (Date.now() > until) {
        const waiting = [...this.open].map((request) => `${request.method()} ${pathOf(request.url())}`);
        const still = await this.page.evaluate((selector) => [...document.querySelectorAll(selector)].map((each) => each.className || each.id), busy);
        throw new Error(`${pathOf(this.page.url())} does not come to rest; open: ${waiting.join(", ") || "none"}; busy: ${still.join(", ") || "none"}`);
      }
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }

  /** The faults so far, and none any more. */
  take(): string[] { return this.faults.splice(0); }
}
