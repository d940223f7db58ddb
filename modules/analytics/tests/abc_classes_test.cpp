#include "modules/analytics/src/abc_classes.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace tw::analytics {
namespace {

Decimal number(std::string_view text) { return *Decimal::parse(text); }

std::vector<Contribution> customers(std::initializer_list<std::string_view> values) {
  std::vector<Contribution> out;
  for (const std::string_view value : values)
    out.push_back({Id{static_cast<std::int64_t>(out.size()) + 1}, number(value), 1});
  return out;
}

std::string letters(const std::vector<Classified>& ranked) {
  std::string out;
  for (const Classified& one : ranked)
    out += one.cls == AbcClass::a ? 'A' : one.cls == AbcClass::b ? 'B' : 'C';
  return out;
}

std::array<int, 3> counts(const std::vector<Classified>& ranked) {
  std::array<int, 3> out{};
  for (const Classified& one : ranked) ++out[static_cast<std::size_t>(one.cls)];
  return out;
}

const AbcRule by_value;
const AbcRule by_count{AbcMode::count, 80, 95, 5, 15};

TEST(AbcByCount, OfAHundredDifferentCustomersFiveAreAAndFifteenB) {
  std::vector<Contribution> all;
  for (int i = 1; i <= 100; ++i) all.push_back({Id{i}, Decimal{i * 10}, 1});
  const std::vector<Classified> ranked = classify(all, by_count);
  EXPECT_EQ(counts(ranked), (std::array{5, 15, 80}));
  EXPECT_EQ(ranked.front().of.value, Decimal{1000});
  EXPECT_EQ(ranked.front().rank, 1);
  EXPECT_EQ(ranked[4].cls, AbcClass::a);
  EXPECT_EQ(ranked[5].cls, AbcClass::b);
  EXPECT_EQ(ranked[20].cls, AbcClass::c);
}

TEST(AbcByCount, EqualValuesFallInTheUpperClass) {
  std::vector<Contribution> all;
  for (int i = 1; i <= 20; ++i) all.push_back({Id{i}, Decimal{i <= 3 ? 100 : 10}, 1});
  const std::vector<Classified> ranked = classify(all, by_count);
  EXPECT_EQ(letters(ranked).substr(0, 4), "AAAB");
  EXPECT_FALSE(ranked[0].tied);
  EXPECT_TRUE(ranked[1].tied);
  EXPECT_TRUE(ranked[2].tied);
}

TEST(AbcByCount, ASingleCustomerIsA) {
  EXPECT_EQ(letters(classify(customers({"1"}), by_count)), "A");
}

TEST(AbcByValue, ACustomerIsAWhileThoseBeforeBringLessThanTheCut) {
  // Before each: 0, 60, 79.99, 94.99, 99: whoever crosses the line stays in the upper class.
  const auto ranked = classify(customers({"60", "19.99", "15", "4.01", "1"}), by_value);
  EXPECT_EQ(letters(ranked), "AAABC");
}

TEST(AbcByValue, ExactlyAtTheCutIsTheLowerClass) {
  const auto ranked = classify(customers({"80", "15", "5"}), by_value);
  EXPECT_EQ(letters(ranked), "ABC");
}

TEST(AbcByValue, OneGreatCustomerIsAHoweverGreat) {
  EXPECT_EQ(letters(classify(customers({"1000000", "1"}), by_value)), "AC");
}

TEST(AbcByValue, RanksEqualsInOrderOfTheirIdAndJudgesThemByRank) {
  const auto ranked = classify(customers({"10", "10", "10", "10", "10"}), by_value);
  EXPECT_EQ(letters(ranked), "AAAAB");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ranked[static_cast<std::size_t>(i)].of.account, Id{i + 1});
}

TEST(AbcByValue, NothingAndLessThanNothingAreCAndDoNotMoveTheWhole) {
  const auto ranked = classify(customers({"-500", "80", "0", "20"}), by_value);
  EXPECT_EQ(letters(ranked), "ABCC");
  EXPECT_EQ(ranked[0].share, number("80"));
  EXPECT_EQ(ranked[1].cumulative, number("100"));
  EXPECT_EQ(ranked[3].of.value, number("-500"));
  EXPECT_EQ(ranked[3].share, number("0"));
}

TEST(AbcByValue, NobodyAndNothingAtAll) {
  EXPECT_TRUE(classify({}, by_value).empty());
  EXPECT_EQ(letters(classify(customers({"0", "0"}), by_value)), "CC");
  EXPECT_EQ(letters(classify(customers({"0", "-1"}), by_count)), "CC");
}

TEST(AbcByValue, SharesAreExactToSixDigits) {
  const auto ranked = classify(customers({"2", "1"}), by_value);
  EXPECT_EQ(ranked[0].share, number("66.666667"));
  EXPECT_EQ(ranked[0].before, number("0"));
  EXPECT_EQ(ranked[1].before, number("66.666667"));
  EXPECT_EQ(ranked[1].cumulative, number("100"));
}

TEST(AbcByValue, TheCutsAreTheRules) {
  const AbcRule narrow{AbcMode::value, 50, 60, 5, 15};
  EXPECT_EQ(letters(classify(customers({"50", "10", "40"}), narrow)), "ABC");
}

}  // namespace
}  // namespace tw::analytics
