// A small catalogue for tests: one entity with every field type, its lines, and what it refers to.
import { Catalogue } from "@/api/catalogue";
import { fieldTypes } from "@/api/types";
import type { EntityDef, FieldDef, FieldType, Label } from "@/api/types";

export const words = (en: string, zh: string): Label => ({ en, "zh-CN": zh, "zh-TW": zh });

const field = (name: string, type: FieldType, more: Partial<FieldDef> = {}): FieldDef =>
  ({ name, type, label: words(name, name), ...more });

export const partner: EntityDef = {
  name: "partner", set: "partners", module: "test", label: words("Partner", "伙伴"), title: "name",
  can: { read: true, create: true, update: true, delete: true },
  fields: [field("name", "text", { required: true })],
};

export const line: EntityDef = {
  name: "deal_line", set: "deal_lines", module: "test", label: words("Line", "明细"), title: "name", parent: "deal",
  fields: [
    field("deal", "ref", { target: "deal", required: true }),
    field("name", "text"),
    field("quantity", "decimal", { scale: 3, required: true }),
    field("unit_price", "money"),
    field("amount", "formula", { result: "money", expression: "quantity mul unit_price" }),
  ],
};

export const deal: EntityDef = {
  name: "deal", set: "deals", module: "test", label: words("Deal", "商机"), title: "name", traits: ["timeline"],
  can: { read: true, create: true, update: true, delete: true, export: true },
  fields: [
    field("name", "text", { required: true, max_length: 20 }),
    field("stage", "state", {
      options: [
        { code: "open", label: words("Open", "进行中"), to: ["won", "lost"] },
        { code: "won", label: words("Won", "赢单"), tone: "good" },
        { code: "lost", label: words("Lost", "输单"), tone: "bad", to: ["open"] },
      ],
    }),
    field("lost_reason", "text", { when: "stage eq 'lost'", required: true }),
    field("amount", "money", { min: 0, currency_field: "currency" }),
    field("currency", "currency"),
    field("close_date", "date"),
    field("contact_at", "datetime"),
    field("country", "country"),
    field("grade", "choice", { options: [{ code: "A", label: words("A", "A 类") }, { code: "B", label: words("B", "B 类") }] }),
    field("channels", "choices", { options: [{ code: "web", label: words("Web", "网站") }] }),
    field("tags", "tags"),
    field("partner", "ref", { target: "partner", required: true }),
    field("owner", "ref", { target: "partner" }),
    field("partners", "refs", { target: "partner" }),
    field("active", "bool"),
    field("email", "email"),
    field("count", "int", { max: 10 }),
    field("lines", "lines", { target: "deal_line" }),
    field("total", "rollup", { result: "money", read_only: true }),
  ],
  relations: [{ name: "notes", entity: "note", via: "deal" }],
  views: { list: ["name", "stage", "partner", "partners", "amount"], sort: "name" },
};

export const note: EntityDef = {
  name: "note", set: "notes", module: "test", label: words("Note", "记录"), title: "subject", can: { read: true, create: true },
  fields: [field("subject", "text"), field("happened_at", "datetime"), field("deal", "ref", { target: "deal" })],
};

export const catalogue = new Catalogue({ version: "test", modules: [], entities: [deal, line, partner, note] });
export { fieldTypes };
