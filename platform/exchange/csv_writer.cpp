#include "platform/base/text.h"
#include "platform/exchange/csv_reader.h"

namespace tw::exchange {
namespace {

class CsvWriter final : public TableWriter {
 public:
  CsvWriter(std::string& out, CsvFlavour flavour)
      : out_{out}, line_end_{flavour == CsvFlavour::excel ? "\r\n" : "\n"} {
    if (flavour == CsvFlavour::excel) out_ += "\xEF\xBB\xBF";
  }

  void header(const std::vector<std::string>& names) override {
    for (const std::string& name : names) add(name);
    end_row();
  }
  void row(const std::vector<Value>& cells) override {
    for (const Value& cell : cells) {
      if (const std::string* text = cell.get_if<std::string>())
        add(*text);
      else
        add_plain(text_of_cell(cell));
    }
    end_row();
  }
  void finish() override {}

 private:
  void separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }
  void end_row() {
    // A row of one empty cell would read as no row at all.
    out_ += line_end_;
    first_ = true;
  }
  void add_plain(std::string_view text) {
    separate();
    out_ += text;
  }
  void add(std::string_view text) {
    separate();
    const bool inert = !needs_apostrophe(text);
    const bool quoted =
        !text.empty() &&
        (text.find_first_of(",;|\t\r\n\"") != std::string_view::npos || text.front() == ' ' ||
         text.back() == ' ' || text.starts_with("\xEF\xBB\xBF") || text.starts_with("sep="));
    if (quoted) out_ += '"';
    if (!inert) out_ += '\'';
    for (const char c : text) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    if (quoted) out_ += '"';
  }

  std::string& out_;
  std::string_view line_end_;
  bool first_ = true;
};

}  // namespace

std::string text_of_cell(const Value& value) {
  if (value.is_null()) return {};
  if (const bool* flag = value.get_if<bool>()) return *flag ? "true" : "false";
  if (const std::int64_t* number = value.get_if<std::int64_t>()) return std::to_string(*number);
  if (const Decimal* number = value.get_if<Decimal>()) return number->normalized().text();
  if (const Date* date = value.get_if<Date>()) return date->text();
  if (const DateTime* instant = value.get_if<DateTime>()) return instant->text();
  if (const Id* id = value.get_if<Id>()) return id->text();
  return value.as<std::string>();
}

std::unique_ptr<TableWriter> csv_writer(std::string& out, CsvFlavour flavour) {
  return std::make_unique<CsvWriter>(out, flavour);
}

}  // namespace tw::exchange
