// Entities become tables.

#include "platform/store/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tw::store {
namespace {

using meta::OnDelete;
using meta::Storage;
using ::testing::ElementsAre;

constexpr const char* module_yaml = R"(
module: shop
label: { en: Shop, zh: 商店 }
icon: shop
order: 1
)";

constexpr const char* tag_yaml = R"(
entity: color
label: { en: Color, zh: 颜色 }
title: name
fields:
  name: { type: text, required: true, unique: true, label: { en: Name, zh: 名称 } }
permissions: {}
views: { list: [name] }
)";

constexpr const char* item_yaml = R"(
entity: item
label: { en: Item, zh: 物品 }
title: name
traits: [recyclable]
fields:
  name: { type: text, was: title, label: { en: Name, zh: 名称 } }
  color: { type: ref, to: color, on_delete: set_null, label: { en: Color, zh: 颜色 } }
  other_colors: { type: refs, to: color, label: { en: Others, zh: 其他 } }
  weight: { type: decimal, scale: 3, label: { en: Weight, zh: 重量 } }
  size: { type: int, index: true, label: { en: Size, zh: 大小 } }
  double_size: { type: formula, result: int, expression: "size mul 2", label: { en: Double, zh: 双倍 } }
unique_together: [[name, color]]
permissions: {}
views: { list: [name] }
)";

class Tables : public ::testing::Test {
 protected:
  void SetUp() override {
    std::vector<meta::CatalogueProblem> problems;
    catalogue_ = meta::Catalogue::from_texts({{"modules/shop/module.yaml", module_yaml},
                                              {"modules/shop/entities/color.yaml", tag_yaml},
                                              {"modules/shop/entities/item.yaml", item_yaml}},
                                             problems);
    for (const auto& problem : problems)
      ADD_FAILURE() << problem.file << ':' << problem.line << ' ' << problem.message;
    ASSERT_NE(catalogue_, nullptr);
    schema_ = schema_of(*catalogue_, {{.name = "sessions",
                                       .columns = {{.name = "id", .storage = Storage::id}},
                                       .primary_key = {"id"},
                                       .indexes = {}}});
  }
  std::shared_ptr<const meta::Catalogue> catalogue_;
  Schema schema_;
};

TEST_F(Tables, EntitiesLinksAndPlatformTables) {
  EXPECT_NE(schema_.find("colors"), nullptr);
  EXPECT_NE(schema_.find("items"), nullptr);
  EXPECT_NE(schema_.find("items__other_colors"), nullptr);
  EXPECT_NE(schema_.find("sessions"), nullptr);
  EXPECT_EQ(schema_.find("nothing"), nullptr);
  EXPECT_TRUE(schema_.search);
}

TEST_F(Tables, SystemColumnsComeFirst) {
  const Table& items = schema_.table("items");
  ASSERT_GE(items.columns.size(), 6u);
  EXPECT_EQ(items.columns[0].name, "id");
  EXPECT_EQ(items.columns[0].storage, Storage::id);
  EXPECT_TRUE(items.columns[0].not_null);
  EXPECT_EQ(items.columns[0].references, "");
  EXPECT_EQ(items.columns[1].name, "version");
  EXPECT_EQ(items.columns[2].name, "created_at");
  EXPECT_EQ(items.columns[3].name, "created_by_id");
  EXPECT_THAT(items.primary_key, ElementsAre("id"));
}

TEST_F(Tables, FieldsBecomeColumns) {
  const Table& items = schema_.table("items");
  EXPECT_EQ(items.column("name").was, "title");
  EXPECT_FALSE(
      schema_.table("colors").column("name").not_null);  // required is the pipeline's business
  EXPECT_EQ(items.column("color_id").references, "colors");
  EXPECT_EQ(items.column("color_id").on_delete, OnDelete::set_null);
  EXPECT_EQ(items.column("weight").storage, Storage::scaled);
  EXPECT_EQ(items.column("weight").scale, 3);
  EXPECT_EQ(items.find("other_colors"), -1);
  EXPECT_EQ(items.find("double_size"), -1);
}

TEST_F(Tables, IndexesByDeclaration) {
  const auto has = [&](const Table& table, const std::string& name, bool unique) {
    for (const Index& index : table.indexes) {
      if (index.name == name) return index.unique == unique;
    }
    return false;
  };
  const Table& items = schema_.table("items");
  EXPECT_TRUE(has(items, "ix_items_color_id_deleted_at",
                  false));                          // also finds who refers to a removed color
  EXPECT_TRUE(has(items, "lx_items_size", false));  // living records only
  EXPECT_TRUE(has(items, "dx_items_deleted_at", false));
  EXPECT_TRUE(has(schema_.table("colors"), "ix_colors_created_at", false));
  EXPECT_TRUE(has(items, "ux_items_name_color_id", true));
  EXPECT_TRUE(has(schema_.table("colors"), "ux_colors_name", true));
}

TEST_F(Tables, LinksGoWithTheirOwner) {
  const Table& link = schema_.table("items__other_colors");
  EXPECT_THAT(link.primary_key, ElementsAre("owner_id", "target_id"));
  EXPECT_EQ(link.column("owner_id").references, "items");
  EXPECT_EQ(link.column("owner_id").on_delete, OnDelete::cascade);
  EXPECT_EQ(link.column("target_id").references, "colors");
  ASSERT_EQ(link.indexes.size(), 1u);
  EXPECT_THAT(link.indexes[0].columns, ElementsAre("target_id", "owner_id"));
}

}  // namespace
}  // namespace tw::store
