#include "platform/exchange/xlsx_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "platform/base/error.h"
#include "platform/base/text.h"
#include "platform/exchange/text_source.h"

namespace tw::exchange {
namespace {

using Event = XmlPull::Event;

constexpr std::size_t most_columns = 5000;
constexpr std::size_t most_row_bytes = 16u << 20;

std::size_t index_in(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} ? number : static_cast<std::size_t>(-1);
}

/// 27 for `AB12`; 0 when the reference has no letters.
std::size_t column_number(std::string_view reference) {
  std::size_t column = 0;
  for (const char c : reference) {
    const char upper = static_cast<char>(c & ~0x20);
    if (upper < 'A' || upper > 'Z' || column > most_columns) break;
    column = column * 26 + static_cast<std::size_t>(upper - 'A' + 1);
  }
  return column;
}

/// 19 for `A1:F19`.
std::int64_t last_row_of(std::string_view dimension) {
  const std::size_t digits = dimension.find_last_not_of("0123456789");
  if (digits == std::string_view::npos || digits + 1 >= dimension.size()) return 0;
  return static_cast<std::int64_t>(index_in(dimension.substr(digits + 1)));
}

}  // namespace

XlsxReader::XlsxReader(const std::string& path, const std::string& sheet)
    : package_{path}, workbook_{package_} {
  for (const Sheet& candidate : workbook_.sheets()) {
    if (sheet.empty() ? candidate.hidden : candidate.name != sheet) continue;
    sheet_ = &candidate;
    break;
  }
  if (sheet_ == nullptr && sheet.empty() && !workbook_.sheets().empty())
    sheet_ = &workbook_.sheets().front();
  if (sheet_ == nullptr) throw AppError{Errc::invalid, "import.no_sheet", {{"sheet", sheet}}};
  workbook_.load_shared_strings(package_);
  xml_ = std::make_unique<XmlPull>(package_.open(sheet_->part));
  for (;;) {  // to the first row
    const Event event = xml_->next();
    if (event == Event::finished) {
      ended_ = true;
      return;
    }
    if (event != Event::start) continue;
    if (xml_->name() == "dimension") rows_said_ = last_row_of(xml_->attribute("ref").value_or(""));
    if (xml_->name() == "sheetData") return;
  }
}

bool XlsxReader::next(std::vector<std::string>& cells) {
  while (!ended_) {
    const Event event = xml_->next();
    if (event == Event::finished || (event == Event::end && xml_->name() == "sheetData")) {
      ended_ = true;
      break;
    }
    if (event != Event::start || xml_->name() != "row") continue;
    const auto number = xml_->attribute("r");
    const std::size_t said = number ? index_in(*number) : 0;
    row_ = number && said <= 0x7FFFFFFF ? static_cast<std::int64_t>(said) : row_ + 1;
    if (read_row(cells)) return true;
  }
  return false;
}

/// Reads to the row's end; false when all its cells are empty.
bool XlsxReader::read_row(std::vector<std::string>& cells) {
  cells.clear();
  next_column_ = 0;
  std::size_t bytes = 0;
  bool filled = false;
  for (;;) {
    const Event event = xml_->next();
    if (event == Event::finished) unreadable("XML: cut off");
    if (event == Event::end && xml_->name() == "row") return filled;
    if (event != Event::start || xml_->name() != "c") continue;
    const std::size_t column = column_of_cell();
    if (column >= most_columns)
      throw AppError{Errc::too_large,
                     "import.too_many_columns",
                     {{"row", std::to_string(row_)}, {"max", std::to_string(most_columns)}}};
    if (cells.size() <= column) cells.resize(column + 1);
    read_cell(cells[column]);
    bytes += cells[column].size();
    filled = filled || !cells[column].empty();
    if (bytes > most_row_bytes)
      throw AppError{Errc::too_large,
                     "import.row_too_large",
                     {{"row", std::to_string(row_)}, {"max", std::to_string(most_row_bytes)}}};
  }
}

std::size_t XlsxReader::column_of_cell() {
  std::size_t column = next_column_;
  if (const auto reference = xml_->attribute("r"))
    if (const std::size_t number = column_number(*reference); number > 0) column = number - 1;
  next_column_ = column + 1;
  return column;
}

/// Reads to the end of `<c>`; the value of a formula is what was last computed.
void XlsxReader::read_cell(std::string& out) {
  const std::string type{xml_->attribute("t").value_or("n")};
  const std::size_t style = index_in(xml_->attribute("s").value_or("0"));
  std::string value;
  bool in_value = false;
  bool phonetic = false;
  for (;;) {
    const Event event = xml_->next();
    if (event == Event::finished) unreadable("XML: cut off");
    if (event == Event::text) {
      if (in_value && !phonetic) append_unescaped(value, xml_->text());
      continue;
    }
    if (event == Event::end && xml_->name() == "c") break;
    if (xml_->name() == "v" || xml_->name() == "t") in_value = event == Event::start;
    if (xml_->name() == "rPh") phonetic = event == Event::start;
  }
  convert(type, style, value);
  if (first_bad_utf8(value)) unreadable("XML: not UTF-8");
  out = std::move(value);
}

void XlsxReader::convert(std::string_view type, std::size_t style, std::string& value) const {
  if (type == "s") {
    value = workbook_.shared_string(index_in(value));
  } else if (type == "b") {
    value = value == "1" ? "TRUE" : "FALSE";
  } else if (type == "e") {
    value.clear();
  } else if (type == "n" && !value.empty()) {
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size()) return;
    const NumberLook look = workbook_.look(style);
    constexpr double percent = 100;
    if (look == NumberLook::percent) {
      value = text_of_number(number * percent) + "%";
    } else if (look != NumberLook::plain) {
      if (std::string iso = iso_of_serial(number, look, workbook_.from_1904()); !iso.empty())
        value = std::move(iso);
    } else {
      value = text_of_number(number);
    }
  }
}

}  // namespace tw::exchange
