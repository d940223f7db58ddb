#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "platform/meta/binder.h"

namespace tw::meta {
namespace {

const std::string tree = "tools/schemac/tests/golden/good";  // every field type and keyword

std::shared_ptr<const Catalogue> catalogue() {
  std::vector<CatalogueProblem> problems;
  auto bound = Catalogue::from_yaml(tree, problems);
  EXPECT_TRUE(problems.empty());
  return bound;
}

TEST(CatalogueJson, SurvivesARoundTrip) {
  const auto bound = catalogue();
  ASSERT_NE(bound, nullptr);
  const std::string text = bound->to_json();
  const auto read = Catalogue::from_json(text);
  EXPECT_EQ(read->to_json(), text);
  EXPECT_EQ(catalogue()->to_json(), text);
}

TEST(CatalogueJson, LinksWhatItReads) {
  const auto read = Catalogue::from_json(catalogue()->to_json());
  const EntityDef& order = read->entity("order");
  const auto bound = catalogue();
  for (const FieldDef& field : bound->entity("order").fields()) {
    EXPECT_EQ(order.field(field.name).index, field.index) << field.name;
    EXPECT_EQ(order.field(field.name).column, field.column) << field.name;
  }
  EXPECT_EQ(order.field("seller").target_entity, &read->entity("user"));
  EXPECT_EQ(order.field("lines").target_entity, &read->entity("order_line"));
  EXPECT_EQ(order.relation("all_lines")->target, &read->entity("order_line"));
  EXPECT_EQ(order.action("delete")->parameter_fields[1].target_entity, &read->entity("user"));
  EXPECT_EQ(order.action("delete")->parameters, (std::vector<std::string>{"why", "by"}));
  EXPECT_EQ(read->find_set("orders"), &order);
  EXPECT_TRUE(order.has(Trait::owned));
  EXPECT_TRUE(read->role("admin")->administrator);
  EXPECT_EQ(read->message("order.no_lines", {{"number", "7"}}, Language::en),
            "Order 7 has no lines");
}

TEST(CatalogueJson, EveryFieldIsLabelledInEveryLanguage) {
  const auto bound = catalogue();
  for (const auto& entity : bound->entities())
    for (const FieldDef& field : entity->fields())
      EXPECT_TRUE(field.label.complete()) << entity->name << '.' << field.name;
}

TEST(CatalogueJson, OurOwnTreeSurvivesARoundTrip) {
  std::vector<CatalogueProblem> problems;
  const auto bound = Catalogue::from_yaml(".", problems);
  if (bound == nullptr) GTEST_SKIP() << "schemac --check tells why";
  const std::string text = bound->to_json();
  EXPECT_EQ(Catalogue::from_json(text)->to_json(), text);
}

}  // namespace
}  // namespace tw::meta
