// The cases that every evaluator must agree on, run here in memory.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "platform/expr/tests/vectors.h"

namespace tw::expr::test {
namespace {

std::string expected_text(const json::value& result) {
  if (result.is_double())
    return Decimal::parse(fmt::format("{}", result.as_double()))->normalized().text();
  return boost::json::serialize(result);
}

void expect_result(std::string_view expression, const json::object& each) {
  const std::string_view record = each.at("record").as_string();
  EXPECT_EQ(shown(value_of(expression, record)), expected_text(each.at("result")))
      << expression << " on " << record;
}

void expect_error(std::string_view expression, const json::object& each) {
  const Problem problem = problem_of(expression);
  EXPECT_EQ(problem.code, std::string_view{each.at("error").as_string()}) << expression;
  const json::value* position = each.if_contains("position");
  if (position == nullptr || !problem.params.contains("position")) return;
  EXPECT_EQ(problem.params.at("position"), boost::json::serialize(*position))
      << expression << " expected "
      << problem.params.at(problem.params.contains("expected") ? "expected" : "position");
}

TEST(Vectors, EveryCaseHolds) {
  ASSERT_NE(vectors().catalogue, nullptr);
  const json::array& cases = vectors().root().at("cases").as_array();
  EXPECT_GE(cases.size(), 250U);
  for (const json::value& each : cases) {
    const json::object& one = each.as_object();
    const std::string_view expression = one.at("expression").as_string();
    if (one.contains("error")) {
      expect_error(expression, one);
    } else {
      expect_result(expression, one);
    }
  }
}

// What a database computes is the folded tree: it must say the same.
TEST(Vectors, FoldingKeepsEveryResult) {
  for (const json::value& each : vectors().root().at("cases").as_array()) {
    const json::object& one = each.as_object();
    if (one.contains("error")) continue;
    const std::string_view expression = one.at("expression").as_string();
    const NodePtr tree = bound(expression);
    ASSERT_NE(tree, nullptr) << expression;
    const JsonView view{vectors().record(one.at("record").as_string())};
    const NodePtr small = folded(tree, vectors().environment);
    EXPECT_EQ(shown(evaluate(small, view, vectors().environment)), expected_text(one.at("result")))
        << expression;
  }
}

// A bound tree says its type before it runs.
TEST(Vectors, ValuesHaveTheTypeThatBindSays) {
  for (const json::value& each : vectors().root().at("cases").as_array()) {
    const json::object& one = each.as_object();
    if (one.contains("error")) continue;
    const std::string_view expression = one.at("expression").as_string();
    const NodePtr tree = bound(expression);
    ASSERT_NE(tree, nullptr) << expression;
    const Value value = evaluate(tree, JsonView{vectors().record(one.at("record").as_string())},
                                 vectors().environment);
    if (value.is_null()) continue;
    switch (tree->type) {
      case ValueType::boolean: EXPECT_TRUE(value.is<bool>()) << expression; break;
      case ValueType::integer:
      case ValueType::duration: EXPECT_TRUE(value.is<std::int64_t>()) << expression; break;
      case ValueType::decimal:
        ASSERT_TRUE(value.is<Decimal>()) << expression;
        EXPECT_LE(value.as<Decimal>().normalized().scale(), tree->scale) << expression;
        break;
      case ValueType::text: EXPECT_TRUE(value.is<std::string>()) << expression; break;
      case ValueType::date: EXPECT_TRUE(value.is<Date>()) << expression; break;
      case ValueType::datetime: EXPECT_TRUE(value.is<DateTime>()) << expression; break;
      case ValueType::id: EXPECT_TRUE(value.is<Id>()) << expression; break;
      default: ADD_FAILURE() << expression;
    }
  }
}

TEST(Vectors, ParsedTreesSurviveTheirText) {
  for (const json::value& each : vectors().root().at("cases").as_array()) {
    const std::string_view expression = each.as_object().at("expression").as_string();
    const auto tree = parse(expression);
    if (!tree) continue;
    const auto again = parse(text_of(*tree));
    ASSERT_TRUE(again.has_value()) << expression << " became " << text_of(*tree);
    EXPECT_TRUE(same(*tree, *again)) << expression << " became " << text_of(*tree);
  }
}

}  // namespace
}  // namespace tw::expr::test
