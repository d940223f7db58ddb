// People see what is theirs, and only what they may do.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import type { Browser } from "playwright-core";
import { Api } from "./api.ts";
import { openBrowser, story } from "./browser.ts";
import { demoCompany, startServer } from "./server.ts";
import type { Server } from "./server.ts";

const salesperson = "sales@wangchao.example"; // hardware, Europe and America
const viewer = "viewer@wangchao.example";

describe("rights", () => {
  let server: Server | undefined;
  let browser: Browser | undefined;
  let admin: Api;
  const world = () => ({ browser: browser!, server: server! });

  before(async () => {
    server = await startServer(demoCompany);
    browser = await openBrowser();
    admin = new Api(server);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  story("a salesperson sees the customers of the own team alone", world, { email: salesperson }, async (visit) => {
    const { page } = visit;
    const all = await admin.list("accounts", { top: 500, expand: "owner($select=email)" });
    const team = new Set([salesperson, "manager@wangchao.example", "wu.hao@wangchao.example"]);
    const users = await admin.list("users", { top: 100, expand: "teams($select=name)" });
    const mine = users.find((user) => user.email === salesperson)!;
    const myTeams = new Set((mine.teams as { name: string }[]).map((each) => each.name));
    for (const user of users) if ((user.teams as { name: string }[]).some((each) => myTeams.has(each.name))) team.add(String(user.email));
    const theirs = all.filter((account) => team.has(String((account.owner as { email?: string } | null)?.email)));
    assert.ok(theirs.length > 3 && theirs.length < all.length, "the demo has customers inside and outside of the team");

    await visit.open("/accounts");
    const shown = Number((await page.locator(".tw-page-head .tw-count").innerText()).replace(/[,+]/g, ""));
    assert.equal(shown, theirs.length, `${theirs.length} of ${all.length} customers belong to the team`);

    const foreign = all.find((account) => !theirs.includes(account))!;
    visit.watch.expect(new RegExp(`/accounts/${foreign.id}`));
    await visit.open(`/accounts/${foreign.id}`);
    await page.locator(".tw-state-title", { hasText: visit.t("not_found.title") }).waitFor();

    await visit.open(`/accounts?search=${encodeURIComponent(String(foreign.name))}`);
    assert.equal(await page.locator(".tw-row-link", { hasText: String(foreign.name) }).count(), 0, "the search does not find it either");
  });

  story("a salesperson edits the own customer, not the colleague's", world, { email: salesperson }, async (visit) => {
    const { page, t } = visit;
    const own = (await admin.first("accounts", `owner/email eq '${salesperson}'`))!;
    await visit.open(`/accounts/${own.id}`);
    await page.getByRole("button", { name: t("record.edit_field", { field: "城市" }) }).click();
    await page.locator("[data-field=city] input").fill("本人可改");
    await page.getByRole("button", { name: t("save"), exact: true }).click();
    await page.locator(".ant-message", { hasText: t("record.saved") }).waitFor();
    assert.equal((await admin.get(`accounts/${own.id}`) as { city: string }).city, "本人可改");

    const colleague = (await admin.first("accounts", "owner/email eq 'wu.hao@wangchao.example'"))!;
    visit.watch.expect(new RegExp(`/accounts/${colleague.id}$`));
    await visit.open(`/accounts/${colleague.id}`);
    const refused = await visit.context.request.patch(`/api/v1/accounts/${colleague.id}`, { data: { city: "不行" }, headers: { Origin: visit.origin, "If-Match": "*" } });
    assert.equal(refused.status(), 403, "the server refuses the colleague's customer");
  });

  story("who only reads finds no way to create, import or delete", world, { email: viewer }, async (visit) => {
    const { page, t } = visit;
    await visit.open("/accounts");
    assert.ok(await page.locator(".tw-row-link").count() > 3, "the viewer sees customers");
    assert.equal(await page.getByRole("button", { name: t("list.new", { entity: "客户" }) }).count(), 0, "no button to create");
    assert.equal(await page.getByRole("button", { name: t("list.import"), exact: true }).count(), 0, "no button to import");
    assert.equal(await page.getByRole("button", { name: t("shell.create") }).count(), 0, "no quick create");
    await page.locator(".tw-row-link").first().click();
    await visit.arrive(/^\/accounts\/\w+$/);
    assert.equal(await page.getByRole("button", { name: t("record.edit_field", { field: "城市" }) }).count(), 0, "no field opens");
    assert.equal(await page.getByRole("textbox", { name: t("timeline.compose") }).count(), 0, "no follow-up can be written");
    await visit.open("/accounts/new");
    await page.locator(".tw-state-title", { hasText: t("not_found.title") }).waitFor();
    const refused = await visit.context.request.post("/api/v1/accounts", { data: { name: "不行" }, headers: { Origin: visit.origin } });
    assert.equal(refused.status(), 403);
  });

  story("a colleague gets a password that is shown once, and enters with it", world, { email: demoCompany.email }, async (visit) => {
    const { page, t } = visit;
    const email = "new.colleague@wangchao.example";
    const role = (await admin.first("roles", "code eq 'viewer'"))!;
    const user = await admin.call("POST", "users", { name: "新同事", email, roles_ids: [role.id!] }) as { id: string };
    await visit.open(`/users/${user.id}`);
    await page.locator(".tw-tags", { hasText: "只读用户" }).first().waitFor();
    await page.getByRole("button", { name: t("record.more") }).click();
    await page.getByRole("menuitem", { name: "生成新密码" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "生成新密码" }).click();
    const shown = page.getByRole("dialog", { name: "生成新密码" }).locator("code");
    const secret = await shown.innerText();
    assert.match(secret, /^[a-z2-9]{16}$/);
    await visit.picture("new-password.png");
    await page.getByRole("button", { name: t("secret.kept") }).click();
    const entered = await visit.context.request.post("/api/v1/auth/login", { data: { email, password: secret }, headers: { Origin: visit.origin } });
    assert.equal(entered.status(), 200);
  });

  story("a wrong password is refused in plain words, and the door leads on to where one wanted to go", world, {}, async (visit) => {
    const { page, t } = visit;
    visit.watch.expect(/auth\/login/);
    await visit.open("/orders?sort=number");
    await visit.arrive(/^\/sign-in\?next=/);
    await page.getByLabel(t("sign_in.email")).fill(viewer);
    await page.getByLabel(t("sign_in.password"), { exact: true }).fill("not this one");
    await page.getByRole("button", { name: t("sign_in.enter") }).click();
    await page.getByText(t("sign_in.wrong")).waitFor();
    await page.getByLabel(t("sign_in.password"), { exact: true }).fill("Trade-wind-2026");
    await page.getByRole("button", { name: t("sign_in.enter") }).click();
    await visit.arrive(/^\/orders\?sort=number$/);
  });
});
