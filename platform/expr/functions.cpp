#include "platform/expr/functions.h"

#include <unicode/ucasemap.h>

#include <algorithm>
#include <memory>

#include "platform/base/check.h"
#include "platform/base/text.h"
#include "platform/expr/lexer.h"

namespace tw::expr {
namespace {

constexpr std::int64_t second_ms = 1000;
constexpr std::int64_t minute_ms = 60 * second_ms;
constexpr std::int64_t hour_ms = 60 * minute_ms;
constexpr std::int64_t day_ms = 24 * hour_ms;

using enum ValueType;

constexpr std::array signatures{
    Signature{"contains", Function::contains, 2, 2, {text_set, text_set}, boolean, 0},
    Signature{"startswith", Function::startswith, 2, 2, {text_set, text_set}, boolean, 0},
    Signature{"endswith", Function::endswith, 2, 2, {text_set, text_set}, boolean, 0},
    Signature{"length", Function::length, 1, 1, {text_set}, integer, 0},
    Signature{"indexof", Function::indexof, 2, 2, {text_set, text_set}, integer, 0},
    Signature{
        "substring", Function::substring, 2, 3, {text_set, integer_set, integer_set}, text, 0},
    Signature{"tolower", Function::tolower, 1, 1, {text_set}, text, 0},
    Signature{"toupper", Function::toupper, 1, 1, {text_set}, text, 0},
    Signature{"trim", Function::trim, 1, 1, {text_set}, text, 0},
    Signature{"concat", Function::concat, 2, 2, {text_set, text_set}, text, 0},
    Signature{"matchespattern", Function::matchespattern, 2, 2, {text_set, text_set}, boolean, 0},
    Signature{"year", Function::year, 1, 1, {day_set}, integer, 0},
    Signature{"month", Function::month, 1, 1, {day_set}, integer, 0},
    Signature{"day", Function::day, 1, 1, {day_set}, integer, 0},
    Signature{"hour", Function::hour, 1, 1, {datetime_set}, integer, 0},
    Signature{"minute", Function::minute, 1, 1, {datetime_set}, integer, 0},
    Signature{"second", Function::second, 1, 1, {datetime_set}, integer, 0},
    Signature{"fractionalseconds", Function::fractionalseconds, 1, 1, {datetime_set}, decimal, 3},
    Signature{"date", Function::date, 1, 1, {datetime_set}, ValueType::date, 0},
    Signature{"time", Function::time, 1, 1, {datetime_set}, duration, 0},
    Signature{"totaloffsetminutes", Function::totaloffsetminutes, 1, 1, {datetime_set}, integer, 0},
    Signature{"totalseconds", Function::totalseconds, 1, 1, {duration_set}, decimal, 3},
    Signature{"now", Function::now, 0, 0, {}, datetime, 0},
    Signature{"mindatetime", Function::mindatetime, 0, 0, {}, datetime, 0},
    Signature{"maxdatetime", Function::maxdatetime, 0, 0, {}, datetime, 0},
    Signature{"round", Function::round, 1, 1, {number_set}, any, 0},
    Signature{"floor", Function::floor, 1, 1, {number_set}, any, 0},
    Signature{"ceiling", Function::ceiling, 1, 1, {number_set}, any, 0},
    Signature{"cast", Function::cast, 2, 2, {}, any, 0},
    Signature{"isof", Function::isof, 2, 2, {}, boolean, 0}};

/// Byte offset of the character at `index`, or the end.
std::size_t offset_of(std::string_view text, std::int64_t index) {
  std::size_t offset = 0;
  for (; index > 0 && offset < text.size(); --index) next_code_point(text, offset);
  return offset;
}

std::int64_t index_of(std::string_view text, std::string_view part) {
  const std::size_t offset = text.find(part);
  if (offset == std::string_view::npos) return -1;
  return static_cast<std::int64_t>(count_characters(text.substr(0, offset)));
}

/// From `start` (below zero: from the beginning), at most `length` characters (below zero: none).
std::string substring(std::string_view text, std::int64_t start, std::int64_t length) {
  text.remove_prefix(offset_of(text, start));
  return std::string{text.substr(0, offset_of(text, length))};
}

/// Whole words by Unicode's full rules, as both databases and JavaScript do: `ß` becomes `SS`.
std::string mapped(std::string_view text, decltype(&ucasemap_utf8ToLower) map) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UCaseMap, void (*)(UCaseMap*)> rules{ucasemap_open("", 0, &status),
                                                             ucasemap_close};
  CHECK(U_SUCCESS(status));
  std::string out(text.size() * 3 + 1, '\0');  // no rule writes more than three for one
  const auto size = map(rules.get(), out.data(), static_cast<std::int32_t>(out.size()), text.data(),
                        static_cast<std::int32_t>(text.size()), &status);
  CHECK(U_SUCCESS(status));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

Value call_text(Function function, std::span<const Value> arguments) {
  const std::string& text = arguments[0].as<std::string>();
  const auto other = [&]() -> const std::string& { return arguments[1].as<std::string>(); };
  switch (function) {
    case Function::contains: return text.find(other()) != std::string::npos;
    case Function::startswith: return text.starts_with(other());
    case Function::endswith: return text.ends_with(other());
    case Function::length: return static_cast<std::int64_t>(count_characters(text));
    case Function::indexof: return index_of(text, other());
    case Function::tolower: return mapped(text, ucasemap_utf8ToLower);
    case Function::toupper: return mapped(text, ucasemap_utf8ToUpper);
    case Function::trim: return trim(text);
    case Function::concat: return text + other();
    case Function::substring:
      return substring(text, arguments[1].as<std::int64_t>(),
                       arguments.size() > 2 ? arguments[2].as<std::int64_t>()
                                            : static_cast<std::int64_t>(text.size()));
    default: CHECK(false);
  }
  return {};
}

/// The time of the day in milliseconds, also before 1970.
std::int64_t time_of(DateTime instant) { return ((instant.ms() % day_ms) + day_ms) % day_ms; }

Value call_time(Function function, const Value& argument) {
  const auto* instant = argument.get_if<DateTime>();
  const Date day = instant != nullptr ? instant->date() : argument.as<Date>();
  const std::int64_t time = instant != nullptr ? time_of(*instant) : 0;
  switch (function) {
    case Function::year: return day.year();
    case Function::month: return day.month();
    case Function::day: return day.day();
    case Function::hour: return time / hour_ms;
    case Function::minute: return time / minute_ms % 60;
    case Function::second: return time / second_ms % 60;
    case Function::fractionalseconds: return Decimal::scaled(time % second_ms, 3);
    case Function::date: return day;
    case Function::time: return time;
    case Function::totaloffsetminutes: return 0;
    default: CHECK(false);
  }
  return {};
}

Decimal floor_of(const Decimal& number) {
  const Decimal whole = number.rescaled(0, Rounding::down);
  return whole > number ? whole - Decimal{1} : whole;
}

Value call_number(Function function, const Value& argument) {
  if (argument.is<std::int64_t>()) return argument;
  const Decimal& number = argument.as<Decimal>();
  if (function == Function::floor) return floor_of(number);
  if (function == Function::ceiling) return -floor_of(-number);
  return number.rescaled(0);
}

std::string text_of_value(const Value& value) {
  if (const auto* number = value.get_if<std::int64_t>()) return std::to_string(*number);
  if (const auto* number = value.get_if<Decimal>()) return number->normalized().text();
  if (const auto* flag = value.get_if<bool>()) return *flag ? "true" : "false";
  if (const auto* day = value.get_if<Date>()) return day->text();
  if (const auto* instant = value.get_if<DateTime>()) return instant->text();
  if (const auto* id = value.get_if<Id>()) return id->text();
  return value.as<std::string>();
}

}  // namespace

const Signature* find_function(std::string_view name) {
  const auto* found = std::find_if(signatures.begin(), signatures.end(),
                                   [&](const Signature& s) { return is_word(name, s.name); });
  return found == signatures.end() ? nullptr : found;
}

const Signature& signature_of(Function function) {
  const auto* found = std::find_if(signatures.begin(), signatures.end(),
                                   [&](const Signature& s) { return s.function == function; });
  CHECK(found != signatures.end());
  return *found;
}

Decimal as_decimal(const Value& value) {
  if (const auto* whole = value.get_if<std::int64_t>()) return Decimal{*whole};
  return value.as<Decimal>();
}

Value call(Function function, std::span<const Value> arguments) {
  switch (function) {
    case Function::mindatetime: return *DateTime::parse("0001-01-01T00:00:00Z");
    case Function::maxdatetime: return *DateTime::parse("9999-12-31T23:59:59.999Z");
    case Function::totalseconds: return Decimal::scaled(arguments[0].as<std::int64_t>(), 3);
    case Function::round:
    case Function::floor:
    case Function::ceiling: return call_number(function, arguments[0]);
    case Function::year:
    case Function::month:
    case Function::day:
    case Function::hour:
    case Function::minute:
    case Function::second:
    case Function::fractionalseconds:
    case Function::date:
    case Function::time:
    case Function::totaloffsetminutes: return call_time(function, arguments[0]);
    default: return call_text(function, arguments);
  }
}

Value cast_value(const Value& value, ValueType target, int scale) {
  if (value.is_null()) return value;
  switch (target) {
    case text: return text_of_value(value);
    case decimal: return as_decimal(value).rescaled(scale);
    case integer: {
      if (value.is<std::int64_t>()) return value;
      return value.as<Decimal>().rescaled(0, Rounding::down).units(0);
    }
    case ValueType::date: {
      const auto* instant = value.get_if<DateTime>();
      return instant != nullptr ? Value{instant->date()} : value;
    }
    case datetime: {
      const auto* day = value.get_if<Date>();
      return day != nullptr ? Value{DateTime{day->days() * day_ms}} : value;
    }
    default: return value;
  }
}

}  // namespace tw::expr
