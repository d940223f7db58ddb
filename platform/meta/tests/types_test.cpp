#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "platform/meta/plural.h"
#include "platform/meta/reader.h"
#include "platform/meta/types/field_type.h"

namespace tw::meta {
namespace {

TEST(Types, AreListedInTheOrderOfTheEnumeration) {
  for (std::size_t i = 0; i < all_types().size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(all_types()[i]->type), i) << all_types()[i]->word;
    EXPECT_EQ(find_type(all_types()[i]->word), all_types()[i]);
    EXPECT_FALSE(all_types()[i]->about.empty());
  }
  EXPECT_EQ(static_cast<std::size_t>(Type::json) + 1, all_types().size());
  EXPECT_EQ(find_type("nothing"), nullptr);
  EXPECT_EQ(name_of(Type::boolean), "bool");
}

/// What a type reads is what it tells editors.
TEST(Types, ReadExactlyTheirKeywords) {
  std::vector<CatalogueProblem> problems;
  Report report{problems};
  Context context{report};
  const std::string file = "test.yaml";
  for (const FieldTypeDef* type : all_types()) {
    yaml::Node node;
    node.kind = yaml::Node::Kind::map;
    node.mark = {&file, 1, 1};
    MapReader in{context, node, "a field"};
    FieldDef field;
    if (type->bind != nullptr) type->bind(in, field);
    std::set<std::string_view> declared;
    for (const Keyword& keyword : type->keywords) declared.insert(keyword.name);
    EXPECT_EQ(std::set<std::string_view>(in.asked().begin(), in.asked().end()), declared)
        << type->word;
  }
}

TEST(Plural, FollowsTheRulesOfEnglish) {
  EXPECT_EQ(plural_of("account"), "accounts");
  EXPECT_EQ(plural_of("category"), "categories");
  EXPECT_EQ(plural_of("key"), "keys");
  EXPECT_EQ(plural_of("Sales Order"), "Sales Orders");
  EXPECT_EQ(plural_of("address"), "addresses");
  EXPECT_EQ(plural_of("box"), "boxes");
  EXPECT_EQ(plural_of("batch"), "batches");
  EXPECT_EQ(plural_of("analysis"), "analyses");
  EXPECT_EQ(plural_of(""), "");
}

TEST(DidYouMean, OffersTheNearestWord) {
  const std::vector<std::string_view> known{"label", "title", "fields", "owner"};
  EXPECT_EQ(did_you_mean("lable", known), " (did you mean \"label\"?)");
  EXPECT_EQ(did_you_mean("feilds", known), " (did you mean \"fields\"?)");
  EXPECT_EQ(did_you_mean("ower", known), " (did you mean \"owner\"?)");
  EXPECT_EQ(did_you_mean("colour", known), "");
  EXPECT_EQ(did_you_mean("", known), "");
  EXPECT_EQ(did_you_mean(std::string(100'000, 'x'), known), "");
}

}  // namespace
}  // namespace tw::meta
