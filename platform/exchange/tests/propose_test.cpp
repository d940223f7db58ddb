#include <gmock/gmock.h>

#include "platform/base/error.h"
#include "platform/exchange/exchange.h"
#include "platform/testkit/databases.h"

namespace tw::exchange {
namespace {

using ::testing::ElementsAre;

const meta::Catalogue& catalogue() {
  static std::vector<meta::CatalogueProblem> problems;
  static const auto made = meta::Catalogue::from_yaml(testkit::repository().string(), problems);
  return *made;
}

std::map<std::string, std::string> proposed(std::string_view entity,
                                            const std::vector<std::string>& columns) {
  return propose(catalogue(), catalogue().entity(entity), columns).mapping.columns;
}

TEST(Propose, FieldPathsMapThemselves) {
  const std::vector<std::string> columns{"number",          "account.external_id", "order_date",
                                         "currency",        "lines.product.code",  "lines.quantity",
                                         "lines.unit_price"};
  const auto mapping = proposed("order", columns);
  for (const std::string& column : columns) EXPECT_EQ(mapping.at(column), column);
}

TEST(Propose, KnowsLabelsAndSynonymsInThreeLanguages) {
  const auto chinese = proposed("account", {"客户名称", "外部编号", "国家/地区", "联系电话",
                                            "负责人", "备注*", "结算币种：", "XYZ"});
  EXPECT_EQ(chinese.at("客户名称"), "name");
  EXPECT_EQ(chinese.at("外部编号"), "external_id");
  EXPECT_EQ(chinese.at("国家/地区"), "country");
  EXPECT_EQ(chinese.at("联系电话"), "phone");
  EXPECT_EQ(chinese.at("负责人"), "owner");
  EXPECT_EQ(chinese.at("备注*"), "notes");
  EXPECT_EQ(chinese.at("结算币种："), "currency");
  EXPECT_FALSE(chinese.contains("XYZ"));
  EXPECT_EQ(proposed("account", {"客戶名稱"}).at("客戶名稱"), "name");
  EXPECT_EQ(proposed("account", {"公司名"}).at("公司名"), "name");
  EXPECT_EQ(proposed("account", {"Company Name"}).at("Company Name"), "name");
  EXPECT_EQ(proposed("account", {"Customer ID"}).at("Customer ID"), "external_id");
  const auto order =
      proposed("order", {"订单编号", "客户", "下单日期", "货号", "数量", "单价", "Order No."});
  EXPECT_EQ(order.at("客户"), "account");
  EXPECT_EQ(order.at("下单日期"), "order_date");
  EXPECT_EQ(order.at("货号"), "lines.product.code");
  EXPECT_EQ(order.at("数量"), "lines.quantity");
  EXPECT_EQ(order.at("单价"), "lines.unit_price");
  EXPECT_EQ(order.at("订单编号"), "number");
}

TEST(Propose, NamesWhatIsMissing) {
  const MappingProposal proposal =
      propose(catalogue(), catalogue().entity("order"), {"lines.product.code", "what"});
  EXPECT_THAT(proposal.missing, ElementsAre("account"));
  EXPECT_THAT(proposal.unmapped, ElementsAre("what"));
  for (const auto& path : proposal.paths) EXPECT_TRUE(path.label.complete()) << path.path;
}

TEST(Propose, ReadsMappings) {
  const Mapping mapping =
      parse_mapping("columns: { 客户编号: external_id }\ndefaults: { currency: USD }\n");
  EXPECT_EQ(mapping.columns.at("客户编号"), "external_id");
  EXPECT_EQ(mapping.defaults.at("currency"), "USD");
  EXPECT_EQ(parse_mapping(R"({"columns":{"a":"b"}})").columns.at("a"), "b");
  for (const char* bad : {"", "[]", "columns: 5", "other: {}", "columns: { a: [b] }", "{"})
    EXPECT_THROW(parse_mapping(bad), AppError) << bad;
}

}  // namespace
}  // namespace tw::exchange
