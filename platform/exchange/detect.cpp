// How a file is to be read: its kind, encoding, delimiter, sheet and header row.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "platform/base/error.h"
#include "platform/base/text.h"
#include "platform/exchange/csv_reader.h"
#include "platform/exchange/encoding.h"
#include "platform/exchange/header.h"
#include "platform/exchange/xlsx_reader.h"

namespace tw::exchange {
namespace {

constexpr std::size_t rows_looked_at = 60;
constexpr std::size_t samples_shown = 20;
constexpr std::array<char, 4> delimiters{',', ';', '\t', '|'};

using Rows = std::vector<std::vector<std::string>>;

Format::Kind kind_of(const std::string& path) {
  const File file = open_file(path);
  std::array<char, 8> bytes{};
  const std::size_t got = std::fread(bytes.data(), 1, bytes.size(), file.get());
  const std::string_view start{bytes.data(), got};
  if (start.starts_with("PK\x03\x04")) return Format::Kind::xlsx;
  // Excel 97 and encrypted workbooks share this container.
  if (start.starts_with("\xD0\xCF\x11\xE0")) throw AppError{Errc::unsupported, "import.old_excel"};
  return Format::Kind::csv;
}

std::size_t filled(const std::vector<std::string>& row) {
  return static_cast<std::size_t>(
      std::count_if(row.begin(), row.end(), [](const std::string& cell) { return !cell.empty(); }));
}

/// Rows and the line each starts on.
struct Beginning {
  Rows rows;
  std::vector<std::int64_t> numbers;
};

Beginning first_rows(TableReader& reader, std::size_t count) {
  Beginning beginning;
  std::vector<std::string> cells;
  while (beginning.rows.size() < count && reader.next(cells)) {
    beginning.rows.push_back(cells);
    beginning.numbers.push_back(reader.row());
  }
  return beginning;
}

/// Many rows of one width, and more than one column, speak for a delimiter.
double consistency(const Rows& rows) {
  std::map<std::size_t, std::size_t> widths;
  for (const auto& row : rows) ++widths[row.size()];
  double best = 0;
  for (const auto& [width, count] : widths) {
    if (width < 2) continue;
    const double share = static_cast<double>(count) / static_cast<double>(rows.size());
    best = std::max(best, share + 0.02 * std::min(static_cast<double>(width), 10.0));
  }
  return best;
}

char guess_delimiter(const std::string& path, const TextFacts& facts) {
  if (facts.beginning.starts_with("sep=") && facts.beginning.size() > 5) return facts.beginning[4];
  char best = ',';
  double best_score = 0;
  for (const char delimiter : delimiters) {
    if (facts.beginning.find(delimiter) == std::string::npos) continue;
    try {
      CsvReader reader{path, facts.encoding, delimiter};
      const double score = consistency(first_rows(reader, rows_looked_at).rows);
      if (score > best_score + 1e-9) {
        best = delimiter;
        best_score = score;
      }
    } catch (const AppError&) {
      continue;  // a budget was broken: not this one
    }
  }
  return best;
}

/// Not a number, not a date: what a heading looks like.
bool looks_like_heading(const std::string& cell) {
  if (cell.empty() || count_characters(cell) > 60) return false;
  const std::size_t digits = static_cast<std::size_t>(
      std::count_if(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; }));
  return digits * 2 < cell.size();
}

bool is_header(const std::vector<std::string>& row) {
  return filled(row) > 0 && std::all_of(row.begin(), row.end(), [](const std::string& cell) {
           return cell.empty() || looks_like_heading(cell);
         });
}

void fill(Detected& detected, const Beginning& beginning) {
  if (beginning.rows.empty()) return;
  std::size_t header = 0;
  if (detected.format.header_row) {
    while (header + 1 < beginning.rows.size() &&
           beginning.numbers[header] < *detected.format.header_row)
      ++header;
  } else {
    header = find_header(beginning.rows);
    detected.format.header_row = static_cast<int>(beginning.numbers[header]);
  }
  detected.columns = column_names(beginning.rows[header]);
  for (std::size_t i = header + 1; i < beginning.rows.size(); ++i) {
    if (detected.samples.size() == samples_shown) break;
    detected.samples.push_back(beginning.rows[i]);
    detected.samples.back().resize(std::max(
        detected.columns.size(),
        filled(detected.samples.back()) == 0 ? std::size_t{0} : detected.samples.back().size()));
  }
  const auto left = static_cast<std::int64_t>(beginning.rows.size() - header - 1);
  const bool whole = beginning.rows.size() < rows_looked_at;
  detected.rows_estimate = whole ? left : std::max(detected.rows_estimate, left);
}

/// The first visible sheet with a table in it, else the first visible one.
std::unique_ptr<XlsxReader> open_best_sheet(const std::string& path, Beginning& beginning) {
  auto first = std::make_unique<XlsxReader>(path, "");
  std::unique_ptr<XlsxReader> reader;
  for (const Sheet& sheet : first->sheets()) {
    if (sheet.hidden) continue;
    reader = std::make_unique<XlsxReader>(path, sheet.name);
    beginning = first_rows(*reader, rows_looked_at);
    if (beginning.rows.size() >= 2) return reader;
  }
  beginning = first_rows(*first, rows_looked_at);
  return first;
}

}  // namespace

