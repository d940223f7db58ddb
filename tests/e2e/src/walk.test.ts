// Through every page in three languages: nothing complains, nothing is left untranslated, nothing hinders.
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { accessFaults } from "./axe.ts";
import { Api } from "./api.ts";
import type { Entity } from "./api.ts";
import { desk, openBrowser, phone, Visit } from "./browser.ts";
import { demoCompany, startServer } from "./server.ts";
import type { Server } from "./server.ts";
import { languages, shownTexts, Vocabulary } from "./words.ts";

interface Place {
  name: string;
  path: string;
  /** Answers that must refuse on this page. */
  refused?: RegExp;
  /** All four looks instead of two. */
  main?: boolean;
  signedOut?: boolean;
}

/** Raw codes that are the data itself: codes of roles, keys of sequences, kinds of jobs. */
const codesShown: Record<string, RegExp> = {
  roles: /^(sales_manager|sales_rep)$/,
  users: /^(sales_manager|sales_rep)$/,
  sequences: /./,
  jobs: /./,
};

const wholeMenu = (entity: Entity) => !entity.parent && entity.can?.read !== false;

async function placesOf(api: Api): Promise<Place[]> {
  const catalogue = await api.catalogue();
  const places: Place[] = [
    { name: "sign-in", path: "/sign-in", main: true, signedOut: true },
    { name: "workbench", path: "/", main: true },
    { name: "import", path: "/import?set=accounts", main: true },
    { name: "classification", path: "/analytics/classes", main: true },
    { name: "help", path: "/help" },
    { name: "no such page", path: "/no/such/page" },
    { name: "no such record", path: "/accounts/0000000000000", refused: /\/accounts\/0000000000000/ },
  ];
  for (const module of catalogue.modules) if (module.menu?.length) places.push({ name: `area ${module.name}`, path: `/areas/${module.name}` });
  for (const entity of catalogue.entities.filter(wholeMenu)) {
    const main = ["accounts", "orders", "tasks"].includes(entity.set);
    places.push({ name: `list ${entity.set}`, path: `/${entity.set}`, main });
    const record = await api.first(entity.set, entity.set === "accounts" ? "abc_class eq 'A'" : undefined);
    if (record) places.push({ name: `record of ${entity.set}`, path: `/${entity.set}/${record.id}`, main });
    if (entity.can?.create) places.push({ name: `new in ${entity.set}`, path: `/${entity.set}/new`, main });
  }
  return places;
}

async function inspectWords(visit: Visit, place: Place): Promise<string[]> {
  if (place.refused) visit.watch.expect(place.refused);
  const codes = codesShown[/^\/(\w+)/.exec(place.path)?.[1] ?? ""];
  const look = async () => {
    await visit.open(place.path);
    return new Vocabulary(visit.watch.data).faults(await shownTexts(visit.page), visit.language, codes);
  };
  let wordless = await look();
  // A busy browser now and then drops the body of an answer before it is read here; then its words seem to be ours.
  if (wordless.length) wordless = await look();
  return [...visit.watch.take(), ...wordless].map((fault) => `${visit.language}: ${fault}`);
}

/** Light on a desk and dark on a phone; both on both for the main places. */
async function inspectLooks(visit: Visit, place: Place): Promise<string[]> {
  const looks = [{ size: desk, dark: false }, { size: phone, dark: true }];
  if (place.main) looks.push({ size: desk, dark: true }, { size: phone, dark: false });
  const faults: string[] = [];
  for (const { size, dark } of looks) {
    await visit.page.setViewportSize(size);
    await visit.page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
    await visit.drawn();
    await visit.watch.settle();
    const look = `${size.width} px ${dark ? "dark" : "light"}`;
    const overflow = await visit.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (overflow > 1) faults.push(`${look}: the page is ${overflow} px wider than the window`);
    faults.push(...(await accessFaults(visit.page)).map((fault) => `${look}: ${fault}`));
    faults.push(...visit.watch.take().map((fault) => `${look}: ${fault}`));
  }
  await visit.page.setViewportSize(desk);
  await visit.page.emulateMedia({ colorScheme: "light" });
  return faults;
}

describe("walk through every page", async () => {
  let server: Server | undefined;
  let browser: Browser | undefined;
  const visits = new Map<string, Visit>();

  before(async () => {
    server = await startServer(demoCompany);
    browser = await openBrowser();
  });
  after(async () => {
    for (const visit of visits.values()) await visit.context.close();
    await browser?.close();
    await server?.stop();
  });

  const visitOf = async (language: (typeof languages)[number], signedOut: boolean) => {
    const key = `${language} ${signedOut}`;
    let visit = visits.get(key);
    if (!visit) visits.set(key, visit = await Visit.begin(browser!, server!, { language, ...(!signedOut && { email: demoCompany.email }) }));
    return visit;
  };

  test("every place", async (all) => {
    const api = new Api(server!);
    await api.classify();
    for (const place of await placesOf(api)) {
      await all.test(place.name, async () => {
        const signedOut = place.signedOut ?? false;
        const faults = (await Promise.all(languages.map(async (language) => inspectWords(await visitOf(language, signedOut), place)))).flat();
        const chinese = await visitOf("zh-CN", signedOut);
        faults.push(...await inspectLooks(chinese, place));
        if (faults.length) {
          const file = `walk-${place.name.replaceAll(" ", "-")}.png`;
          await chinese.picture(file).catch(() => undefined);
          throw new Error(`${place.path} (picture build/e2e/${file})\n  ${faults.join("\n  ")}`);
        }
      });
    }
  });
});
