#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/meta/tests/texts.h"

namespace tw::meta {
namespace {

using test::bind;
using test::bind_thing;
using test::Bound;
using ::testing::ElementsAre;

std::vector<std::string> names_of(const EntityDef& entity) {
  std::vector<std::string> names;
  for (const FieldDef& field : entity.fields()) names.push_back(field.name);
  return names;
}

TEST(Bind, SystemFieldsComeFirstInOrder) {
  const Bound bound = bind_thing("", "traits: [taggable, recyclable, owned]\n");
  ASSERT_NE(bound.catalogue, nullptr) << bound.faults();
  EXPECT_THAT(names_of(bound.thing()),
              ElementsAre("id", "version", "created_at", "created_by", "updated_at", "updated_by",
                          "owner", "department", "deleted_at", "tags", "name"));
  EXPECT_EQ(bound.thing().field("id").type, Type::ref);
  EXPECT_EQ(bound.thing().field("id").target, "");
  EXPECT_EQ(bound.thing().field("owner").default_value, "me");
  EXPECT_EQ(bound.thing().field("owner").on_delete, OnDelete::restrict);
  EXPECT_FALSE(bound.thing().field("owner").read_only);
  EXPECT_TRUE(bound.thing().field("created_at").read_only);
  EXPECT_TRUE(bound.thing().field("created_at").system);
}

TEST(Bind, NumbersFieldsAndColumns) {
  const Bound bound = bind_thing(
      "  net: { type: formula, result: int, expression: 1 add 1, label: { en: Net, zh: 净 } }\n"
      "  boxes: { type: int, label: { en: Boxes, zh: 箱 } }\n");
  ASSERT_NE(bound.catalogue, nullptr) << bound.faults();
  const EntityDef& thing = bound.thing();
  EXPECT_EQ(thing.field("name").index, 6);
  EXPECT_EQ(thing.field("name").column, 6);
  EXPECT_EQ(thing.field("net").index, 7);
  EXPECT_EQ(thing.field("net").column, -1);
  EXPECT_EQ(thing.field("boxes").index, 8);
  EXPECT_EQ(thing.field("boxes").column, 7);
  EXPECT_EQ(&thing.at(8), &thing.field("boxes"));
  EXPECT_EQ(thing.find("nothing"), nullptr);
}

TEST(Bind, DerivesNamesAndTaiwaneseChinese) {
  const Bound bound =
      bind({{"modules/shop/entities/category.yaml",
             "entity: category\nlabel: { en: Category, zh: 软件信息 }\ntitle: name\nfields:\n"
             "  name: { type: text, label: { en: Name, zh: 名称, zh-TW: 品名 } }\n"}});
  ASSERT_NE(bound.catalogue, nullptr) << bound.faults();
  const EntityDef& category = bound.catalogue->entity("category");
  EXPECT_EQ(category.set, "categories");
  EXPECT_EQ(bound.catalogue->find_set("categories"), &category);
  EXPECT_EQ(category.module, "shop");
  EXPECT_EQ(category.label.zh_tw, "軟體資訊");
  EXPECT_EQ(category.label_plural.en, "Categories");
  EXPECT_EQ(category.label_plural.zh_cn, "软件信息");
  EXPECT_EQ(category.field("name").label.zh_tw, "品名");
}

TEST(Bind, DecidesIndexes) {
  const Bound bound = bind_thing(
      "  a: { type: email, label: { en: A, zh: 甲 } }\n"
      "  b: { type: text, label: { en: B, zh: 乙 } }\n"
      "  c: { type: int, index: true, label: { en: C, zh: 丙 } }\n"
      "  d: { type: date, index: false, label: { en: D, zh: 丁 } }\n"
      "  e: { type: text, unique: true, label: { en: E, zh: 戊 } }\n"
      "  f: { type: currency, label: { en: F, zh: 己 } }\n"
      "  g: { type: longtext, label: { en: G, zh: 庚 } }\n");
  ASSERT_NE(bound.catalogue, nullptr) << bound.faults();
  std::string indexed;
  for (const FieldDef& field : bound.thing().fields())
    if (field.indexed && !field.system) indexed += field.name + " ";
  EXPECT_EQ(indexed, "name a c e ");
  EXPECT_FALSE(bound.thing().field("g").filterable);
  EXPECT_TRUE(bound.thing().field("f").filterable);
}

TEST(Bind, StateBeginsInItsFirstState) {
  const Bound bound = bind_thing(
      "  state:\n    type: state\n    label: { en: State, zh: 状态 }\n    states:\n"
      "      draft: { en: Draft, zh: 草稿, to: sent }\n"
      "      sent: { en: Sent, zh: 已发, probability: 40, tone: good }\n");
  ASSERT_NE(bound.catalogue, nullptr) << bound.faults();
  const FieldDef& state = *bound.thing().state_field();
  EXPECT_EQ(state.default_value, "draft");
  EXPECT_THAT(state.option("draft")->to, ElementsAre("sent"));
  EXPECT_EQ(state.option("sent")->probability, 40);
  EXPECT_EQ(state.option("sent")->tone, Tone::good);
  EXPECT_EQ(state.option("gone"), nullptr);
}

TEST(Bind, AnActionReachesAState) {
  const Bound bound = bind_thing(
      "  state:\n    type: state\n    label: { en: State, zh: 状态 }\n    states:\n"
      "      draft: { en: Draft, zh: 草稿 }\n      lost: { en: Lost, zh: 丢 }\n",
      "actions: { lose: { to: lost, label: { en: Lose, zh: 丢弃 } } }\n");
  ASSERT_NE(bound.catalogue, nullptr) << bound.faults();
  EXPECT_EQ(bound.thing().action("lose")->to_state, "lost");
}

TEST(Bind, LinksLinesRollupsAndCurrency) {
  const Bound bound = bind(
      {{test::path,
        test::thing(
            "  currency: { type: currency, default: company, label: { en: Currency, zh: 币种 } }\n"
            "  freight: { type: money, label: { en: Freight, zh: 运费 } }\n"
            "  parts: { type: lines, of: part, label: { en: Parts, zh: 部件 } }\n"
            "  doubled: { type: rollup, of: others.total, function: sum, label: { en: D, zh: 双 } "
            "}\n"
            "  total: { type: rollup, of: parts.price, function: sum, label: { en: T, zh: 总 } }\n"
            "  parent: { type: ref, to: thing, label: { en: Parent, zh: 上级 } }\n",
            "relations: { others: { many: thing, via: parent } }\n")},
       {"modules/shop/entities/part.yaml",
        "entity: part\nlabel: { en: Part, zh: 部件 }\nparent: thing\nfields:\n"
        "  thing: { type: ref, to: thing, label: { en: Thing, zh: 东西 } }\n"
        "  price: { type: money, label: { en: Price, zh: 价格 } }\n"}});
  ASSERT_NE(bound.catalogue, nullptr) << bound.faults();
  const EntityDef& thing = bound.thing();
  const EntityDef& part = bound.catalogue->entity("part");
  EXPECT_TRUE(part.is_line());
  EXPECT_TRUE(part.field("thing").required);
  EXPECT_EQ(part.field("thing").on_delete, OnDelete::cascade);
  EXPECT_EQ(part.field("price").currency_field, "");
  EXPECT_EQ(thing.field("freight").currency_field, "currency");
  EXPECT_EQ(thing.field("freight").scale, 4);
  EXPECT_EQ(thing.field("parts").via, "thing");
  EXPECT_EQ(thing.field("parts").target_entity, &part);
  EXPECT_EQ(thing.field("parts").storage, Storage::none);
  for (const char* rollup : {"total", "doubled"}) {
    EXPECT_EQ(thing.field(rollup).result, Type::money) << rollup;
    EXPECT_EQ(thing.field(rollup).storage, Storage::scaled) << rollup;
    EXPECT_EQ(thing.field(rollup).scale, 4) << rollup;
  }
  EXPECT_EQ(thing.relation("others")->label.en, "Things");
}

TEST(Bind, MenuAndSectionsTakeTheirLabels) {
  const Bound bound =
      bind({{"modules/shop/module.yaml",
             "module: shop\nlabel: { en: Shop, zh: 商店 }\nroles: { clerk: { label: { en: Clerk, "
             "zh: 员 } } }\n"
             "menu: [{ entity: thing }]\n"},
            {"modules/shop/messages.yaml", "section.basics: { en: Basics, zh: 基本 }\n"},
            {test::path,
             test::thing("",
                         "icon: box\nviews: { form: [{ section: basics, fields: [name] }] }\n"
                         "permissions: { clerk: { read: own, create: true, hidden: name } }\n")}});
  ASSERT_NE(bound.catalogue, nullptr) << bound.faults();
  const MenuItem& item = bound.catalogue->modules()[0].menu[0];
  EXPECT_EQ(item.label.en, "Things");
  EXPECT_EQ(item.icon, "box");
  EXPECT_EQ(bound.thing().views.form[0].label.zh_cn, "基本");
  const RolePermission& clerk = bound.thing().permissions.at("clerk");
  EXPECT_EQ(clerk.read, Scope::own);
  EXPECT_TRUE(clerk.create);
  EXPECT_EQ(clerk.update, Scope::none);
  EXPECT_THAT(clerk.hidden, ElementsAre("name"));
  EXPECT_NE(bound.catalogue->role("clerk"), nullptr);
  EXPECT_EQ(bound.catalogue->role("king"), nullptr);
}

TEST(Bind, WordsThatLookLikeBooleansStayText) {
  const Bound bound = bind_thing(
      "  answer: { type: choice, default: no, label: { en: Answer, zh: 答复 }, options: { yes: { "
      "en: Yes, zh: 是 }, "
      "no: { en: No, zh: 否 } } }\n");
  ASSERT_NE(bound.catalogue, nullptr) << bound.faults();
  EXPECT_EQ(bound.thing().field("answer").default_value, "no");
}

TEST(Messages, FillTheirParameters) {
  const Bound bound = bind(
      {{"platform/base/messages.yaml",
        "number.range: { en: \"{field}: {min} to {max}\", zh: \"{field}：{min} 到 {max}\" }\n"}});
  ASSERT_NE(bound.catalogue, nullptr) << bound.faults();
  const Params params{{"field", "A{min}"}, {"min", "1"}};
  EXPECT_EQ(bound.catalogue->message("number.range", params, Language::en), "A{min}: 1 to {max}");
  EXPECT_EQ(bound.catalogue->message("number.range", params, Language::zh_tw),
            "A{min}：1 到 {max}");
  EXPECT_EQ(bound.catalogue->message("no.such", params, Language::en), "no.such");
  EXPECT_TRUE(bound.catalogue->has_message("number.range"));
}

}  // namespace
}  // namespace tw::meta
