#pragma once
// What a workbook knows beside its cells: its sheets, how numbers are shown (which tells dates from
// numbers), its shared strings and which day is number one.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/exchange/package.h"

namespace tw::exchange {

enum class NumberLook : std::uint8_t { plain, date, datetime, time, percent };

/// By the built-in number or by the format's own text.
NumberLook look_of(int format_id, std::string_view code);
/// A serial day as ISO text: `2026-03-05`, `2026-03-05T08:30:00` or `08:30:00`; empty when it is no
/// day of the calendar.
std::string iso_of_serial(double serial, NumberLook look, bool from_1904);
/// The 15 digits a spreadsheet knows, without exponent.
std::string text_of_number(double number);

struct Sheet {
  std::string name;
  std::string part;
  bool hidden = false;
};

class Workbook {
 public:
  explicit Workbook(Package& package);

  const std::vector<Sheet>& sheets() const { return sheets_; }
  bool from_1904() const { return from_1904_; }
  NumberLook look(std::size_t style) const;
  /// Empty when there is no such string.
  std::string_view shared_string(std::size_t index) const;
  void load_shared_strings(Package& package);

 private:
  void read_sheets(Package& package, const std::string& part);
  void read_styles(Package& package);

  std::vector<Sheet> sheets_;
  std::string styles_part_ = "xl/styles.xml", strings_part_ = "xl/sharedStrings.xml";
  std::vector<NumberLook> looks_;  // by cell style
  std::string strings_;            // all shared strings, one after the other
  std::vector<std::size_t> string_ends_;
  bool from_1904_ = false;
};

/// Appends `text` with Excel's `_x000D_` escapes resolved.
void append_unescaped(std::string& out, std::string_view text);

}  // namespace tw::exchange
