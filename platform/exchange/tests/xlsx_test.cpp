#include <gtest/gtest.h>

#include "platform/exchange/exchange.h"
#include "platform/exchange/tests/files.h"
#include "platform/exchange/workbook.h"

namespace tw::exchange {
namespace {

using test::Rows;
using test::rows_of;

TEST(NumberLook, TellsDatesFromNumbers) {
  EXPECT_EQ(look_of(14, ""), NumberLook::date);
  EXPECT_EQ(look_of(22, ""), NumberLook::datetime);
  EXPECT_EQ(look_of(0, ""), NumberLook::plain);
  EXPECT_EQ(look_of(164, "yyyy\"年\"m\"月\"d\"日\""), NumberLook::date);
  EXPECT_EQ(look_of(164, "[$-804]yyyy/m/d h:mm"), NumberLook::datetime);
  EXPECT_EQ(look_of(164, "[h]:mm:ss"), NumberLook::time);
  EXPECT_EQ(look_of(164, "#,##0.00\" d\""), NumberLook::plain);
  EXPECT_EQ(look_of(164, "0.00E+00"), NumberLook::plain);
  EXPECT_EQ(look_of(164, "[Red]0.0%"), NumberLook::percent);
  EXPECT_EQ(look_of(164, "General"), NumberLook::plain);
}

TEST(NumberLook, WritesSerialsAsIso) {
  EXPECT_EQ(iso_of_serial(1, NumberLook::date, false), "1900-01-01");
  EXPECT_EQ(iso_of_serial(59, NumberLook::date, false), "1900-02-28");
  EXPECT_EQ(iso_of_serial(61, NumberLook::date, false), "1900-03-01");
  EXPECT_EQ(iso_of_serial(46086, NumberLook::date, false), "2026-03-05");
  EXPECT_EQ(iso_of_serial(46086.354166666664, NumberLook::datetime, false), "2026-03-05T08:30:00");
  EXPECT_EQ(iso_of_serial(0.5, NumberLook::time, false), "12:00:00");
  EXPECT_EQ(iso_of_serial(0, NumberLook::date, true), "1904-01-01");
  EXPECT_EQ(iso_of_serial(-1, NumberLook::date, false), "");
  EXPECT_EQ(text_of_number(0.1 + 0.2), "0.3");
  EXPECT_EQ(text_of_number(1e20), "100000000000000000000");
  EXPECT_EQ(text_of_number(-12.5), "-12.5");
}

TEST(XlsxReader, ReadsTheReferenceFiles) {
  const std::string folder = test::reference_data("xlsx");
  if (folder.empty()) GTEST_SKIP() << "no reference data (TRADEWIND_REFERENCE_DATA)";
  const auto rows = [&](const std::string& file, const std::string& sheet) {
    Format format;
    format.sheet = sheet;
    return rows_of(*open_table(folder + "/" + file, format));
  };
  EXPECT_EQ(rows("clippy.xlsx", "list-column").size(), 5U);
  EXPECT_EQ(rows("clippy.xlsx", "list-column")[0], (std::vector<std::string>{"name", "value"}));
  EXPECT_EQ(rows("datasets.xlsx", "iris").size(), 151U);
  EXPECT_EQ(rows("datasets.xlsx", "quakes").size(), 1001U);
  EXPECT_EQ(rows("datasets.xlsx", "mtcars")[0].size(), 11U);
  EXPECT_EQ(rows("odoo_test.xlsx", "Sheet1").size(), 4U);
  EXPECT_EQ(rows("odoo_test.xlsx", "Sheet2").size(), 0U);
  const Rows dates = rows("type-me.xlsx", "date_coercion");
  EXPECT_EQ(dates.size(), 8U);
  const Detected deaths = detect(folder + "/deaths.xlsx");
  EXPECT_EQ(deaths.format.header_row, 5);
  EXPECT_EQ(deaths.sheets, (std::vector<std::string>{"arts", "other"}));
  EXPECT_EQ(deaths.columns, (std::vector<std::string>{"Name", "Profession", "Age", "Has kids",
                                                      "Date of birth", "Date of death"}));
  EXPECT_EQ(deaths.samples[0], (std::vector<std::string>{"David Bowie", "musician", "69", "TRUE",
                                                         "1947-01-08", "2016-01-10"}));
  const Detected geometry = detect(folder + "/geometry.xlsx");
  EXPECT_EQ(geometry.columns.size(), 4U);
}

TEST(XlsxReader, RefusesOldWorkbooks) {
  const std::string folder = test::reference_data("xlsx");
  if (folder.empty()) GTEST_SKIP() << "no reference data (TRADEWIND_REFERENCE_DATA)";
  try {
    detect(folder + "/deaths.xls");
    FAIL();
  } catch (const AppError& error) {
    EXPECT_EQ(error.code(), "import.old_excel");
  }
}

}  // namespace
}  // namespace tw::exchange
