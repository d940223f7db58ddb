#include <array>
#include <charconv>
#include <cmath>

#include "platform/base/date.h"
#include "platform/exchange/workbook.h"

namespace tw::exchange {
namespace {

struct Letters {
  bool year_or_day = false, month = false, hour = false, seconds = false, percent = false;
};

/// The letters of the format's first section that mean something: not quoted, not escaped, not a
/// colour or a condition in brackets ([h] counts as hours).
Letters letters_of(std::string_view code) {
  Letters found;
  for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    const char c = static_cast<char>(code[i] | 0x20);
    if (code[i] == '"') {
      i = std::min(code.find('"', i + 1), code.size());
    } else if (code[i] == '\\' || code[i] == '_' || code[i] == '*') {
      ++i;
    } else if (code[i] == '[') {
      const std::size_t end = std::min(code.find(']', i), code.size());
      const std::string_view inside = code.substr(i + 1, end - i - 1);
      if (inside == "h" || inside == "hh" || inside == "H" || inside == "HH") found.hour = true;
      if (inside == "m" || inside == "mm" || inside == "s" || inside == "ss") found.seconds = true;
      i = end;
    } else if (c == 'g' && code.substr(i, 7) == "General") {
      i += 6;
    } else if (c == 'y' || c == 'd' || c == 'e') {
      // `E+00` is an exponent, `e` alone an era year
      const bool exponent =
          c == 'e' && i + 1 < code.size() && (code[i + 1] == '+' || code[i + 1] == '-');
      found.year_or_day = found.year_or_day || !exponent;
    } else if (c == 'm') {
      found.month = true;
    } else if (c == 'h') {
      found.hour = true;
    } else if (c == 's') {
      found.seconds = true;
    } else if (c == '%') {
      found.percent = true;
    }
  }
  return found;
}

NumberLook built_in(int id) {
  if (id == 9 || id == 10) return NumberLook::percent;
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) ||
      id == 57 || id == 58)
    return NumberLook::date;
  if (id == 22) return NumberLook::datetime;
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 ||
      id == 56)
    return NumberLook::time;
  return NumberLook::plain;
}

}  // namespace

NumberLook look_of(int format_id, std::string_view code) {
  if (code.empty()) return built_in(format_id);
  const Letters letters = letters_of(code);
  const bool time = letters.hour || letters.seconds;
  if (letters.year_or_day || (letters.month && !time))
    return time ? NumberLook::datetime : NumberLook::date;
  if (time) return NumberLook::time;
  return letters.percent ? NumberLook::percent : NumberLook::plain;
}

std::string iso_of_serial(double serial, NumberLook look, bool from_1904) {
  constexpr double last_day = 2'958'465;  // 9999-12-31
  constexpr std::int32_t epoch_1900 = -25'569;
  constexpr std::int32_t epoch_1904 = -24'107;
  constexpr int seconds_a_day = 86'400;
  if (!(serial >= 0) || serial > last_day) return {};
  auto day = static_cast<std::int32_t>(std::floor(serial));
  auto second = static_cast<int>(std::lround((serial - day) * seconds_a_day));
  if (second == seconds_a_day) {
    second = 0;
    ++day;
  }
  const auto two = [](int number) {
    return std::string{static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
  };
  const std::string time =
      two(second / 3600) + ":" + two(second / 60 % 60) + ":" + two(second % 60);
  if (look == NumberLook::time && day == 0) return time;
  // The calendar of 1900 has a 29 February that never was.
  if (!from_1904 && day < 60) ++day;
  const std::string date = Date{day + (from_1904 ? epoch_1904 : epoch_1900)}.text();
  return second == 0 ? date : date + "T" + time;
}

std::string text_of_number(double number) {
  constexpr int digits = 15;
  constexpr double largest_whole = 1e15;
  if (!std::isfinite(number)) return {};
  std::array<char, 400> buffer{};
  if (std::trunc(number) == number && std::abs(number) < largest_whole) {
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                   static_cast<std::int64_t>(number));
    return {buffer.data(), end.ptr};
  }
  // Round to the 15 digits that are shown, then write the shortest text of that number.
  auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                           std::chars_format::scientific, digits - 1);
  double rounded = number;
  std::from_chars(buffer.data(), end.ptr, rounded);
  end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), rounded,
                      std::chars_format::fixed);
  return {buffer.data(), end.ptr};
}

}  // namespace tw::exchange
