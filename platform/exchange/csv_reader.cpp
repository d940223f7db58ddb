#include "platform/exchange/csv_reader.h"

#include "platform/base/error.h"

namespace tw::exchange {
namespace {

constexpr std::size_t most_cell_bytes = 1u << 20;
constexpr std::size_t most_row_bytes = 16u << 20;
constexpr std::size_t most_columns = 5000;
constexpr std::size_t most_failed_quotes = 100;  // then a row's quotes are not tried any more
constexpr std::size_t forget_after = 1u << 20;

[[noreturn]] void over_budget(const char* code, std::int64_t row, std::size_t limit) {
  throw AppError{
      Errc::too_large, code, {{"row", std::to_string(row)}, {"max", std::to_string(limit)}}};
}

}  // namespace

CsvReader::CsvReader(const std::string& path, std::string_view encoding, char delimiter)
    : source_{path, encoding}, delimiter_{delimiter} {}

/// Makes the byte at `position` readable; false beyond the end of the file.
bool CsvReader::available(std::size_t position) {
  while (position >= text_.size()) {
    if (ended_) return false;
    ended_ = !source_.read(text_);
  }
  return true;
}

void CsvReader::forget_consumed() {
  if (at_ < forget_after) return;
  text_.erase(0, at_);
  at_ = 0;
}

/// `sep=;` on the first line tells Excel the delimiter; it is no row.
void CsvReader::skip_separator_hint() {
  first_ = false;
  if (!available(5) || !text_.starts_with("sep=")) return;
  if (text_[5] != '\r' && text_[5] != '\n') return;
  at_ = text_[5] == '\r' && available(6) && text_[6] == '\n' ? 7 : 6;
  ++line_;
}

bool CsvReader::next(std::vector<std::string>& cells) {
  if (first_) skip_separator_hint();
  for (;;) {
    forget_consumed();
    if (!available(at_)) return false;
    row_ = line_;
    cells_in_row_ = failed_quotes_in_row_ = 0;
    const std::size_t start = at_;
    bool filled = false;
    for (Stop stop = Stop::cell; stop == Stop::cell; ++cells_in_row_) {
      if (cells_in_row_ == most_columns) over_budget("import.too_many_columns", row_, most_columns);
      if (cells.size() <= cells_in_row_) cells.emplace_back();
      stop = read_cell(cells[cells_in_row_]);
      filled = filled || !cells[cells_in_row_].empty();
      if (at_ - start > most_row_bytes) over_budget("import.row_too_large", row_, most_row_bytes);
    }
    cells.resize(cells_in_row_);
    if (filled) return true;
  }
}

/// Consumes the delimiter or the line end at `at_`.
CsvReader::Stop CsvReader::end_cell() {
  if (!available(at_)) return Stop::line;
  const char c = text_[at_++];
  if (c == delimiter_) return Stop::cell;
  if (c == '\r' && available(at_) && text_[at_] == '\n') ++at_;
  ++line_;
  return Stop::line;
}

CsvReader::Stop CsvReader::read_cell(std::string& cell) {
  cell.clear();
  const std::size_t start = at_;
  const std::int64_t line = line_;
  bool done = false;
  if (available(at_) && text_[at_] == '"') {
    ++at_;
    done = failed_quotes_in_row_ < most_failed_quotes && read_quoted(cell);
    if (!done) {  // the quote closes nowhere sensible: it is an ordinary character
      ++failed_quotes_in_row_;
      at_ = start;
      line_ = line;
      cell.clear();
    }
  }
  if (!done) {
    for (std::size_t end = at_;; ++end) {
      if (available(end)) {
        const char c = text_[end];
        if (c != delimiter_ && c != '\n' && c != '\r') continue;
      }
      if (end - at_ > most_cell_bytes) over_budget("import.cell_too_large", row_, most_cell_bytes);
      cell.assign(text_, at_, end - at_);
      at_ = end;
      break;
    }
  }
  if (has_apostrophe(cell)) cell.erase(0, 1);
  return end_cell();
}

/// Does the cell end at `position`, perhaps after blanks? Moves `at_` there when it does.
bool CsvReader::closes_at(std::size_t position) {
  while (available(position) && text_[position] == ' ') ++position;
  if (available(position)) {
    const char c = text_[position];
    if (c != delimiter_ && c != '\n' && c != '\r') return false;
  }
  at_ = position;
  return true;
}

/// Reads on after the opening quote; false when the quote turns out to be a mere character. A
/// stray quote is borne with as long as the cell closes on its own line.
bool CsvReader::read_quoted(std::string& cell) {
  bool stray = false;
  bool several_lines = false;
  while (available(at_)) {
    const char c = text_[at_];
    if (cell.size() > most_cell_bytes) return false;
    if (c == '"') {
      if (available(at_ + 1) && text_[at_ + 1] == '"') {
        cell += '"';
        at_ += 2;
        continue;
      }
      if (closes_at(at_ + 1)) return true;
      if (several_lines) return false;
      stray = true;
    } else if (c == '\n' || c == '\r') {
      if (stray) return false;
      several_lines = true;
      if (c == '\n' || !available(at_ + 1) || text_[at_ + 1] != '\n') ++line_;
    }
    const std::size_t from = at_++;
    while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\n' && text_[at_] != '\r')
      ++at_;
    cell.append(text_, from, at_ - from);
  }
  return false;
}

}  // namespace tw::exchange
