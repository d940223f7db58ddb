import { startServer, demoCompany } from "./server.ts"; import { openBrowser, Visit } from "./browser.ts";
const s = await startServer(demoCompany); const b = await openBrowser();
try { for (const rm of [true, false]) { const v = await Visit.begin(b, s, {email: demoCompany.email}); await v.page.emulateMedia({reducedMotion: rm ? "reduce" : "no-preference"}); await v.open("/contacts/new");
await v.page.locator("[data-field=account]").getByRole("combobox").click(); await v.page.keyboard.type("hlpk"); await v.page.waitForTimeout(2500); console.log(rm, await v.page.locator(".ant-select-dropdown").evaluateAll((e) => e.map((x) => x.className + " | " + x.getAttribute("style") + " | " + (x as HTMLElement).innerText)), v.watch.take()); await v.picture("try.png");
await v.context.close(); } } catch (x) { console.log(x); } finally { await b.close(); await s.stop(); }
