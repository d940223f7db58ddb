#include "platform/base/error.h"

#include <gtest/gtest.h>

#include "platform/base/result.h"

namespace tw {
namespace {

TEST(Problems, NothingIsRaisedWithoutAProblem) {
  Problems problems;
  problems.require(true, "quote.no_lines", "lines");
  EXPECT_TRUE(problems.empty());
  EXPECT_NO_THROW(problems.raise_if_any());
}

TEST(Problems, AllProblemsAreRaisedAtOnceInTheirOrder) {
  Problems problems;
  problems.require(false, "quote.no_lines", "lines");
  problems.add("number.too_precise", "total", {{"limit", "2"}});
  try {
    problems.raise_if_any();
    FAIL() << "nothing was thrown";
  } catch (const AppError& error) {
    EXPECT_EQ(error.kind(), Errc::invalid);
    EXPECT_EQ(error.code(), "record.invalid");
    EXPECT_STREQ(error.what(), "record.invalid");
    ASSERT_EQ(error.problems().size(), 2U);
    EXPECT_EQ(error.problems()[0].code, "quote.no_lines");
    EXPECT_EQ(error.problems()[1].params.at("limit"), "2");
  }
}

TEST(Problems, MergedProblemsCarryTheirPlace) {
  Problems line;
  line.add("number.malformed", "quantity");
  line.add("line.empty");
  Problems quote;
  quote.merge(line, "lines[2]");
  quote.merge(line, "");
  ASSERT_EQ(quote.list().size(), 4U);
  EXPECT_EQ(quote.list()[0].field, "lines[2].quantity");
  EXPECT_EQ(quote.list()[1].field, "lines[2]");
  EXPECT_EQ(quote.list()[2].field, "quantity");
  EXPECT_EQ(quote.list()[3].field, "");
}

TEST(ResultTest, HoldsAValueOrAProblem) {
  const Result<int> good{7};
  const Result<int> bad{Problem{"number.malformed", "amount", {}}};
  EXPECT_TRUE(good);
  EXPECT_EQ(*good, 7);
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.error().field, "amount");
  EXPECT_EQ(bad.value_or(3), 3);
}

TEST(ResultDeathTest, ReadingTheValueOfAProblemEndsTheProcess) {
  const Result<int> bad{Problem{"number.malformed", {}, {}}};
  EXPECT_DEATH(static_cast<void>(bad.value()), "check failed.*has_value");
}

}  // namespace
}  // namespace tw
