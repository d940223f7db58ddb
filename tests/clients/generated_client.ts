// What a program does with the client that @odata2ts/odata2ts makes of $metadata.
import assert from "node:assert/strict";
import { FetchClient } from "@odata2ts/http-client-fetch";
import { TradewindService } from "./work/generated/TradewindService";

const root = process.env.SERVICE_ROOT!.replace(/\/$/, "");
const headers = { Authorization: `Bearer ${process.env.API_KEY}`, "Accept-Language": "en" };
const service = new TradewindService(new FetchClient({ headers }), root);

async function makeAccounts(): Promise<string> {
  const made = await service.accounts().create({ name: "Nordlicht GmbH", country: "DE" });
  assert.equal(made.status, 201);
  assert.equal(made.data!.name, "Nordlicht GmbH");
  await service.accounts().create({ name: "Casa Bianca", country: "IT", roles: ["buyer"] });
  return made.data!.id;
}

async function listAndCount() {
  const page = await service.accounts().query((builder, account) =>
    builder
      .select("id", "name", "country")
      .filter(account.country.eq("DE").and(account.name.contains("licht")))
      .orderBy(account.name.asc())
      .top(10)
      .count(),
  );
  assert.equal(page.data["@odata.count"], 1);
  assert.deepEqual(page.data.value.map((account) => account.name), ["Nordlicht GmbH"]);
}

async function changeAndExpand(account: string) {
  await service.accounts(account).contacts().create({ name: "Ute Lang" });
  await service.accounts(account).patch({ city: "Kiel" });
  const read = await service.accounts(account).query((builder) =>
    builder.select("id", "name", "city").expanding("contacts", (contacts) => contacts.select("name")),
  );
  assert.equal(read.data.city, "Kiel");
  assert.deepEqual(read.data.contacts!.map((contact) => contact.name), ["Ute Lang"]);
}

async function orderWithLinesAndActions(account: string) {
  const made = await service.orders().create({
    account_id: account,
    order_date: "2026-03-02",
    currency: "CNY",
  });
  const order = made.data!.id;
  await service.orders(order).lines().create({ description: "Towels", quantity: 12, unit_price: 2.5 });
  const confirmed = await service.orders(order).confirm();
  assert.equal(confirmed.data.state, "confirmed");
  const read = await service.orders(order).query((builder) => builder.expand("lines", "account"));
  assert.equal(read.data.lines!.length, 1);
  assert.equal(read.data.lines![0].amount, 30);
  assert.equal(read.data.account!.name, "Nordlicht GmbH");
  const behind = await service.orders(order).account().contacts().query();
  assert.equal(behind.data.value.length, 1);
}

async function remove() {
  const made = await service.accounts().create({ name: "Short lived" });
  const id = made.data!.id;
  const gone = await service.accounts(id).delete();
  assert.equal(gone.status, 204);
  await assert.rejects(service.accounts(id).query(), /.+/);
  const back = await service.accounts(id).restore();
  assert.equal(back.data.name, "Short lived");
}

async function main() {
  const account = await makeAccounts();
  await listAndCount();
  await changeAndExpand(account);
  await orderWithLinesAndActions(account);
  await remove();
  console.log("  list, get, create, update, delete, expand, action: served");
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
