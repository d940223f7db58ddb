#include "platform/exchange/cell.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

namespace tw::exchange {
namespace {

std::string number(std::string_view cell) {
  const std::optional<Number> read = read_number(cell);
  if (!read) return "-";
  return read->value.normalized().text() + (read->percent ? "%" : "");
}

TEST(Cell, ReadsNumbersAsPeopleWriteThem) {
  const std::vector<std::pair<std::string, std::string>> cases{{"12", "12"},
                                                               {"-12.50", "-12.5"},
                                                               {"1,234", "1234"},
                                                               {"1,234.50", "1234.5"},
                                                               {"1.234,50", "1234.5"},
                                                               {"1,5", "1.5"},
                                                               {"1.234.567", "1234567"},
                                                               {"1,234,567", "1234567"},
                                                               {"1 234,5", "1234.5"},
                                                               {"￥1,200", "1200"},
                                                               {"¥ 12.5", "12.5"},
                                                               {"US$ 3.00", "3"},
                                                               {"12.5%", "12.5%"},
                                                               {"(1,234.5)", "-1234.5"},
                                                               {"3.5万", "35000"},
                                                               {"１２．５", "12.5"},
                                                               {"100元", "100"},
                                                               {"$-5", "-5"},
                                                               {"-$5", "-5"},
                                                               {"1e3", "1000"},
                                                               {".5", "0.5"},
                                                               {"5.", "5"},
                                                               {"1'234.5", "1234.5"},
                                                               {"abc", "-"},
                                                               {"1,23,4", "-"},
                                                               {"12,34.5", "-"},
                                                               {"", "-"},
                                                               {"1.2.3", "-"},
                                                               {"--5", "-"},
                                                               {"1,234.5.6", "-"},
                                                               {"12abc", "-"}};
  for (const auto& [cell, expected] : cases) EXPECT_EQ(number(cell), expected) << cell;
}

std::string day(std::string_view cell, DayOrder order = DayOrder::unknown) {
  const Result<Moment> read = read_moment(cell, order);
  if (!read) return read.error().code;
  std::string text = read->day.text();
  if (read->ms_of_day) text += " " + std::to_string(*read->ms_of_day / 60000);
  if (read->offset_minutes) text += " " + std::to_string(*read->offset_minutes);
  return text;
}

TEST(Cell, ReadsDatesOfEastAndWest) {
  for (const char* cell :
       {"2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日", "20260305", "5-Mar-2026",
        "5 March 2026", "Mar 5, 2026", "March 5th, 2026", "05.03.2026", "46086",
        "２０２６年３月５日", "26年3月5日", "5-Mar-26", " 2026-3-5 "})
    EXPECT_EQ(day(cell), "2026-03-05") << cell;
  EXPECT_EQ(day("25/3/2026"), "2026-03-25");
  EXPECT_EQ(day("3/25/2026"), "2026-03-25");
  EXPECT_EQ(day("3/5/2026"), "import.ambiguous_date");
  EXPECT_EQ(day("3/5/2026", DayOrder::day_first), "2026-05-03");
  EXPECT_EQ(day("3/5/2026", DayOrder::month_first), "2026-03-05");
  EXPECT_EQ(day("2026-03-05 08:30"), "2026-03-05 510");
  EXPECT_EQ(day("2026-03-05T08:30:15.5+08:00"), "2026-03-05 510 480");
  EXPECT_EQ(day("2026/3/5 下午3:00"), "2026-03-05 900");
  EXPECT_EQ(day("2026/3/5 3:00 PM"), "2026-03-05 900");
  EXPECT_EQ(day("2026-03-05T08:30:00Z"), "2026-03-05 510 0");
  for (const char* cell : {"2026-02-30", "abc", "2026", "5/2026", "99999999", "2026-13-01",
                           "1/2/3/4", "12:30", "2026-03-05 25:00", ""})
    EXPECT_EQ(day(cell), "import.bad_date") << cell;
  EXPECT_EQ(order_shown_by("25/3/2026"), DayOrder::day_first);
  EXPECT_EQ(order_shown_by("3/25/2026 10:00"), DayOrder::month_first);
  EXPECT_EQ(order_shown_by("3/5/2026"), DayOrder::unknown);
  EXPECT_EQ(order_shown_by("2026-03-25"), DayOrder::unknown);
}

TEST(Cell, ReadsWords) {
  EXPECT_EQ(read_boolean("是"), true);
  EXPECT_EQ(read_boolean("No"), false);
  EXPECT_EQ(read_boolean("maybe"), std::nullopt);
  for (const char* cell : {"DE", "de", "DEU", "Germany", "德国", "德國"})
    EXPECT_EQ(read_country(cell), "DE") << cell;
  EXPECT_EQ(read_country("USA"), "US");
  EXPECT_EQ(read_country("英国"), "GB");
  EXPECT_EQ(read_country("香港"), "HK");
  EXPECT_EQ(read_country("Atlantis"), "");
  EXPECT_EQ(read_currency("￥"), "CNY");
  EXPECT_EQ(read_currency("US$"), "USD");
  EXPECT_EQ(read_currency("eur"), "EUR");
  EXPECT_EQ(read_currency("xx"), "");
}

TEST(Cell, ReadsByType) {
  meta::FieldDef field;
  field.name = "f";
  const auto read = [&](std::string_view cell) {
    const Result<json::value> value =
        CellReader{field, "Asia/Shanghai", DayOrder::unknown}.read(cell);
    return value ? json::serialize(*value) : value.error().code;
  };
  field.type = meta::Type::datetime;
  EXPECT_EQ(read("2026-03-05 08:30"), "\"2026-03-05T00:30:00.000Z\"");
  field.type = meta::Type::percent;
  EXPECT_EQ(read("12.5%"), "\"12.5\"");
  field.type = meta::Type::decimal;
  EXPECT_EQ(read("12.5%"), "\"0.125\"");
  field.type = meta::Type::choices;
  field.options = {{"buyer", {"Buyer", "采购商", "採購商"}, {}, {}, {}},
                   {"agent", {"Agent", "代理", "代理"}, {}, {}, {}}};
  EXPECT_EQ(read("采购商、Agent"), "[\"buyer\",\"agent\"]");
  EXPECT_EQ(read("buyer;whatever"), "field.unknown_option");
  field.type = meta::Type::choice;
  EXPECT_EQ(read("採購商"), "\"buyer\"");
}

}  // namespace
}  // namespace tw::exchange
