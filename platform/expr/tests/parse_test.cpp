#include <gtest/gtest.h>

#include "platform/expr/expression.h"
#include "platform/expr/tree.h"

namespace tw::expr {
namespace {

struct Fault {
  const char* text;
  const char* position;
  const char* expected;
  const char* found;
};

TEST(Syntax, FaultsSayWhereAndWhatWasExpected) {
  constexpr const char* operand = "value, name, function or (";
  const Fault faults[] = {
      {"", "1", operand, "end"},
      {"name eq", "8", operand, "end"},
      {"a eqq 1", "3", "operator or end", "eqq"},
      {"(a eq 1", "8", "operator or )", "end"},
      {"a eq 1)", "7", "operator or end", ")"},
      {"a in (1 2)", "9", "operator, comma or )", "2"},
      {"a/", "3", "name, any, all or $count", "end"},
      {"a/some(x: x)", "3", "any or all", "some"},
      {"a/any(x)", "8", ":", ")"},
      {"a/any(1)", "7", "variable and :, or )", "1"},
      {"a/all()", "7", "variable and :", ")"},
      {"a eq-1", "5", "space", "-1"},
      {"a eq 'x'and b", "9", "space", "and"},
      {"a eq 'x", "6", "closing quote", "'"},
      {"a eq INF", "6", "finite number", "INF"},
      {"a eq 1e", "6", "number", "1"},
      {"a eq 12ab", "6", "number", "1"},
      {"a eq 2026-02-30", "6", "date such as 2026-11-21", "2"},
      {"a eq 2026-11-21T99:00Z", "6", "datetime such as 2026-11-21T08:30:00Z", "2"},
      {"a eq 25:00", "6", "time such as 08:30:00", "2"},
      {"a eq duration'1H'", "6", "duration such as 'P1DT2H30M'", "d"},
      {"a eq guid'1'", "6", "duration'...' or a space before the quote", "g"},
      {"a & b", "3", "operand or operator", "&"},
      {"@ eq 1", "1", "name", "@"},
      {"a eq '客户' 客", "11", "operand or operator", "\xE5"},
      {"a eq '\xFF'", "6", "closing quote", "'"},
      {"a eq \xC0\x80", "6", "UTF-8", "end"},
  };
  for (const Fault& fault : faults) {
    const auto parsed = parse(fault.text);
    ASSERT_FALSE(parsed.has_value()) << fault.text;
    const Problem& problem = parsed.error();
    EXPECT_EQ(problem.code, "expression.syntax") << fault.text;
    EXPECT_EQ(problem.params.at("position"), fault.position) << fault.text;
    EXPECT_EQ(problem.params.at("expected"), fault.expected) << fault.text;
    EXPECT_EQ(problem.params.at("found"), fault.found) << fault.text;
  }
}

TEST(Syntax, BracketsMayTouchOperators) {
  EXPECT_TRUE(parse("(a eq 1)and(b eq 2)").has_value());
  EXPECT_TRUE(parse("not(a)").has_value());
  EXPECT_TRUE(parse("a in(1,2)").has_value());
  EXPECT_FALSE(parse("contains (a,'b')").has_value());
  EXPECT_FALSE(parse("a /b").has_value());
  EXPECT_FALSE(parse("a/ b").has_value());
}

TEST(Syntax, FieldsMayBeCalledLikeOperators) {
  EXPECT_EQ(text_of(*parse("mod eq 5")), "mod eq 5");
  EXPECT_EQ(text_of(*parse("has/name eq 5")), "has/name eq 5");
  EXPECT_EQ(text_of(*parse("date eq 2026-01-01")), "date eq 2026-01-01");
}

TEST(Budget, LongTextIsRefused) {
  const std::string text = "name eq '" + std::string(9000, 'x') + "'";
  EXPECT_EQ(parse(text).error().code, "expression.too_long");
  EXPECT_EQ(parse_order(text).error().code, "expression.too_long");
  EXPECT_EQ(parse_compute(text + " as x").error().code, "expression.too_long");
}

TEST(Budget, DeepNestingIsRefusedWithoutRecursion) {
  for (const std::string piece :
       {"(", "not ", "-", "not(", "tolower(", "a/any(x:", "a in (", "- "}) {
    for (const std::size_t count : {60U, 800U, 100'000U}) {
      std::string text;
      for (std::size_t i = 0; i < count; ++i) text += piece;
      const auto parsed = parse(text + "1");
      ASSERT_FALSE(parsed.has_value()) << piece;
      EXPECT_NE(parsed.error().code, "expression.syntax") << piece << count;
    }
  }
  EXPECT_TRUE(parse(std::string(49, '(') + "1" + std::string(49, ')')).has_value());
  EXPECT_FALSE(parse(std::string(50, '(') + "1" + std::string(50, ')')).has_value());
}

std::string repeated(std::string_view first, std::string_view more, int count) {
  std::string text{first};
  for (int i = 0; i < count; ++i) text += more;
  return text;
}

TEST(Budget, LongChainsOfConditionsStayShallow) {
  const auto wide = parse(repeated("a eq 1", " or a eq 1", 120));
  ASSERT_TRUE(wide.has_value());
  EXPECT_LE(size_of(*wide).depth, 10);
  EXPECT_EQ(parse(repeated("a", " or a", 260)).error().code, "expression.too_complex");
  EXPECT_EQ(parse(repeated("1", " add 1", 49)).has_value(), true);
  EXPECT_EQ(parse(repeated("1", " add 1", 60)).error().code, "expression.too_complex");
  EXPECT_EQ(parse("a in (1" + repeated("", ",1", 600) + ")").error().code,
            "expression.too_complex");
}

TEST(Chains, BracketsDoNotMatter) {
  EXPECT_TRUE(same(*parse("a and (b and c) and d"), *parse("((a and b) and c) and d")));
  EXPECT_TRUE(same(*parse("a or (b or (c or d))"), *parse("a or b or c or d")));
  EXPECT_FALSE(same(*parse("a and (b or c)"), *parse("a and b or c")));
  EXPECT_FALSE(same(*parse("a and b"), *parse("b and a")));
}

TEST(Chains, BuildersSkipAbsentConditions) {
  EXPECT_EQ(all_of({}), nullptr);
  EXPECT_EQ(any_of({nullptr, nullptr}), nullptr);
  const NodePtr a = *parse("a eq 1");
  const NodePtr b = *parse("b eq 2 or c");
  EXPECT_EQ(all_of({nullptr, a}), a);
  EXPECT_EQ(text_of(all_of({a, nullptr, b})), "a eq 1 and (b eq 2 or c)");
  EXPECT_EQ(text_of(any_of({a, b})), "a eq 1 or b eq 2 or c");
}

TEST(Order, TermsAndDirections) {
  const auto terms = parse_order("name, amount desc ,length(name) ASC,account/name");
  ASSERT_TRUE(terms.has_value());
  ASSERT_EQ(terms->size(), 4U);
  EXPECT_EQ(text_of((*terms)[0].expression), "name");
  EXPECT_FALSE((*terms)[0].descending);
  EXPECT_TRUE((*terms)[1].descending);
  EXPECT_FALSE((*terms)[2].descending);
  EXPECT_EQ(text_of((*terms)[3].expression), "account/name");
}

TEST(Order, Faults) {
  EXPECT_EQ(parse_order("").error().params.at("position"), "1");
  EXPECT_EQ(parse_order("name down").error().params.at("expected"), "asc, desc, comma or end");
  EXPECT_EQ(parse_order("name desc desc").error().params.at("position"), "11");
  EXPECT_EQ(parse_order("name,").error().params.at("position"), "6");
}

TEST(Compute, TermsAndNames) {
  const auto terms = parse_compute("amount mul 2 as twice, year(close_date) AS y");
  ASSERT_TRUE(terms.has_value());
  ASSERT_EQ(terms->size(), 2U);
  EXPECT_EQ((*terms)[0].alias, "twice");
  EXPECT_EQ(text_of((*terms)[0].expression), "amount mul 2");
  EXPECT_EQ((*terms)[1].alias, "y");
}

TEST(Compute, Faults) {
  EXPECT_EQ(parse_compute("amount").error().params.at("expected"), "operator or as");
  EXPECT_EQ(parse_compute("amount as").error().params.at("expected"), "name");
  EXPECT_EQ(parse_compute("amount as 5").error().params.at("position"), "11");
  EXPECT_EQ(parse_compute("amount as x y").error().params.at("expected"), "comma or end");
}

}  // namespace
}  // namespace tw::expr
