// The daily work with lists and records in the demo company.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import type { Browser } from "playwright-core";
import { Api } from "./api.ts";
import { openBrowser, phone, story } from "./browser.ts";
import type { Visit } from "./browser.ts";
import { demoCompany, startServer } from "./server.ts";
import type { Server } from "./server.ts";

const admin = demoCompany.email;
/** The number beside a list's title. */
const shownCount = async ({ page }: Visit) => Number((await page.locator(".tw-page-head .tw-count").innerText()).replace(/[,+]/g, ""));
const rows = ({ page }: Visit) => page.locator(".tw-grid [role=row]:not(.tw-thead)");
const titles = async (visit: Visit) => (await visit.page.locator(".tw-row-link").allInnerTexts()).map((title) => title.trim());

/** Adds a condition with the bar: field, operator (the first when none is named), then whatever the value asks for. */
async function addCondition(visit: Visit, field: string, fill: () => Promise<void>): Promise<void> {
  const { page, t } = visit;
  await page.getByRole("button", { name: t("filter.title"), exact: true }).click();
  const editor = page.locator(".tw-condition-editor");
  await editor.getByRole("combobox", { name: t("filter.field") }).fill(field);
  await page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option", { hasText: field }).first().click();
  await editor.getByRole("combobox", { name: t("filter.operator") }).waitFor();
  await fill();
  await editor.getByRole("button", { name: t("filter.apply") }).click();
  await visit.watch.settle();
}

