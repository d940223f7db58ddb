#include <gtest/gtest.h>

#include "platform/exchange/csv_reader.h"
#include "platform/exchange/exchange.h"
#include "platform/exchange/tests/files.h"

namespace tw::exchange {
namespace {

using test::Rows;
using test::rows_of;
using test::TemporaryFile;

Rows read_back(const std::string& text) {
  const TemporaryFile file{text};
  Format format;
  format.kind = Format::Kind::csv;
  format.encoding = "utf-8";
  format.delimiter = ',';
  return rows_of(*open_table(file.path(), format));
}

std::string written(const std::vector<std::vector<std::string>>& rows, CsvFlavour flavour) {
  std::string text;
  const auto writer = csv_writer(text, flavour);
  for (const auto& row : rows) writer->row({row.begin(), row.end()});
  writer->finish();
  return text;
}

const Rows& dangerous() {
  static const Rows rows{{"=1+1", "+86 574", "-cmd|' /C calc'!A0", "@SUM(1)"},
                         {"\t=1", "\r=1", "＝1+1", "－1"},
                         {" =1", "'=1", "''@x", "'quoted'"},
                         {"-5", "-5.25", "'-5", "-"},
                         {"a,b", "a\"b", "a\nb", "a;b\tc|d"},
                         {"sep=;", "", " blank ", "\xEF\xBB\xBFmark"}};
  return rows;
}

TEST(CsvWriter, RoundTripLosesNothing) {
  for (const CsvFlavour flavour : {CsvFlavour::plain, CsvFlavour::excel})
    EXPECT_EQ(read_back(written(dangerous(), flavour)), dangerous());
}

TEST(CsvWriter, NoCellStartsAsAFormula) {
  EXPECT_EQ(written({{"=1+1", "-5", "-x", "+1"}}, CsvFlavour::plain), "'=1+1,-5,'-x,'+1\n");
  EXPECT_EQ(written({{"a"}}, CsvFlavour::excel),
            "\xEF\xBB\xBF"
            "a\r\n");
}

TEST(CsvWriter, TypedCellsArePlain) {
  std::string text;
  csv_writer(text, CsvFlavour::plain)
      ->row({Value{}, Value{true}, Value{-7}, Value{Decimal::scaled(-1250, 2)},
             Value{*Date::parse("2026-03-05")}, Value{Id{1}}});
  EXPECT_EQ(text, ",true,-7,-12.5,2026-03-05,0000000000001\n");
}

std::vector<std::string> naughty_strings() {
  const std::string folder = test::reference_data("naughty-strings");
  std::vector<std::string> strings;
  if (folder.empty()) return strings;
  const auto parsed = parse_json(test::read_file(folder + "/blns.json"));
  if (!parsed) return strings;
  for (const json::value& item : parsed->as_array()) strings.emplace_back(item.as_string());
  return strings;
}

TEST(CsvWriter, NaughtyStringsComeBack) {
  Rows rows;
  for (const std::string& text : naughty_strings()) rows.push_back({"x", text, "y"});
  if (rows.empty()) GTEST_SKIP() << "no reference data (TRADEWIND_REFERENCE_DATA)";
  EXPECT_EQ(read_back(written(rows, CsvFlavour::excel)), rows);
}

TEST(XlsxWriter, WritesTypedCells) {
  const TemporaryFile file{"", ".xlsx"};
  const auto writer = xlsx_writer(file.path());
  writer->header({"名称", "Amount", "Day", "At", "Yes", "Big"});
  writer->row({Value{"=1+1"}, Value{Decimal::scaled(-1250, 2)}, Value{*Date::parse("2026-03-05")},
               Value{*DateTime::parse("2026-03-05T08:30:00Z")}, Value{true},
               Value{*Decimal::parse("12345678901234567890")}});
  writer->row({Value{"<&>\"\n_x000D_"}, Value{}, Value{*Date::parse("1850-01-01")}});
  writer->finish();
  const Detected found = detect(file.path());
  EXPECT_EQ(found.columns[0], "名称");
  EXPECT_EQ(found.samples[0],
            (std::vector<std::string>{"=1+1", "-12.5", "2026-03-05", "2026-03-05T08:30:00", "TRUE",
                                      "12345678901234567890"}));
  EXPECT_EQ(found.samples[1][0], "<&>\"\n_x000D_");
  EXPECT_EQ(found.samples[1][2], "1850-01-01");
  // No formula anywhere.
  EXPECT_EQ(test::read_file(file.path()).find("<f>"), std::string::npos);
}

TEST(XlsxWriter, NaughtyStringsComeBack) {
  const std::vector<std::string> strings = naughty_strings();
  if (strings.empty()) GTEST_SKIP() << "no reference data (TRADEWIND_REFERENCE_DATA)";
  const TemporaryFile file{"", ".xlsx"};
  const auto writer = xlsx_writer(file.path());
  writer->header({"a", "b"});
  for (const std::string& text : strings) writer->row({Value{"x"}, Value{text}});
  writer->finish();
  Format format;
  format.header_row = 1;
  const Rows rows = rows_of(*open_table(file.path(), format));
  ASSERT_EQ(rows.size(), strings.size() + 1);
  for (std::size_t i = 0; i < strings.size(); ++i)
    EXPECT_EQ(rows[i + 1].size() > 1 ? rows[i + 1][1] : "", strings[i]);
}

}  // namespace
}  // namespace tw::exchange
