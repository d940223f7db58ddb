#pragma once
// CSV as it is met in the wild: RFC 4180 with quoted line ends; a quote inside an unquoted field is
// itself; a quote that opens a field and is never closed is itself too, so it costs no rows. Lines
// end with CRLF, LF or CR. Lines without any cell content are passed over. The apostrophe that the
// writer puts before what a spreadsheet would run as a formula is taken away again.
// Budgets: 1 MB a cell, 16 MB a row, 5,000 columns.

#include "platform/exchange/exchange.h"
#include "platform/exchange/text_source.h"

namespace tw::exchange {

class CsvReader final : public TableReader {
 public:
  CsvReader(const std::string& path, std::string_view encoding, char delimiter);
  bool next(std::vector<std::string>& cells) override;
  std::int64_t row() const override { return row_; }

 private:
  enum class Stop : std::uint8_t { cell, line };
  Stop read_cell(std::string& cell);
  bool read_quoted(std::string& cell);
  bool closes_at(std::size_t position);
  Stop end_cell();
  void skip_separator_hint();
  bool available(std::size_t position);
  void forget_consumed();

  TextSource source_;
  char delimiter_;
  std::string text_;  // from the row being read on
  std::size_t at_ = 0;
  std::size_t cells_in_row_ = 0, failed_quotes_in_row_ = 0;
  bool ended_ = false, first_ = true;
  std::int64_t line_ = 1, row_ = 0;
};

/// The inverse of what csv_writer does to a cell (formula.cpp).
bool needs_apostrophe(std::string_view cell);
bool has_apostrophe(std::string_view cell);
/// A value as the writers and the reader exchange it.
std::string text_of_cell(const Value& value);

}  // namespace tw::exchange