describe("lists and records", () => {
  let server: Server | undefined;
  let browser: Browser | undefined;
  let api: Api;
  const world = () => ({ browser: browser!, server: server! });

  before(async () => {
    server = await startServer(demoCompany);
    browser = await openBrowser();
    api = new Api(server);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  story("a filter narrows the list, lives in the address and survives a reload and Back", world, { email: admin }, async (visit) => {
    const { page, t } = visit;
    await visit.open("/accounts");
    const all = await shownCount(visit);
    assert.equal(all, await api.count("accounts"), "the list counts all customers");

    await addCondition(visit, "客户阶段", async () => {
      await page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option", { hasText: "忠实客户" }).click();
      await page.keyboard.press("Escape");
    });
    await visit.arrive(/^\/accounts\?filter=.*lifecycle/);
    const loyal = await api.count("accounts", "lifecycle eq 'loyal'");
    await visit.eventually(() => shownCount(visit), loyal, "only loyal customers are left");
    assert.match(await page.locator(".tw-filter").innerText(), /客户阶段\s*是\s*忠实客户/, "the bar says the condition in plain words");

    await page.reload();
    await visit.watch.settle();
    await visit.eventually(() => shownCount(visit), loyal, "a reload shows the same");

    await page.getByRole("button", { name: t("filter.remove") }).click();
    await visit.watch.settle();
    await visit.eventually(() => shownCount(visit), all, "without the condition all are back");
    await page.goBack();
    await visit.watch.settle();
    await visit.eventually(() => shownCount(visit), loyal, "Back brings the condition back");
  });

  story("a header sorts, twice the other way round", world, { email: admin }, async (visit) => {
    const { page, t } = visit;
    await visit.open("/accounts");
    const header = page.getByRole("button", { name: t("list.sort_by", { field: "客户编号" }) }).or(page.locator(".tw-th-label", { hasText: "客户编号" })).first();
    await header.click();
    await visit.arrive(/sort=number$/);
    const numbers = async () => (await rows(visit).locator("[role=gridcell]:nth-child(2)").allInnerTexts()).map((text) => text.trim());
    const up = await numbers();
    assert.deepEqual(up, [...up].sort(), "ascending");
    await header.click();
    await visit.arrive(/sort=number desc$/);
    const down = await numbers();
    assert.deepEqual(down, [...down].sort().reverse(), "descending");
    assert.notEqual(up[0], down[0]);
    assert.equal(await page.locator("[role=columnheader][aria-sort=descending]").count(), 1, "the header says how it is sorted");
  });

  story("the list's search finds a name, its pinyin and its initials", world, { email: admin }, async (visit) => {
    const { page, t } = visit;
    await visit.open("/accounts");
    const box = page.getByRole("textbox", { name: t("list.search") });
    for (const words of ["Harlow", "哈洛派克", "haluopaike", "hlpk"]) {
      await box.fill(words);
      await visit.arrive(new RegExp(`search=${words}`));
      await visit.eventually(() => titles(visit), ["Harlow & Pike Tool Supply Co."], `the answer for ${words}`);
    }
    await box.fill("没有这样的客户");
    await visit.arrive(/没有这样的客户/);
    await page.getByText(t("list.nothing_found", { entity: "客户" })).waitFor();
    await page.getByRole("button", { name: t("list.show_all") }).click();
    await visit.arrive(/^\/accounts$/);
  });

  story("columns are chosen and stay chosen", world, { email: admin }, async (visit) => {
    const { page, t } = visit;
    await visit.open("/products");
    const headers = async () => (await page.locator("[role=columnheader] .tw-th-label").allInnerTexts()).map((text) => text.trim());
    const before = await headers();
    await page.getByRole("button", { name: t("list.columns") }).click();
    const chooser = page.locator(".tw-chooser");
    const extra = (await chooser.locator(".tw-chooser-rest li").first().innerText()).trim();
    const saved = () => page.waitForResponse((answer) => answer.url().includes("/me/preferences/") && answer.request().method() === "PUT");
    let saving = saved();
    await chooser.locator(".tw-chooser-rest .ant-checkbox-wrapper").first().click();
    await saving;
    await visit.watch.settle();
    await visit.eventually(headers, [...before, extra], "the column is added");
    await page.reload();
    await visit.watch.settle();
    await visit.eventually(headers, [...before, extra], "the choice is kept on the server");
    await page.getByRole("button", { name: t("list.columns") }).click();
    saving = saved();
    await page.getByRole("button", { name: t("list.columns_reset") }).click();
    await saving;
    await visit.eventually(headers, before, "back to the default");
  });

  story("a row opens its record, and J and K walk through the list", world, { email: admin }, async (visit) => {
    const { page } = visit;
    await visit.open("/accounts?sort=name");
    await rows(visit).first().waitFor();
    const [first, second] = await titles(visit);
    await page.locator(".tw-row-link").first().click();
    await visit.arrive(/^\/accounts\/\w+$/);
    assert.equal((await page.locator("h1 > span").first().innerText()).trim(), first);
    await page.keyboard.press("j");
    await page.locator("h1", { hasText: second! }).waitFor();
    await page.keyboard.press("k");
    await page.locator("h1", { hasText: first! }).waitFor();
    await page.goBack();
    await page.goBack();
    await page.goBack();
    await visit.arrive(/^\/accounts\?sort=name$/);
  });

  story("two people change one customer: both versions are shown and one is chosen", world, { email: admin }, async (visit) => {
    const { page, t } = visit;
    const account = (await api.first("accounts", "external_id eq 'US004'"))!;
    visit.watch.expect(new RegExp(`/accounts/${account.id}`)); // 412 is the point here
    await visit.open(`/accounts/${account.id}`);
    const field = (name: string) => page.locator(`[data-field=${name}]`);
    await page.getByRole("button", { name: t("record.edit_field", { field: "城市" }) }).click();
    await field("city").locator("input").fill("萨凡纳（我改的）");
    await api.call("PATCH", `accounts/${account.id}`, { city: "萨凡纳（同事改的）" });
    await page.getByRole("button", { name: t("save"), exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(t("conflict.title")).waitFor();
    const shown = await dialog.locator("tbody tr").innerText();
    assert.match(shown, /我改的/, "my version is shown");
    assert.match(shown, /同事改的/, "the colleague's version is shown");
    await dialog.getByRole("button", { name: t("conflict.save") }).click();
    await dialog.waitFor({ state: "hidden" });
    await visit.watch.settle();
    assert.equal((await api.first("accounts", "external_id eq 'US004'"))!.city, "萨凡纳（我改的）", "my choice stands");
    assert.match(await field("city").innerText(), /我改的/);
  });

  story("what was deleted comes back with Undo", world, { email: admin }, async (visit) => {
    const { page, t } = visit;
    const made = await api.call("POST", "accounts", { name: "误删测试客户" }) as { id: string };
    await visit.open(`/accounts/${made.id}`);
    await page.getByRole("button", { name: t("record.more") }).click();
    await page.getByRole("menuitem", { name: t("delete") }).click();
    await visit.arrive(/^\/accounts$/);
    assert.equal(await api.count("accounts", "name eq '误删测试客户'"), 0, "it is gone from the lists");
    await page.getByRole("button", { name: t("undo") }).click();
    await page.locator(".ant-message", { hasText: t("record.restored") }).waitFor();
    assert.equal(await api.count("accounts", "name eq '误删测试客户'"), 1, "it is back");
    await page.locator(".tw-row-link", { hasText: "误删测试客户" }).waitFor();
  });

  story("the language changes at once, without a reload, and what is typed stays", world, { email: admin }, async (visit) => {
    const { page } = visit;
    await visit.open("/accounts/new");
    await page.locator("[data-field=name] input").fill("不要丢 Keep me");
    await page.evaluate(() => { (window as unknown as { sameDocument: boolean }).sameDocument = true; });
    const language = page.locator(".tw-language");
    for (const [sign, heading, html] of [["EN", "New Customer", "en"], ["繁", "新增客戶", "zh-TW"], ["简", "新建客户", "zh-CN"]] as const) {
      await language.getByText(sign, { exact: true }).click();
      await page.locator("h1", { hasText: new RegExp(`^${heading}$`, "i") }).waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.lang), html);
      assert.equal(await page.locator("[data-field=name] input").inputValue(), "不要丢 Keep me");
    }
    assert.equal(await page.evaluate(() => (window as unknown as { sameDocument?: boolean }).sameDocument), true, "the document was not loaded anew");
  });

  story("a new contact finds its customer on the server and says the key facts", world, { email: admin }, async (visit) => {
    const { page, t } = visit;
    await visit.open("/contacts/new");
    await page.locator("[data-field=name] input").first().fill("测试联系人");
    const picker = page.locator("[data-field=account]");
    await picker.getByRole("combobox").click();
    await page.keyboard.type("hlpk");
    const option = page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .tw-choice", { hasText: "Harlow" });
    await option.waitFor();
    assert.match(await option.innerText(), /美国/, "the answer names the country");
    await option.click();
    assert.match(await picker.innerText(), /Harlow & Pike/);
    await page.getByRole("button", { name: t("save"), exact: true }).click();
    await visit.arrive(/^\/contacts\/(?!new)\w+$/);
    const contact = (await api.list("contacts", { filter: "name eq '测试联系人'", expand: "account($select=name)" }))[0]!;
    assert.equal((contact.account as { name: string }).name, "Harlow & Pike Tool Supply Co.");
  });

  story("an order adds up its lines while they are typed, and the server agrees", world, { email: admin }, async (visit) => {
    const { page, t } = visit;
    const account = (await api.first("accounts", "external_id eq 'US001'"))!;
    await visit.open(`/orders/new?account_id=${account.id}`);
    assert.match(await page.locator("[data-field=account]").innerText(), /Harlow & Pike/, "the customer of the link is filled in");
    const lines = page.locator(".tw-lines");
    const cell = (label: string, row: number) => lines.getByLabel(t("lines.cell", { field: label, row }), { exact: true });
    const write = async (row: number, description: string, quantity: string, price: string) => {
      await lines.getByRole("button", { name: t("lines.add") }).or(page.getByRole("button", { name: t("lines.add") })).first().click();
      await cell("品名描述", row).fill(description);
      await cell("数量", row).fill(quantity);
      await cell("单价", row).fill(price);
      await page.keyboard.press("Tab");
    };
    await write(1, "棘轮扳手", "120", "4.35");
    await write(2, "套筒组套", "10", "79");
    await page.getByRole("button", { name: t("save"), exact: true }).click();
    await visit.arrive(/^\/orders\/(?!new)\w+$/);
    const id = /orders\/(\w+)/.exec(visit.address)![1]!;
    const saved = await api.get(`orders/${id}?$expand=lines`) as { total: number; lines: { amount: number }[] };
    assert.equal(saved.total, 1312, "120 × 4.35 + 10 × 79");
    assert.deepEqual(saved.lines.map((line) => line.amount).sort((a, b) => a - b), [522, 790]);
    assert.match(await page.locator(".tw-lines tfoot").innerText(), /1,312\.00/, "the grid shows the sum");
    assert.match(await page.locator("[data-field=total]").innerText(), /1,312\.00/, "the record shows the total");
    await page.getByRole("button", { name: "确认订单" }).click();
    await page.locator(".ant-message", { hasText: t("record.done") }).waitFor();
    assert.equal((await api.get(`orders/${id}`) as { state: string }).state, "confirmed");
  });

  story("the search over everything opens by a key and finds by initials", world, { email: admin }, async (visit) => {
    const { page } = visit;
    await visit.open("/");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("hlpk");
    await page.getByRole("option", { name: /C-00001/ }).click();
    await visit.arrive(/^\/accounts\/\w+$/);
    assert.match(await page.locator("h1").innerText(), /Harlow/);
  });

  story("a form says all that is wrong beside the fields, and loses nothing", world, { email: admin }, async (visit) => {
    const { page, t } = visit;
    await visit.open("/accounts/new");
    await page.getByRole("button", { name: t("save"), exact: true }).click();
    const problem = page.locator("[data-field=name] .tw-problem");
    await problem.waitFor();
    assert.equal(await problem.innerText(), t("check.required", { field: "客户名称" }));
    await page.locator("[data-field=name] input").fill("校验测试客户");
    await page.locator("[data-field=name] input").blur();
    await problem.waitFor({ state: "hidden" });
    await page.locator("[data-field=external_id] input").fill("US001"); // taken: only the server knows
    visit.watch.expect(/\/api\/v1\/accounts$/);
    await page.getByRole("button", { name: t("save"), exact: true }).click();
    await page.locator("[data-field=external_id] .tw-problem").waitFor();
    assert.equal(await page.locator("[data-field=name] input").inputValue(), "校验测试客户");
  });

  story("on a phone the list is cards, the rail is at the bottom and a record is one column", world, { email: admin, size: phone }, async (visit) => {
    const { page, t } = visit;
    const noOverflow = async (what: string) => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1), `${what} is not wider than the phone`);
    await visit.open("/accounts");
    assert.equal(await page.locator(".tw-grid").count(), 0, "no table on a phone");
    await noOverflow("the list");
    assert.ok(await page.locator(".tw-card-row").count() > 5, "cards are shown");
    const bottom = page.locator(".tw-bottom");
    const box = (await bottom.boundingBox())!;
    assert.ok(box.y + box.height <= phone.height + 1 && box.y > phone.height - 120, "the bar is at the bottom");
    for (const target of await bottom.locator("a, button").all()) {
      const size = (await target.boundingBox())!;
      assert.ok(size.height >= 40 && size.width >= 40, "each target is large enough for a thumb");
    }
    await page.locator(".tw-card-row").first().click();
    await visit.arrive(/^\/accounts\/\w+$/);
    await noOverflow("the record");
    await bottom.getByRole("button", { name: t("shell.more") }).click();
    await page.getByRole("dialog").getByRole("link", { name: "订单" }).click();
    await visit.arrive(/^\/orders$/);
    await noOverflow("the orders");
  });
});
