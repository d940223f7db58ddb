// The same service through @odata/client: another author's idea of OData, with Basic sign-in and
// multipart batches.
import assert from "node:assert/strict";
import { OData } from "@odata/client";

const client = OData.New4({
  serviceEndpoint: process.env.SERVICE_ROOT,
  credential: { username: process.env.API_USER, password: process.env.API_KEY },
});
const accounts = client.getEntitySet("accounts");

const made = await accounts.create({ name: "Atlas Imports", country: "MA" });
assert.equal(made.name, "Atlas Imports");
assert.equal((await accounts.retrieve(made.id)).country, "MA");

await accounts.update(made.id, { city: "Casablanca" });
const filter = client.newFilter().property("city").eq("Casablanca");
assert.equal((await accounts.query(filter)).length, 1);
assert.equal(await accounts.count(filter), 1);
assert.deepEqual((await accounts.find({ name: "Atlas Imports" })).map((each) => each.id), [made.id]);

const orders = client.getEntitySet("orders");
const order = await orders.create({
  account_id: made.id,
  lines: [{ description: "Tiles", quantity: 3, unit_price: 10 }],
});
const expanded = await orders.retrieve(order.id, client.newOptions().expand(["lines", "account"]));
assert.equal(expanded.lines.length, 1);
assert.equal(expanded.account.name, "Atlas Imports");
const confirmed = await orders.action("Tradewind.confirm", order.id);
assert.equal(confirmed.state ?? confirmed.d?.state, "confirmed");

const batched = await client.execBatchRequests([
  client.newBatchRequest({ collection: "accounts", params: client.newOptions().top(1) }),
  client.newBatchRequest({ collection: "accounts", entity: { name: "Batched" }, method: "POST" }),
]);
assert.deepEqual(batched.map((answer) => answer.status), [200, 201]);
assert.equal((await batched[1].json()).name, "Batched");

const grouped = await client.newRequest({
  collection: "orders",
  params: client
    .newOptions()
    .apply(`filter(account_id eq '${made.id}')/groupby((state),aggregate($count as n))`),
});
assert.deepEqual(grouped.value, [{ state: "confirmed", n: 1 }]);

await accounts.delete((await batched[1].json()).id);
assert.equal((await accounts.query(client.newFilter().property("name").eq("Batched"))).length, 0);
console.log("  create, read, update, filter, count, expand, action, batch, apply, delete: served");
