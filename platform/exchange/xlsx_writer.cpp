// XLSX out, row by row in constant memory. Texts stay texts, so nothing in them can run.
#include <xlsxwriter.h>

#include <array>
#include <cmath>

#include "platform/base/error.h"
#include "platform/base/text.h"
#include "platform/exchange/csv_reader.h"

namespace tw::exchange {
namespace {

constexpr lxw_row_t most_rows = 1'048'576;
constexpr std::size_t most_characters = 32'767;
constexpr std::int32_t first_day = -25'508;  // 1900-03-01: before it Excel's calendar is wrong
constexpr double column_width = 16;

/// A literal `_x000D_` would be read as the character it names; its underscore is written as one.
std::string with_escapes(std::string_view text) {
  std::string out;
  for (std::size_t at = text.find("_x"); at != std::string_view::npos; at = text.find("_x")) {
    constexpr std::size_t escape_size = 7;
    const std::string_view digits = text.substr(at).substr(2, 4);
    const bool escape =
        text.size() - at >= escape_size && text[at + escape_size - 1] == '_' &&
        digits.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    out += text.substr(0, at);
    out += escape ? "_x005F_x" : "_x";
    text.remove_prefix(at + 2);
  }
  return out.append(text);
}

class XlsxWriter final : public TableWriter {
 public:
  explicit XlsxWriter(const std::string& path) {
    lxw_workbook_options options{};
    options.constant_memory = 1;
    book_ = workbook_new_opt(path.c_str(), &options);
    if (book_ == nullptr) fail("workbook");
    bold_ = workbook_add_format(book_);
    format_set_bold(bold_);
    date_ = workbook_add_format(book_);
    format_set_num_format(date_, "yyyy-mm-dd");
    instant_ = workbook_add_format(book_);
    format_set_num_format(instant_, "yyyy-mm-dd hh:mm:ss");
  }
  ~XlsxWriter() override {
    if (book_ != nullptr) lxw_workbook_free(book_);
  }
  XlsxWriter(const XlsxWriter&) = delete;
  XlsxWriter& operator=(const XlsxWriter&) = delete;

  void header(const std::vector<std::string>& names) override {
    names_ = names;
    add_sheet();
  }

  void row(const std::vector<Value>& cells) override {
    if (sheet_ == nullptr || next_ == most_rows) add_sheet();
    for (std::size_t i = 0; i < cells.size(); ++i) write(static_cast<lxw_col_t>(i), cells[i]);
    ++next_;
  }

  void finish() override {
    if (book_ == nullptr) return;
    if (sheet_ == nullptr) add_sheet();
    const lxw_error error = workbook_close(book_);
    book_ = nullptr;
    if (error != LXW_NO_ERROR) fail(lxw_strerror(error));
  }

 private:
  [[noreturn]] static void fail(const char* reason) {
    throw AppError{Errc::storage, "file.unwritable", {{"reason", reason}}};
  }

  void add_sheet() {
    sheet_ = workbook_add_worksheet(book_, nullptr);
    if (sheet_ == nullptr) fail("worksheet");
    next_ = 0;
    if (names_.empty()) return;
    worksheet_set_column(sheet_, 0, static_cast<lxw_col_t>(names_.size() - 1), column_width,
                         nullptr);
    worksheet_freeze_panes(sheet_, 1, 0);
    for (std::size_t i = 0; i < names_.size(); ++i)
      worksheet_write_string(sheet_, 0, static_cast<lxw_col_t>(i), names_[i].c_str(), bold_);
    next_ = 1;
  }

  void write(lxw_col_t column, const Value& value) {
    if (value.is_null()) return;
    if (const bool* flag = value.get_if<bool>())
      worksheet_write_boolean(sheet_, next_, column, *flag ? 1 : 0, nullptr);
    else if (const std::int64_t* number = value.get_if<std::int64_t>())
      write_number(column, Decimal{*number});
    else if (const Decimal* decimal = value.get_if<Decimal>())
      write_number(column, *decimal);
    else if (const Date* date = value.get_if<Date>(); date != nullptr && date->days() >= first_day)
      write_serial(column, date->days(), date_);
    else if (const DateTime* instant = value.get_if<DateTime>();
             instant != nullptr && instant->date().days() >= first_day)
      write_serial(column, static_cast<double>(instant->ms()) / 86'400'000.0, instant_);
    else
      write_text(column, text_of_cell(value));
  }

  void write_serial(lxw_col_t column, double days_since_1970, lxw_format* format) {
    constexpr double excel_of_1970 = 25'569;
    worksheet_write_number(sheet_, next_, column, days_since_1970 + excel_of_1970, format);
  }

  /// A number that a spreadsheet would round stays a text.
  void write_number(lxw_col_t column, const Decimal& number) {
    constexpr std::size_t digits_kept = 15;
    const std::string text = number.normalized().text();
    const auto digits = static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }));
    if (digits > digits_kept) return write_text(column, text);
    worksheet_write_number(sheet_, next_, column, number.approximate(), nullptr);
  }

  void write_text(lxw_col_t column, std::string text) {
    if (count_characters(text) > most_characters) {
      std::size_t end = 0;
      for (std::size_t i = 0; i < most_characters; ++i) next_code_point(text, end);
      text.resize(end);
    }
    if (text.empty()) return;
    worksheet_write_string(sheet_, next_, column, with_escapes(text).c_str(), nullptr);
  }

  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format* bold_ = nullptr;
  lxw_format* date_ = nullptr;
  lxw_format* instant_ = nullptr;
  std::vector<std::string> names_;
  lxw_row_t next_ = 0;
};

}  // namespace

std::unique_ptr<TableWriter> xlsx_writer(const std::string& path) {
  return std::make_unique<XlsxWriter>(path);
}

}  // namespace tw::exchange
