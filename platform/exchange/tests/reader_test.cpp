#include <gtest/gtest.h>

#include "platform/exchange/exchange.h"
#include "platform/exchange/tests/files.h"

namespace tw::exchange {
namespace {

using test::Rows;
using test::rows_of;
using test::TemporaryFile;

Rows csv(std::string_view text, char delimiter = ',') {
  const TemporaryFile file{text};
  Format format;
  format.kind = Format::Kind::csv;
  format.encoding = "utf-8";
  format.delimiter = delimiter;
  return rows_of(*open_table(file.path(), format));
}

TEST(CsvReader, ReadsQuotesLineEndsAndEmptyCells) {
  EXPECT_EQ(csv("a,b\n1,\"x, \"\"y\"\"\"\r\n2,\"one\ntwo\"\r3,"),
            (Rows{{"a", "b"}, {"1", "x, \"y\""}, {"2", "one\ntwo"}, {"3", ""}}));
  EXPECT_EQ(csv(""), Rows{});
  EXPECT_EQ(csv("a\n\n\nb\n"), (Rows{{"a"}, {"b"}}));
  EXPECT_EQ(csv("\xEF\xBB\xBF"
                "a;b",
                ';'),
            (Rows{{"a", "b"}}));
  EXPECT_EQ(csv("sep=;\na;b", ';'), (Rows{{"a", "b"}}));
}

TEST(CsvReader, LoneQuotesCostNoRows) {
  EXPECT_EQ(csv("1,5\" pipe\n2,b"), (Rows{{"1", "5\" pipe"}, {"2", "b"}}));
  EXPECT_EQ(csv("1,\"open\n2,b\n3,c"), (Rows{{"1", "\"open"}, {"2", "b"}, {"3", "c"}}));
  EXPECT_EQ(csv("1,\"Big\" Corp\n2,b"), (Rows{{"1", "\"Big\" Corp"}, {"2", "b"}}));
  EXPECT_EQ(csv("1,\"a \"q\" b, c\",x\n2,b,y"),
            (Rows{{"1", "a \"q\" b, c", "x"}, {"2", "b", "y"}}));
  EXPECT_EQ(csv("1,\"open\n2,\"def\",3"), (Rows{{"1", "\"open"}, {"2", "def", "3"}}));
  EXPECT_EQ(csv("\"a\" ,b"), (Rows{{"a", "b"}}));
}

TEST(CsvReader, TellsTheLineOfEachRow) {
  const TemporaryFile file{"h\n\"a\r\nb\"\n\nc"};
  Format format;
  format.encoding = "utf-8";
  format.delimiter = ',';
  const auto reader = open_table(file.path(), format);
  std::vector<std::int64_t> rows;
  std::vector<std::string> cells;
  while (reader->next(cells)) rows.push_back(reader->row());
  EXPECT_EQ(rows, (std::vector<std::int64_t>{1, 2, 5}));
}

TEST(CsvReader, KeepsItsBudgets) {
  EXPECT_THROW(csv(std::string(2u << 20, 'x')), AppError);
  EXPECT_THROW(csv(std::string(5001, ',')), AppError);
  EXPECT_EQ(csv("\"" + std::string(100'000, '\n') + "x,y").back(),
            (std::vector<std::string>{"x", "y"}));
}

TEST(CsvReader, ReadsTheNastyFiles) {
  const std::string folder = test::reference_data("csv-nasty");
  if (folder.empty()) GTEST_SKIP() << "no reference data (TRADEWIND_REFERENCE_DATA)";
  for (const auto& entry : std::filesystem::directory_iterator{folder + "/csvs"}) {
    const std::string stem = entry.path().stem().string();
    const Detected found = detect(entry.path().string());
    const Rows rows = rows_of(*open_table(entry.path().string(), found.format));
    if (stem == "location_coordinates") {
      EXPECT_EQ(rows.size(), 2U);
      continue;
    }
    const auto expected = parse_json(test::read_file(folder + "/json/" + stem + ".json"));
    ASSERT_TRUE(expected.has_value()) << stem;
    const json::array& objects = expected->as_array();
    ASSERT_EQ(rows.size(), objects.size() + 1) << stem;
    for (std::size_t i = 0; i < objects.size(); ++i)
      for (std::size_t column = 0; column < rows[0].size(); ++column)
        EXPECT_EQ(rows[i + 1][column], std::string{objects[i].at(rows[0][column]).as_string()})
            << stem;
  }
}

TEST(Detect, ReadsEveryEncoding) {
  const std::string folder = test::reference_data("csv-nasty");
  if (folder.empty()) GTEST_SKIP() << "no reference data (TRADEWIND_REFERENCE_DATA)";
  const std::vector<std::pair<std::string, std::string>> files{{"areas_utf8", "utf-8"},
                                                               {"areas_utf8_bom", "utf-8"},
                                                               {"areas_gbk", "gb18030"},
                                                               {"areas_gb18030", "gb18030"},
                                                               {"areas_utf16le_bom", "utf-16le"}};
  for (const auto& [name, encoding] : files) {
    const std::string path = folder + "/encodings/" + name + ".csv";
    const Detected found = detect(path);
    EXPECT_EQ(found.format.encoding, encoding) << name;
    EXPECT_EQ(found.format.delimiter, ',') << name;
    EXPECT_EQ(found.format.header_row, 1) << name;
    EXPECT_NEAR(static_cast<double>(found.rows_estimate), 300, 2) << name;
    const Rows rows = rows_of(*open_table(path, found.format));
    ASSERT_EQ(rows.size(), 301U) << name;
    EXPECT_EQ(rows[1], (std::vector<std::string>{"110101", "东城区", "1101", "11"})) << name;
    EXPECT_EQ(rows[300], (std::vector<std::string>{"140921", "定襄县", "1409", "14"})) << name;
  }
  const std::string path = folder + "/encodings/countries_zh_tw_big5.csv";
  const Detected found = detect(path);
  EXPECT_EQ(found.format.encoding, "big5");
  const Rows rows = rows_of(*open_table(path, found.format));
  ASSERT_EQ(rows.size(), 250U);
  EXPECT_EQ(rows[1], (std::vector<std::string>{"AD", "安道爾"}));
  EXPECT_EQ(rows[249], (std::vector<std::string>{"ZW", "辛巴威"}));
}

TEST(Detect, FindsDelimiterAndHeader) {
  const auto found = [](std::string_view text) {
    const TemporaryFile file{text};
    return detect(file.path());
  };
  EXPECT_EQ(found("a;b;c\n1,5;2;3\n4,5;6;7\n").format.delimiter, ';');
  EXPECT_EQ(found("a\tb\n1\t2\n").format.delimiter, '\t');
  EXPECT_EQ(found("a|b|c\n1|2|3\n").format.delimiter, '|');
  EXPECT_EQ(found("name\nx\ny\n").format.delimiter, ',');
  const Detected titled = found("Customers of 2026,,\n,,\nName,City,Name\nA,B,C\n");
  EXPECT_EQ(titled.format.header_row, 3);
  EXPECT_EQ(titled.columns, (std::vector<std::string>{"Name", "City", "Name (2)"}));
  EXPECT_EQ(titled.samples.size(), 1U);
  EXPECT_EQ(titled.rows_estimate, 1);
}

TEST(Detect, GuessesUtf16WithoutMarkAndWesternText) {
  std::string wide;
  for (const char c : std::string{"name,city\nab,cd\n"}) wide += std::string{c, '\0'};
  const TemporaryFile file{wide};
  const Detected found = detect(file.path());
  EXPECT_EQ(found.format.encoding, "utf-16le");
  EXPECT_EQ(found.columns, (std::vector<std::string>{"name", "city"}));
  const TemporaryFile western{
      "name,city\nM\xFCller,K\xF6"
      "ln\nGarc\xED"
      "a,Le\xF3n\n"};
  const Detected latin = detect(western.path());
  EXPECT_EQ(latin.format.encoding, "windows-1252");
  EXPECT_EQ(latin.samples[0][0], "Müller");
}

}  // namespace
}  // namespace tw::exchange
