// Pictures of the demo company for the README and the guides: npm run shots → docs/images (or $TRADEWIND_SHOTS).
import { mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { Api } from "./api.ts";
import { desk, openBrowser, phone, Visit } from "./browser.ts";
import { demoCompany, root, startServer } from "./server.ts";
import type { Language } from "./words.ts";

const folder = resolve(process.env.TRADEWIND_SHOTS ?? join(root, "docs/images"));
const limit = 300_000; // bytes
const wanted = process.argv.slice(2);
const manager = "manager@wangchao.example";
const salesperson = "sales@wangchao.example";

interface Shot {
  name: string;
  path: (api: Api) => string | Promise<string>;
  size?: typeof desk;
  dark?: boolean;
  /** Who looks; null is nobody yet. The manager otherwise. */
  email?: string | null;
  prepare?: (visit: Visit) => Promise<void>;
}

/** The demo's best customer: an A with orders, contacts and follow-ups. */
const accountPath = async (api: Api) => `/accounts/${(await api.first("accounts", "external_id eq 'DE001'"))!.id}`;
const orderPath = async (api: Api) => `/orders/${(await api.list("orders", { filter: "account/external_id eq 'DE001'", orderby: "order_date desc", top: 1 }))[0]!.id}`;
const taskPath = async (api: Api) => `/tasks/${(await api.first("tasks", `owner/email eq '${manager}' and state eq 'open'`))!.id}`;

const shots: Shot[] = [
  { name: "sign-in", path: () => "/sign-in", email: null },
  { name: "workbench", path: () => "/", email: salesperson, prepare: async (visit) => {
    const links = await visit.page.locator(".tw-card li > a").evaluateAll((all) => all.map((each) => each.getAttribute("href")!));
    for (const link of links.slice(-3)) { // somebody has worked already; a glance does not count
      await visit.open(link);
      await visit.page.waitForTimeout(1500);
      await visit.watch.settle();
    }
    await visit.open("/");
  } },
  { name: "customers", path: () => `/accounts?filter=${encodeURIComponent("abc_class in ('A','B')")}&sort=abc_class` },
  { name: "customer", path: accountPath },
  { name: "orders", path: () => "/orders" },
  { name: "import", path: () => "/import?set=accounts", prepare: async ({ page, watch }) => {
    await page.locator("input[type=file]").setInputFiles(join(root, "demo/090-accounts.csv"));
    await page.locator(".tw-mapping").waitFor();
    await watch.settle();
  } },
  { name: "classification", path: () => "/analytics/classes" },
  { name: "dark", path: accountPath, dark: true },
  { name: "phone", path: accountPath, size: phone },
];

/** Looked at by us, not shown in the README: `npm run shots -- all`. */
const further: Shot[] = [
  { name: "new-order", path: () => "/orders/new" },
  { name: "new-customer", path: () => "/accounts/new" },
  { name: "order", path: orderPath },
  { name: "task", path: taskPath },
  { name: "settings", path: () => "/areas/core" },
  { name: "help", path: () => "/help" },
  { name: "empty", path: () => "/accounts?search=zzzz" },
  { name: "filtered", path: () => "/accounts?filter=lifecycle in ('loyal','buying') and country eq 'DE'" },
  { name: "phone-workbench", path: () => "/", size: phone, email: salesperson },
  { name: "phone-customers", path: () => "/accounts", size: phone },
  { name: "phone-order", path: orderPath, size: phone },
  { name: "phone-new-order", path: () => "/orders/new", size: phone },
  { name: "phone-classification", path: () => "/analytics/classes", size: phone },
  { name: "phone-import", path: () => "/import?set=accounts", size: phone },
  { name: "phone-sign-in", path: () => "/sign-in", size: phone, email: null },
  { name: "dark-classification", path: () => "/analytics/classes", dark: true },
  { name: "dark-orders", path: () => "/orders", dark: true },
];

mkdirSync(folder, { recursive: true });
const server = await startServer(demoCompany);
const browser = await openBrowser();
try {
  const api = new Api(server);
  await api.classify();
  await api.planned();
  const chosen = [...shots, ...(wanted.length ? further : [])].filter((shot) => !wanted.length || wanted.includes("all") || wanted.includes(shot.name));
  for (const language of ["zh-CN", "en"] as const satisfies Language[]) {
    for (const shot of chosen) {
      const visit = await Visit.begin(browser, server, {
        language, size: shot.size ?? desk, dark: shot.dark ?? false, ...(shot.email !== null && { email: shot.email ?? manager }),
      });
      await visit.open(await shot.path(api));
      await shot.prepare?.(visit);
      await visit.page.evaluate(() => document.fonts.ready.then(() => undefined));
      await visit.page.waitForTimeout(400); // the chart draws itself
      const file = join(folder, `${shot.name}-${language === "en" ? "en" : "zh"}.png`);
      await visit.page.screenshot({ path: file, scale: "css" });
      const { size } = statSync(file);
      console.log(`${file.slice(file.lastIndexOf("/") + 1)}  ${Math.round(size / 1000)} kB`);
      if (size > limit) throw new Error(`${file} is larger than ${limit / 1000} kB`);
      for (const fault of visit.watch.take()) console.log(`  ${fault}`);
      await visit.context.close();
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
