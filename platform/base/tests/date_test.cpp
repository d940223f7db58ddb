#include "platform/base/date.h"

#include <gtest/gtest.h>

#include <limits>

#include "platform/base/seams.h"

namespace tw {
namespace {

Date day(const char* iso) { return *Date::parse(iso); }

TEST(DateTest, EveryDayOfTenThousandYearsFollowsTheDayBefore) {
  // The calendar counted by hand, independent of the formulas.
  constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  Date date = day("0001-01-01");
  int weekday = 1;  // 1 January of the year 1 was a Monday
  for (int year = 1; year <= 9999; ++year) {
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    for (int month = 1; month <= 12; ++month) {
      const int length = lengths[month - 1] + (month == 2 && leap ? 1 : 0);
      for (int number = 1; number <= length; ++number) {
        ASSERT_EQ(date.year(), year);
        ASSERT_EQ(date.month(), month);
        ASSERT_EQ(date.day(), number);
        ASSERT_EQ(date.weekday(), weekday);
        ASSERT_EQ(*Date::of(year, month, number), date);
        weekday = weekday % 7 + 1;
        date = Date{date.days() + 1};
      }
    }
  }
  EXPECT_EQ(date.days(), day("9999-12-31").days() + 1);
}

TEST(DateTest, TextReadsBack) {
  for (std::int32_t days = day("0001-01-01").days(); days <= day("9999-12-31").days(); days += 97) {
    const Date date{days};
    ASSERT_EQ(date.text().size(), 10U);
    ASSERT_EQ(*Date::parse(date.text()), date);
  }
}

TEST(DateTest, KnownDays) {
  EXPECT_EQ(day("1970-01-01").days(), 0);
  EXPECT_EQ(day("2000-02-29").days(), 11'016);
  EXPECT_EQ(day("2026-11-21").days(), 20'778);
  EXPECT_EQ(day("2026-11-21").weekday(), 6);
  EXPECT_EQ(day("1969-12-31").days(), -1);
  EXPECT_EQ(day("1969-12-31").weekday(), 3);
}

TEST(DateTest, RefusesDaysThatDoNotExist) {
  for (const char* text : {"",
                           "2026",
                           "2026-11",
                           "2026-11-2",
                           "2026-11-211",
                           "2026-13-01",
                           "2026-00-01",
                           "2026-01-00",
                           "2026-02-29",
                           "1900-02-29",
                           "2026-02-30",
                           "2026-04-31",
                           "0000-01-01",
                           "-001-01-01",
                           "2026/11/21",
                           "21-11-2026",
                           "2026-11-21 ",
                           " 2026-11-21",
                           "2026-11-21T00:00:00Z",
                           "２０２６-11-21",
                           "2026-+1-01",
                           "20261121"}) {
    const auto date = Date::parse(text);
    ASSERT_FALSE(date) << text;
    EXPECT_EQ(date.error().code, "date.malformed");
  }
  EXPECT_FALSE(Date::of(2026, 2, 30));
  EXPECT_FALSE(Date::of(10'000, 1, 1));
  EXPECT_FALSE(Date::of(std::numeric_limits<int>::min(), 1, 1));
  EXPECT_TRUE(Date::of(2024, 2, 29));
}

TEST(DateTest, AddingMonthsStopsAtTheLastDayOfTheMonth) {
  EXPECT_EQ(day("2026-01-31").plus_months(1).text(), "2026-02-28");
  EXPECT_EQ(day("2024-01-31").plus_months(1).text(), "2024-02-29");
  EXPECT_EQ(day("2026-10-31").plus_months(4).text(), "2027-02-28");
  EXPECT_EQ(day("2026-03-31").plus_months(-1).text(), "2026-02-28");
  EXPECT_EQ(day("2026-01-15").plus_months(-1).text(), "2025-12-15");
  EXPECT_EQ(day("2024-02-29").plus_months(-12).text(), "2023-02-28");
  EXPECT_EQ(day("2024-02-29").plus_months(48).text(), "2028-02-29");
  EXPECT_EQ(day("2026-11-21").plus_months(0).text(), "2026-11-21");
}

TEST(DateTest, ArithmeticThatLeavesTheCalendarThrows) {
  constexpr int most = std::numeric_limits<int>::max();
  constexpr int least = std::numeric_limits<int>::min();
  EXPECT_EQ(day("9999-12-30").plus_days(1).text(), "9999-12-31");
  EXPECT_THROW(day("9999-12-31").plus_days(1), AppError);
  EXPECT_THROW(day("0001-01-01").plus_days(-1), AppError);
  EXPECT_THROW(day("2026-11-21").plus_days(most), AppError);
  EXPECT_THROW(day("2026-11-21").plus_days(least), AppError);
  EXPECT_THROW(day("2026-11-21").plus_months(most), AppError);
  EXPECT_THROW(day("2026-11-21").plus_months(least), AppError);
  EXPECT_THROW(DateTime{0}.plus_ms(std::numeric_limits<std::int64_t>::max()), AppError);
  EXPECT_THROW(DateTime{-1}.plus_ms(std::numeric_limits<std::int64_t>::min()), AppError);
}

TEST(DateTest, NumbersOutsideTheCalendarAreWrittenAsItsEnds) {
  EXPECT_EQ(Date{std::numeric_limits<std::int32_t>::max()}.text(), "9999-12-31");
  EXPECT_EQ(Date{std::numeric_limits<std::int32_t>::min()}.text(), "0001-01-01");
  EXPECT_EQ(DateTime{std::numeric_limits<std::int64_t>::max()}.text(), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(DateTime{std::numeric_limits<std::int64_t>::min()}.text(), "0001-01-01T00:00:00.000Z");
  EXPECT_EQ(DateTime{std::numeric_limits<std::int64_t>::max()}.date(1'439).text(), "9999-12-31");
}

TEST(DateTimeTest, ReadsTheFormsOfIso8601) {
  constexpr std::int64_t half_past_eight = 1'795'249'800'000;
  for (const char* text :
       {"2026-11-21T08:30Z", "2026-11-21T08:30:00Z", "2026-11-21t08:30:00z",
        "2026-11-21T08:30:00.0Z", "2026-11-21T08:30:00.000000000000Z", "2026-11-21T16:30:00+08:00",
        "2026-11-21T16:30:00+0800", "2026-11-21T16:30+08", "2026-11-21T00:30:00-08:00",
        "2026-11-20T22:45:00-09:45", "2026-11-21T08:30:00-00:00", "2026-11-21T08:30:00.0009Z"}) {
    const auto instant = DateTime::parse(text);
    ASSERT_TRUE(instant) << text;
    EXPECT_EQ(instant->ms(), half_past_eight) << text;
    EXPECT_EQ(instant->text(), "2026-11-21T08:30:00.000Z");
  }
  EXPECT_EQ(DateTime::parse("2026-11-21T08:30:00.5Z")->text(), "2026-11-21T08:30:00.500Z");
  EXPECT_EQ(DateTime::parse("1969-12-31T23:59:59.999Z")->ms(), -1);
}

TEST(DateTimeTest, RefusesWhatIsNoInstant) {
  for (const char* text : {"",
                           "2026-11-21",
                           "2026-11-21T",
                           "2026-11-21T08:30",
                           "2026-11-21T08:30:00",
                           "2026-11-21 08:30Z",
                           "2026-11-21T24:00:00Z",
                           "2026-11-21T23:60:00Z",
                           "2026-11-21T23:59:60Z",
                           "2026-11-21T08:30:00.Z",
                           "2026-11-21T08:30:00.0000000000000Z",
                           "2026-11-21T8:30:00Z",
                           "2026-02-29T08:30:00Z",
                           "2026-11-21T08:30:00+24:00",
                           "2026-11-21T08:30:00+08:60",
                           "2026-11-21T08:30:00+8",
                           "2026-11-21T08:30:00+08:",
                           "2026-11-21T08:30:00ZZ",
                           "2026-11-21T08:30:00Z ",
                           "2026-11-21T08:30:00+08:00:00",
                           "0001-01-01T00:00:00+01:00",
                           "9999-12-31T23:59:59-00:01",
                           "2026-11-21T08:30,5Z"}) {
    const auto instant = DateTime::parse(text);
    ASSERT_FALSE(instant) << text;
    EXPECT_EQ(instant.error().code, "datetime.malformed");
  }
}

TEST(DateTimeTest, TextReadsBack) {
  const auto random = seeded_random(11);
  const std::int64_t first = DateTime::parse("0001-01-01T00:00:00Z")->ms();
  const std::int64_t last = DateTime::parse("9999-12-31T23:59:59.999Z")->ms();
  for (int i = 0; i < 50'000; ++i) {
    const auto offset = random->next() % static_cast<std::uint64_t>(last - first + 1);
    const DateTime instant{first + static_cast<std::int64_t>(offset)};
    ASSERT_EQ(instant.text().size(), 24U);
    ASSERT_EQ(*DateTime::parse(instant.text()), instant) << instant.ms();
  }
}

TEST(DateTimeTest, TheDayDependsOnTheOffset) {
  const DateTime evening = *DateTime::parse("2026-11-21T20:00:00Z");
  EXPECT_EQ(evening.date().text(), "2026-11-21");
  EXPECT_EQ(evening.date(8 * 60).text(), "2026-11-22");
  EXPECT_EQ(evening.date(-21 * 60).text(), "2026-11-20");
  EXPECT_EQ(DateTime{-1}.date().text(), "1969-12-31");
}

}  // namespace
}  // namespace tw
