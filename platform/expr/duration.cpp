#include "platform/expr/duration.h"

#include <array>
#include <charconv>

namespace tw::expr {
namespace {

constexpr std::int64_t second_ms = 1000;
constexpr std::int64_t minute_ms = 60 * second_ms;
constexpr std::int64_t hour_ms = 60 * minute_ms;
constexpr std::int64_t day_ms = 24 * hour_ms;
constexpr std::size_t max_number_digits = 12;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A cursor over a number with up to three digits of fraction.
struct Cursor {
  std::string_view rest;

  bool take(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }

  std::optional<std::int64_t> whole() {
    std::size_t length = 0;
    while (length < rest.size() && is_digit(rest[length])) ++length;
    if (length == 0 || length > max_number_digits) return std::nullopt;
    std::int64_t number = 0;
    std::from_chars(rest.data(), rest.data() + length, number);
    rest.remove_prefix(length);
    return number;
  }

  /// The digits after a point as milliseconds; finer digits must be zero.
  std::optional<std::int64_t> fraction_ms() {
    std::int64_t ms = 0;
    std::size_t length = 0;
    std::int64_t unit = 100;
    for (; length < rest.size() && is_digit(rest[length]); ++length) {
      if (unit == 0 && rest[length] != '0') return std::nullopt;
      ms += unit * (rest[length] - '0');
      unit /= 10;
    }
    if (length == 0) return std::nullopt;
    rest.remove_prefix(length);
    return ms;
  }
};

struct Designator {
  char letter;
  std::int64_t unit_ms;
};

/// Reads the parts of one half (before or after T) in their order; false on a malformed part.
template <std::size_t N>
bool read_parts(Cursor& cursor, const std::array<Designator, N>& parts, std::int64_t& total,
                bool& any) {
  std::size_t next = 0;
  while (!cursor.rest.empty() && is_digit(cursor.rest.front())) {
    const auto number = cursor.whole();
    if (!number) return false;
    std::int64_t fraction = 0;
    const bool with_fraction = cursor.take('.');
    if (with_fraction) {
      const auto ms = cursor.fraction_ms();
      if (!ms) return false;
      fraction = *ms;
    }
    while (next < N && !(cursor.rest.starts_with(parts[next].letter))) ++next;
    if (next == N || (with_fraction && parts[next].letter != 'S')) return false;
    cursor.rest.remove_prefix(1);
    std::int64_t part = 0;
    if (__builtin_mul_overflow(*number, parts[next].unit_ms, &part) ||
        __builtin_add_overflow(total, part + fraction, &total)) {
      return false;
    }
    any = true;
    ++next;
  }
  return true;
}

}  // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
  Cursor cursor{text};
  const bool negative = cursor.take('-');
  if (!negative) cursor.take('+');
  if (!cursor.take('P')) return std::nullopt;
  std::int64_t total = 0;
  bool any = false;
  if (!read_parts(cursor, std::array{Designator{'D', day_ms}}, total, any)) return std::nullopt;
  if (cursor.take('T')) {
    bool any_time = false;
    const std::array parts{Designator{'H', hour_ms}, Designator{'M', minute_ms},
                           Designator{'S', second_ms}};
    if (!read_parts(cursor, parts, total, any_time) || !any_time) return std::nullopt;
    any = true;
  }
  if (!any || !cursor.rest.empty()) return std::nullopt;
  return negative ? -total : total;
}

std::optional<std::int64_t> parse_time_of_day(std::string_view text) {
  const auto two = [&](std::size_t at) -> std::int64_t {
    if (at + 2 > text.size() || !is_digit(text[at]) || !is_digit(text[at + 1])) return -1;
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
  };
  if (text.size() < 5 || text[2] != ':') return std::nullopt;
  const std::int64_t hour = two(0);
  const std::int64_t minute = two(3);
  std::int64_t second = 0;
  std::int64_t ms = 0;
  if (text.size() > 5) {
    if (text[5] != ':') return std::nullopt;
    second = two(6);
    if (text.size() > 8) {
      Cursor cursor{text.substr(8)};
      const auto fraction = cursor.take('.') ? cursor.fraction_ms() : std::nullopt;
      if (!fraction || !cursor.rest.empty()) return std::nullopt;
      ms = *fraction;
    }
  }
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return std::nullopt;
  return hour * hour_ms + minute * minute_ms + second * second_ms + ms;
}

std::string duration_text(std::int64_t ms) {
  if (ms == 0) return "PT0S";
  std::string out = ms < 0 ? "-P" : "P";
  // Unsigned, so that the smallest number has a positive counterpart.
  std::uint64_t rest = ms < 0 ? 0 - static_cast<std::uint64_t>(ms) : static_cast<std::uint64_t>(ms);
  const auto take = [&](std::int64_t unit) {
    const std::uint64_t count = rest / static_cast<std::uint64_t>(unit);
    rest %= static_cast<std::uint64_t>(unit);
    return count;
  };
  if (const auto days = take(day_ms); days != 0) out += std::to_string(days) + 'D';
  if (rest == 0) return out;
  out += 'T';
  if (const auto hours = take(hour_ms); hours != 0) out += std::to_string(hours) + 'H';
  if (const auto minutes = take(minute_ms); minutes != 0) out += std::to_string(minutes) + 'M';
  if (rest == 0) return out;
  out += std::to_string(take(second_ms));
  if (rest != 0) {
    const std::string digits = std::to_string(1000 + rest);
    out += '.' + digits.substr(1);
    while (out.back() == '0') out.pop_back();
  }
  return out + 'S';
}

}  // namespace tw::expr
