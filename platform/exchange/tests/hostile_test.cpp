// Files made to break the readers: mutations of good ones, archives that unpack to far more than
// they are, documents that declare entities. Each ends in rows or in an AppError, soon and small.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <zip.h>

#include <chrono>
#include <random>

#include "platform/exchange/exchange.h"
#include "platform/exchange/tests/files.h"
#include "platform/exchange/xml_pull.h"

namespace tw::exchange {
namespace {

using test::TemporaryFile;

/// The code of the AppError, or `rows`.
std::string outcome_of(const std::string& path) {
  try {
    const Detected found = detect(path);
    const auto reader = open_table(path, found.format);
    std::vector<std::string> cells;
    while (reader->next(cells)) {
    }
    return "rows";
  } catch (const AppError& error) {
    return error.code();
  }
}

std::string mutated(std::string text, std::mt19937& random) {
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>{0, limit - 1}(random);
  };
  using namespace std::string_view_literals;
  static constexpr std::string_view bytes = "\"\",;\t\r\n\0\xFF\xFE\x80<>&=-'"sv;
  for (std::size_t i = 0, count = 1 + below(8); i < count && !text.empty(); ++i) {
    const std::size_t at = below(text.size());
    switch (below(4)) {
      case 0: text[at] = static_cast<char>(below(256)); break;
      case 1: text.insert(at, 1, bytes[below(bytes.size())]); break;
      case 2: text.erase(at, 1 + below(20)); break;
      default: text.resize(at); break;
    }
  }
  return text;
}

TEST(Hostile, MutatedTablesNeverCrash) {
  std::vector<std::pair<std::string, std::string>> seeds{
      {"名称,日期,金额\n\"宁波, 某公司\",2026-03-05,\"1,234.50\"\nB,2026/3/6,7\n", ".csv"},
      {"a;b\n\"x\"\"y\";\"1\n2\"\n", ".csv"}};
  const TemporaryFile book{"", ".xlsx"};
  const auto writer = xlsx_writer(book.path());
  writer->header({"名称", "金额"});
  for (int i = 0; i < 50; ++i) writer->row({Value{"某公司 " + std::to_string(i)}, Value{i}});
  writer->finish();
  seeds.emplace_back(test::read_file(book.path()), ".xlsx");
  std::mt19937 random{20260615};
  for (int i = 0; i < 500; ++i) {
    const auto& [seed, ending] = seeds[static_cast<std::size_t>(i) % seeds.size()];
    const TemporaryFile file{mutated(seed, random), ending};
    outcome_of(file.path());
  }
}

/// An XLSX whose parts are given.
std::string archive(const std::vector<std::pair<std::string, std::string>>& parts) {
  const TemporaryFile file{"", ".xlsx"};
  std::filesystem::remove(file.path());
  int error = 0;
  zip_t* const made = zip_open(file.path().c_str(), ZIP_CREATE, &error);
  for (const auto& [name, content] : parts)
    zip_file_add(made, name.c_str(), zip_source_buffer(made, content.data(), content.size(), 0),
                 ZIP_FL_ENC_UTF_8);
  zip_close(made);
  return test::read_file(file.path());
}

const std::pair<std::string, std::string> workbook{
    "xl/workbook.xml",
    "<workbook xmlns:r=\"r\"><sheets><sheet name=\"S\" r:id=\"r1\"/></sheets></workbook>"};
const std::pair<std::string, std::string> relations{
    "xl/_rels/workbook.xml.rels",
    "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" "
    "Target=\"worksheets/sheet1.xml\"/></Relationships>"};

std::string with_sheet(std::string sheet,
                       const std::vector<std::pair<std::string, std::string>>& more = {}) {
  std::vector<std::pair<std::string, std::string>> parts{workbook, relations};
  parts.emplace_back("xl/worksheets/sheet1.xml", std::move(sheet));
  parts.insert(parts.end(), more.begin(), more.end());
  return archive(parts);
}

std::string outcome_of_archive(const std::string& bytes) {
  const TemporaryFile file{bytes, ".xlsx"};
  const auto start = std::chrono::steady_clock::now();
  std::string outcome = outcome_of(file.path());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_LT(took.count(), 10.0);  // a second on a quiet machine
  return outcome;
}

long peak_kb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

TEST(Hostile, BombsAreRefused) {
  const std::string blanks(64u << 20, ' ');
  const std::string sheet_bomb =
      with_sheet("<worksheet><sheetData>" + blanks + "</sheetData></worksheet>");
  std::string strings = "<sst>";
  while (strings.size() < (80u << 20)) strings += "<si><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></si>";
  const std::string string_bomb =
      with_sheet("<worksheet><sheetData/></worksheet>", {{"xl/sharedStrings.xml", strings}});
  std::vector<std::pair<std::string, std::string>> many;
  for (int i = 0; i < 20'000; ++i) many.emplace_back("x" + std::to_string(i), "");
  const std::string crowd = archive(many);
  const long before = peak_kb();
  EXPECT_EQ(outcome_of_archive(sheet_bomb).substr(0, 7), "import.");
  EXPECT_EQ(outcome_of_archive(string_bomb), "import.bomb");
  EXPECT_EQ(outcome_of_archive(crowd), "import.bomb");
  EXPECT_LT(peak_kb() - before, 128 * 1024);
}

TEST(Hostile, XmlKeepsItsLimits) {
  EXPECT_EQ(outcome_of_archive(with_sheet("<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet/>")),
            "import.unreadable");
  std::string deep;
  for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
  EXPECT_EQ(outcome_of_archive(with_sheet(deep)), "import.unreadable");
  EXPECT_EQ(outcome_of_archive(with_sheet("<worksheet><sheetData><row><c t=\"str\"><v>&x;</v></c>"
                                          "</row></sheetData></worksheet>")),
            "import.unreadable");
  EXPECT_EQ(outcome_of_archive(with_sheet("<worksheet><sheetData><row r=\"1\"><c r=\"XFD1\">"
                                          "<v>1</v></c></row></sheetData></worksheet>")),
            "import.too_many_columns");
  EXPECT_EQ(outcome_of_archive(with_sheet("<worksheet><sheetData><row><c><v>1</v>")),
            "import.unreadable");
}

TEST(Hostile, OddCellsAreRead) {
  const TemporaryFile file{
      with_sheet("<x:worksheet xmlns:x=\"x\"><x:sheetData>"
                 "<x:row><x:c t=\"inlineStr\"><x:is><x:r><x:t>a</x:t></x:r><x:rPh><x:t>no</x:t>"
                 "</x:rPh><x:r><x:t> b</x:t></x:r></x:is></x:c><x:c t=\"e\"><x:v>#REF!</x:v></x:c>"
                 "<x:c r=\"D1\" t=\"b\"><x:v>1</x:v></x:c></x:row>"
                 "<x:row r=\"9\"><x:c t=\"str\"><x:f>1+1</x:f><x:v><![CDATA[<2>]]></x:v></x:c>"
                 "<x:c t=\"s\"><x:v>99</x:v></x:c></x:row></x:sheetData></x:worksheet>"),
      ".xlsx"};
  const auto reader = open_table(file.path(), {});
  std::vector<std::string> cells;
  ASSERT_TRUE(reader->next(cells));
  EXPECT_EQ(cells, (std::vector<std::string>{"a b", "", "", "TRUE"}));
  ASSERT_TRUE(reader->next(cells));
  EXPECT_EQ(cells, (std::vector<std::string>{"<2>", ""}));
  EXPECT_EQ(reader->row(), 9);
}

}  // namespace
}  // namespace tw::exchange
