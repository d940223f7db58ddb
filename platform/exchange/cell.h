#pragma once
// What people write in cells, read as the field's type: numbers with thousand separators, currency
// and percent signs, dates of East and West, yes and no, options and countries by their name in any
// of our languages. The result is the JSON the record pipeline takes.

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/base/date.h"
#include "platform/base/json.h"
#include "platform/base/result.h"
#include "platform/meta/catalogue.h"

namespace tw::exchange {

/// Which comes first in 3/5/2026.
enum class DayOrder : std::uint8_t { unknown, day_first, month_first };
/// What a cell says about the order in its column: 25/3/2026 can only be day first.
DayOrder order_shown_by(std::string_view cell);

/// `1,234.50`, `1.234,50`, `￥1,200`, `(12.5)`, `3.5万`, `１２`; `12.5%` keeps its number and sets
/// `percent`. Nothing when it is no number.
struct Number {
  Decimal value;
  bool percent = false;
};
std::optional<Number> read_number(std::string_view cell);

/// Problems: import.bad_date {value}, import.ambiguous_date {value}.
struct Moment {
  Date day;
  std::optional<int> ms_of_day;       // a time was given
  std::optional<int> offset_minutes;  // with its zone
};
Result<Moment> read_moment(std::string_view cell, DayOrder order);

std::optional<bool> read_boolean(std::string_view cell);
/// The ISO code for a code (two or three letters) or a name in English or Chinese; empty when
/// unknown.
std::string read_country(std::string_view cell);
std::string read_currency(std::string_view cell);

class CellReader {
 public:
  /// `time_zone`: of local times without a zone.
  CellReader(const meta::FieldDef& field, std::string time_zone, DayOrder order);
  /// The cell is not empty. Problems name no field; the caller knows the column.
  Result<json::value> read(std::string_view cell) const;

 private:
  Result<json::value> read_text(std::string_view cell) const;
  Result<json::value> read_option(std::string_view cell) const;
  Result<json::value> read_list(std::string_view cell) const;
  Result<json::value> read_number_cell(std::string_view cell) const;
  Result<json::value> read_datetime(std::string_view cell) const;

  const meta::FieldDef* field_;
  std::string time_zone_;
  DayOrder order_;
  std::unordered_map<std::string, std::string> options_;  // folded code or label → code
};

/// The parts of a cell that holds several values, split at ; , 、 ； ， | and line ends.
std::vector<std::string> split_list(std::string_view cell);

}  // namespace tw::exchange