/// The fullest row of headings before the first wide row of values.
std::size_t find_header(const std::vector<std::vector<std::string>>& rows) {
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, filled(row));
  const std::size_t enough = std::max<std::size_t>(1, (width * 3 + 4) / 5);
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (filled(rows[i]) < enough) continue;
    if (!is_header(rows[i])) return best.value_or(i);
    if (!best || filled(rows[i]) > filled(rows[*best])) best = i;
  }
  return best.value_or(0);
}

std::vector<std::string> column_names(const std::vector<std::string>& header) {
  std::vector<std::string> names;
  std::map<std::string, int> seen;
  std::size_t size = header.size();
  while (size > 0 && trim(header[size - 1]).empty()) --size;
  for (std::size_t i = 0; i < size; ++i) {
    std::string name = trim(header[i]);
    if (name.empty()) name = "#" + std::to_string(i + 1);
    const int times = ++seen[name];
    names.push_back(times == 1 ? name : name + " (" + std::to_string(times) + ")");
  }
  return names;
}

Detected detect(const std::string& path, const Format& wished) {
  Detected detected;
  detected.format = wished;
  if (!detected.format.kind) detected.format.kind = kind_of(path);
  if (*detected.format.kind == Format::Kind::xlsx) {
    Beginning beginning;
    std::unique_ptr<XlsxReader> reader;
    if (wished.sheet) {
      reader = std::make_unique<XlsxReader>(path, *wished.sheet);
      beginning = first_rows(*reader, rows_looked_at);
    } else {
      reader = open_best_sheet(path, beginning);
    }
    for (const Sheet& sheet : reader->sheets())
      if (!sheet.hidden) detected.sheets.push_back(sheet.name);
    detected.format.sheet = reader->sheet();
    detected.rows_estimate = std::max<std::int64_t>(0, reader->rows_said() - 1);
    fill(detected, beginning);
    return detected;
  }
  const TextFacts facts = look_at_text(path, wished.encoding.value_or(""));
  detected.format.encoding = facts.encoding;
  if (!wished.delimiter) detected.format.delimiter = guess_delimiter(path, facts);
  detected.rows_estimate = facts.line_ends;
  CsvReader reader{path, facts.encoding, *detected.format.delimiter};
  fill(detected, first_rows(reader, rows_looked_at));
  return detected;
}

namespace {

/// Begins at the header row.
class FromRow final : public TableReader {
 public:
  FromRow(std::unique_ptr<TableReader> reader, std::int64_t first)
      : reader_{std::move(reader)}, first_{first} {}
  bool next(std::vector<std::string>& cells) override {
    while (reader_->next(cells))
      if (reader_->row() >= first_) return true;
    return false;
  }
  std::int64_t row() const override { return reader_->row(); }

 private:
  std::unique_ptr<TableReader> reader_;
  std::int64_t first_;
};

}  // namespace

std::unique_ptr<TableReader> open_table(const std::string& path, const Format& format) {
  const Format::Kind kind = format.kind ? *format.kind : kind_of(path);
  std::unique_ptr<TableReader> reader;
  if (kind == Format::Kind::xlsx) {
    reader = std::make_unique<XlsxReader>(path, format.sheet.value_or(""));
  } else {
    const bool complete = format.encoding && format.delimiter;
    const Format told = complete ? format : detect(path, format).format;
    reader = std::make_unique<CsvReader>(path, *told.encoding, *told.delimiter);
  }
  if (!format.header_row) return reader;
  return std::make_unique<FromRow>(std::move(reader), *format.header_row);
}

}  // namespace tw::exchange
