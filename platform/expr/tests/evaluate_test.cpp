#include <gtest/gtest.h>

#include "platform/expr/duration.h"
#include "platform/expr/pattern.h"
#include "platform/expr/tests/vectors.h"

namespace tw::expr::test {
namespace {

std::string code_of(std::string_view text) {
  try {
    static_cast<void>(value_of(text, "crane"));
  } catch (const AppError& error) {
    return error.code();
  }
  return "";
}

TEST(Evaluate, OverflowIsAnErrorNeverAWrap) {
  for (const char* text :
       {"9223372036854775807 add quantity", "-9223372036854775807 sub quantity sub quantity",
        "9223372036854775807 mul quantity", "99999999999999999999999999999999999999 mul amount",
        "close_date add duration'P9000000D'", "mindatetime() sub duration'P1D' lt due_at",
        "cast(amount mul 99999999999999999999.0, Edm.Int64)"}) {
    EXPECT_EQ(code_of(text), "number.overflow") << text;
  }
  EXPECT_EQ(shown(value_of("-9223372036854775808 mod -1", "crane")), "0");
  EXPECT_EQ(code_of("-9223372036854775808 div -1"), "number.overflow");
  EXPECT_EQ(code_of("-(-9223372036854775808)"), "number.overflow");
}

TEST(Evaluate, HoldsOnlyWhenPlainlyTrue) {
  const JsonView blank{vectors().record("blank")};
  EXPECT_FALSE(holds(bound("active"), blank, vectors().environment));
  EXPECT_FALSE(holds(bound("not active"), blank, vectors().environment));
  EXPECT_TRUE(holds(bound("active eq null"), blank, vectors().environment));
}

/// A record whose collections hold a thousand of itself.
class Crowd final : public RecordView {
 public:
  Value value(const std::vector<Step>&) const override { return {}; }
  std::vector<std::unique_ptr<RecordView>> collection(const std::vector<Step>&) const override {
    std::vector<std::unique_ptr<RecordView>> crowd;
    for (int i = 0; i < 1000; ++i) crowd.push_back(std::make_unique<Crowd>());
    return crowd;
  }
};

TEST(Evaluate, NestedCollectionsHitTheStepBudget) {
  const NodePtr tree = bound("items/any(a: items/any(b: items/any(c: c/price gt 1)))");
  try {
    static_cast<void>(evaluate(tree, Crowd{}, vectors().environment));
    FAIL();
  } catch (const AppError& error) {
    EXPECT_EQ(error.code(), "expression.too_expensive");
  }
}

/// Answers names of $compute.
class Computed final : public RecordView {
 public:
  Value value(const std::vector<Step>&) const override { return {}; }
  std::vector<std::unique_ptr<RecordView>> collection(const std::vector<Step>&) const override {
    return {};
  }
  Value computed(const std::string& name) const override {
    return name == "twice" ? Value{14} : Value{};
  }
};

TEST(Evaluate, ComputedNamesComeFromTheView) {
  BindContext context;
  context.entity = &vectors().entity();
  context.computed = {{"twice", {ValueType::integer, 0}}};
  const auto tree = expr::bind(*parse("twice eq 14"), context);
  EXPECT_TRUE(holds(*tree, Computed{}, vectors().environment));
}

TEST(Evaluate, NobodysDepartmentIsNotTheEmptyOne) {
  Environment nobody;
  const JsonView blank{vectors().record("blank")};
  EXPECT_FALSE(holds(bound("account_id eq @my_department"), blank, nobody));
  EXPECT_FALSE(holds(bound("account_id eq @me"), blank, nobody));
}

struct Match {
  const char* pattern;
  const char* text;
  bool found;
};

TEST(Pattern, FindsWhatItShould) {
  const Match matches[] = {
      {"abc", "xxabcxx", true},
      {"^abc$", "abc", true},
      {"^abc$", "xabc", false},
      {"a.c", "abc", true},
      {"a.c", "a\nc", false},
      {"a*", "", true},
      {"^a+$", "aaa", true},
      {"^a+$", "", false},
      {"^a?b$", "b", true},
      {"^(ab|cd)+$", "abcdab", true},
      {"^(ab|cd)+$", "abc", false},
      {"^[a-c]+$", "abcabc", true},
      {"^[^a-c]+$", "xyz", true},
      {"^[^a-c]+$", "xaz", false},
      {"^\\d{3}$", "123", true},
      {"^\\d{3}$", "1234", false},
      {"^\\d{2,}$", "1", false},
      {"^\\d{2,}$", "12345", true},
      {"^\\d{1,3}$", "1234", false},
      {"^\\w+@\\w+\\.\\w+$", "a@b.cn", true},
      {"\\s", "a b", true},
      {"^\\S+$", "a b", false},
      {"^\\D$", "x", true},
      {"^客.$", "客户", true},
      {"^[一-龥]{2}$", "客户", true},
      {"^(a|b|c|d)$", "d", true},
      {"^(?:a|b)c$", "bc", true},
      {"^((a|b)c)*$", "acbc", true},
      {"^[\\d-]+$", "1-2", true},
      {"^[a\\]]+$", "a]", true},
      {"\\(x\\)", "(x)", true},
      {"a||b", "zz", true},
      {"^(a{2}){3}$", "aaaaaa", true},
      {"^(a{2}){3}$", "aaaaa", false},
      {"x$|^y", "yz", true},
      {"()*a", "a", true},
  };
  for (const Match& match : matches) {
    const auto pattern = Pattern::compile(match.pattern);
    ASSERT_TRUE(pattern.has_value()) << match.pattern;
    EXPECT_EQ(pattern->found_in(match.text), match.found) << match.pattern << " in " << match.text;
  }
}

TEST(Pattern, RefusesWhatIsOutsideTheSubset) {
  for (const char* text : {"(",
                           ")",
                           "a)",
                           "(a",
                           "[",
                           "[]",
                           "[a",
                           "[b-a]",
                           "*",
                           "a**",
                           "a+?",
                           "a{",
                           "a{x}",
                           "a{2",
                           "a{3,2}",
                           "a{101}",
                           "\\",
                           "\\b",
                           "\\1",
                           "(?=a)",
                           "(?<n>a)",
                           "a{100}{100}",
                           "((a{100}){100}){100}",
                           "[[:alpha:]]",
                           "[\\D]",
                           "}"}) {
    const auto pattern = Pattern::compile(text);
    ASSERT_FALSE(pattern.has_value()) << text;
    EXPECT_EQ(pattern.error().code, "expression.pattern");
  }
  EXPECT_FALSE(Pattern::compile(std::string(30, '(') + std::string(30, ')')).has_value());
  EXPECT_FALSE(Pattern::compile(std::string(1001, 'a')).has_value());
}

// What takes a backtracking engine longer than the age of the universe.
TEST(Pattern, IsLinear) {
  const auto pattern = Pattern::compile("^(a|aa|a*)*(a|aa)*b$");
  ASSERT_TRUE(pattern.has_value());
  EXPECT_FALSE(pattern->found_in(std::string(20'000, 'a')));
}

TEST(Duration, ReadsAndWrites) {
  EXPECT_EQ(parse_duration("PT1H30M"), 5'400'000);
  EXPECT_EQ(parse_duration("-P1DT0.5S"), -86'400'500);
  EXPECT_EQ(parse_duration("P2D"), 172'800'000);
  for (const char* text :
       {"", "P", "PT", "P1", "1D", "P1H", "PT1D", "PT1M1H", "PT1.5H", "PT0.0001S", "P1DT", "PT1S ",
        "P99999999999999D", "P999999999999DT1S", "PT.5S", "PT1.S"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
  for (const std::int64_t ms :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{86'400'000},
        std::int64_t{3'600'000}, std::int64_t{5'400'123}, std::int64_t{-90'061'500},
        std::int64_t{60'000}}) {
    EXPECT_EQ(parse_duration(duration_text(ms)), ms) << duration_text(ms);
  }
  EXPECT_EQ(parse_time_of_day("08:30"), 30'600'000);
  EXPECT_EQ(parse_time_of_day("23:59:59.999"), 86'399'999);
  for (const char* text : {"8:30", "24:00", "12:60", "12:30:60", "12:30:", "12:3", "12:30:00.",
                           "12:30:00.1234", "12-30"}) {
    EXPECT_EQ(parse_time_of_day(text), std::nullopt) << text;
  }
}

TEST(Messages, EveryCodeHasOne) {
  std::vector<meta::CatalogueProblem> problems;
  const auto catalogue = meta::Catalogue::from_yaml(".", problems);
  if (catalogue == nullptr)
    GTEST_SKIP() << "the modules' declarations are faulty; their own tests say so";
  for (const char* code : {"syntax", "too_long", "too_complex", "too_expensive", "unknown_function",
                           "argument_count", "unknown_field", "unknown_alias", "unknown_option",
                           "type", "not_filterable", "pattern", "cycle"}) {
    EXPECT_TRUE(catalogue->has_message(std::string{"expression."} + code)) << code;
  }
}

}  // namespace
}  // namespace tw::expr::test
