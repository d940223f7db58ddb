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

interface Shot {
  name: string;
  path: (api: Api) => string | Promise<string>;
  size?: typeof desk;
  dark?: boolean;
  signedOut?: boolean;
  prepare?: (visit: Visit) => Promise<void>;
}

const accountPath = async (api: Api) => {
  const best = await api.list("class_results", { filter: "abc_class eq 'A'", orderby: "rank desc", top: 1 });
  return `/accounts/${best[0]!.account_id}`;
};

const shots: Shot[] = [
  { name: "sign-in", path: () => "/sign-in", signedOut: true },
  { name: "workbench", path: () => "/" },
  { name: "customers", path: () => "/accounts?sort=abc_class,name" },
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
  { name: "order", path: async (api) => `/orders/${(await api.first("orders"))!.id}` },
  { name: "task", path: async (api) => `/tasks/${(await api.first("tasks", "source eq 'policy'") ?? await api.first("tasks"))!.id}` },
  { name: "settings", path: () => "/areas/core" },
  { name: "help", path: () => "/help" },
  { name: "empty", path: () => "/accounts?search=zzzz" },
  { name: "filtered", path: () => "/accounts?filter=lifecycle in ('loyal','buying') and country eq 'DE'" },
  { name: "phone-workbench", path: () => "/", size: phone },
  { name: "phone-customers", path: () => "/accounts", size: phone },
  { name: "phone-order", path: async (api) => `/orders/${(await api.first("orders"))!.id}`, size: phone },
  { name: "phone-new-order", path: () => "/orders/new", size: phone },
  { name: "phone-classification", path: () => "/analytics/classes", size: phone },
  { name: "phone-import", path: () => "/import?set=accounts", size: phone },
  { name: "phone-sign-in", path: () => "/sign-in", size: phone, signedOut: true },
  { name: "dark-classification", path: () => "/analytics/classes", dark: true },
  { name: "dark-orders", path: () => "/orders", dark: true },
];

mkdirSync(folder, { recursive: true });
const server = await startServer(demoCompany);
const browser = await openBrowser();
try {
  const api = new Api(server);
  await api.classify();
  const chosen = [...shots, ...(wanted.length ? further : [])].filter((shot) => !wanted.length || wanted.includes("all") || wanted.includes(shot.name));
  for (const language of ["zh-CN", "en"] as const satisfies Language[]) {
    for (const shot of chosen) {
      const visit = await Visit.begin(browser, server, {
        language, size: shot.size ?? desk, dark: shot.dark ?? false, ...(!shot.signedOut && { email: "manager@wangchao.example" }),
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
