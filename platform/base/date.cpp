#include "platform/base/date.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace tw {

namespace {

constexpr std::int64_t ms_per_minute = 60'000;
constexpr std::int64_t ms_per_day = 86'400'000;
constexpr int days_per_era = 146'097;  // 400 years

struct Civil {
  int year, month, day;
};

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

constexpr bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

constexpr int days_in_month(int year, int month) {
  constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month == 2 && is_leap(year)) return 29;
  return days[static_cast<std::size_t>(month - 1)];
}

// Both conversions count years from 1 March, so that the leap day is the last of its year and the
// length of the months before it follows the line (153 m + 2) / 5. An era is the 400 years after
// which the calendar repeats.
constexpr std::int32_t days_from_civil(int year, int month, int day) {
  const int march_year = month <= 2 ? year - 1 : year;
  const int era = static_cast<int>(floor_div(march_year, 400));
  const int year_of_era = march_year - era * 400;
  const int march_month = (month + 9) % 12;
  const int day_of_year = (153 * march_month + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  constexpr int days_from_march_of_year_0_to_1970 = 719'468;
  return era * days_per_era + day_of_era - days_from_march_of_year_0_to_1970;
}

constexpr std::int32_t first_day = days_from_civil(1, 1, 1);
constexpr std::int32_t last_day = days_from_civil(9999, 12, 31);
constexpr std::int64_t first_ms = first_day * ms_per_day;
constexpr std::int64_t last_ms = (last_day + std::int64_t{1}) * ms_per_day - 1;

constexpr Civil civil_from_days(std::int32_t days) {
  const int shifted = std::clamp(days, first_day, last_day) + 719'468;
  const int era = shifted / days_per_era;  // never negative within the years of the contract
  const int day_of_era = shifted - era * days_per_era;
  const int year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int march_month = (5 * day_of_year + 2) / 153;
  const int day = day_of_year - (153 * march_month + 2) / 5 + 1;
  const int month = march_month < 10 ? march_month + 3 : march_month - 9;
  const int year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return {year, month, day};
}

static_assert(days_from_civil(1970, 1, 1) == 0);
static_assert(civil_from_days(last_day).year == 9999 && civil_from_days(first_day).year == 1);

[[noreturn]] void out_of_range() { throw AppError{Errc::invalid, "date.out_of_range"}; }

char* write_digits(char* out, int number, int width) {
  for (int i = width - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
  return out + width;
}

char* write_date(char* out, Civil civil) {
  out = write_digits(out, civil.year, 4);
  *out++ = '-';
  out = write_digits(out, civil.month, 2);
  *out++ = '-';
  return write_digits(out, civil.day, 2);
}

/// Takes pieces off the front of a text; once a piece is missing, `ok` stays false.
struct Reader {
  std::string_view rest;
  bool ok = true;

  bool next_is(char c) const { return !rest.empty() && rest.front() == c; }
  bool next_is_digit() const { return !rest.empty() && rest.front() >= '0' && rest.front() <= '9'; }
  bool take(char c) {
    if (!next_is(c)) return false;
    rest.remove_prefix(1);
    return true;
  }
  void expect(char c) { ok = take(c) && ok; }
  int number(int width) {
    int value = 0;
    for (int i = 0; i < width; ++i) {
      if (!next_is_digit()) {
        ok = false;
        return 0;
      }
      value = value * 10 + (rest.front() - '0');
      rest.remove_prefix(1);
    }
    return value;
  }
};

std::optional<Date> read_date(Reader& reader) {
  const int year = reader.number(4);
  reader.expect('-');
  const int month = reader.number(2);
  reader.expect('-');
  const int day = reader.number(2);
  if (!reader.ok) return std::nullopt;
  auto date = Date::of(year, month, day);
  if (!date) return std::nullopt;
  return *date;
}

/// Milliseconds of `HH:MM[:SS[.fraction]]`; digits beyond the millisecond are cut off.
std::int64_t read_time(Reader& reader) {
  const int hour = reader.number(2);
  reader.expect(':');
  const int minute = reader.number(2);
  int second = 0;
  int fraction_ms = 0;
  if (reader.take(':')) {
    second = reader.number(2);
    if (reader.take('.')) {
      int digits = 0;
      for (int weight = 100; reader.next_is_digit(); ++digits, weight /= 10) {
        fraction_ms += reader.number(1) * weight;
      }
      reader.ok = reader.ok && digits >= 1 && digits <= 12;
    }
  }
  reader.ok = reader.ok && hour < 24 && minute < 60 && second < 60;
  return ((hour * 60 + minute) * 60 + second) * std::int64_t{1000} + fraction_ms;
}

/// Minutes east of UTC: `Z`, `+08:00`, `+0800` or `+08`.
int read_offset(Reader& reader) {
  if (reader.take('Z') || reader.take('z')) return 0;
  const bool west = reader.next_is('-');
  if (!west && !reader.next_is('+')) {
    reader.ok = false;
    return 0;
  }
  reader.rest.remove_prefix(1);
  const int hours = reader.number(2);
  int minutes = 0;
  if (!reader.rest.empty()) {
    reader.take(':');
    minutes = reader.number(2);
  }
  reader.ok = reader.ok && hours < 24 && minutes < 60;
  const int offset = hours * 60 + minutes;
  return west ? -offset : offset;
}

}  // namespace

Result<Date> Date::of(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
      day > days_in_month(year, month)) {
    return Problem{"date.malformed", {}, {}};
  }
  return Date{days_from_civil(year, month, day)};
}

Result<Date> Date::parse(std::string_view iso) {
  Reader reader{iso};
  const auto date = read_date(reader);
  if (!date || !reader.rest.empty()) return Problem{"date.malformed", {}, {}};
  return *date;
}

int Date::year() const { return civil_from_days(days_).year; }
int Date::month() const { return civil_from_days(days_).month; }
int Date::day() const { return civil_from_days(days_).day; }

int Date::weekday() const {
  // 1970-01-01 was a Thursday, 4.
  const std::int64_t since_monday = std::int64_t{days_} + 3;
  return static_cast<int>(since_monday - floor_div(since_monday, 7) * 7) + 1;
}

Date Date::plus_days(int days) const {
  const std::int64_t sum = std::int64_t{days_} + days;
  if (sum < first_day || sum > last_day) out_of_range();
  return Date{static_cast<std::int32_t>(sum)};
}

Date Date::plus_months(int months) const {
  const Civil from = civil_from_days(days_);
  const std::int64_t total = std::int64_t{from.year} * 12 + (from.month - 1) + months;
  const std::int64_t year = floor_div(total, 12);
  if (year < 1 || year > 9999) out_of_range();
  const int to_year = static_cast<int>(year);
  const int to_month = static_cast<int>(total - year * 12) + 1;
  const int to_day = std::min(from.day, days_in_month(to_year, to_month));
  return Date{days_from_civil(to_year, to_month, to_day)};
}

std::string Date::text() const {
  std::string out(10, '0');
  write_date(out.data(), civil_from_days(days_));
  return out;
}

Result<DateTime> DateTime::parse(std::string_view iso) {
  Reader reader{iso};
  const auto date = read_date(reader);
  if (!date || !(reader.take('T') || reader.take('t')))
    return Problem{"datetime.malformed", {}, {}};
  const std::int64_t time_ms = read_time(reader);
  const int offset_minutes = read_offset(reader);
  const std::int64_t ms = date->days() * ms_per_day + time_ms - offset_minutes * ms_per_minute;
  if (!reader.ok || !reader.rest.empty() || ms < first_ms || ms > last_ms) {
    return Problem{"datetime.malformed", {}, {}};
  }
  return DateTime{ms};
}

Date DateTime::date(int offset_minutes) const {
  const std::int64_t local = std::clamp(ms_, first_ms, last_ms) + offset_minutes * ms_per_minute;
  return Date{static_cast<std::int32_t>(
      std::clamp<std::int64_t>(floor_div(local, ms_per_day), first_day, last_day))};
}

std::string DateTime::text() const {
  const std::int64_t ms = std::clamp(ms_, first_ms, last_ms);
  const std::int64_t day = floor_div(ms, ms_per_day);
  int rest = static_cast<int>(ms - day * ms_per_day);
  std::string text(24, 'Z');
  char* out = write_date(text.data(), civil_from_days(static_cast<std::int32_t>(day)));
  *out++ = 'T';
  out = write_digits(out, rest / 3'600'000, 2);
  *out++ = ':';
  rest %= 3'600'000;
  out = write_digits(out, rest / 60'000, 2);
  *out++ = ':';
  rest %= 60'000;
  out = write_digits(out, rest / 1000, 2);
  *out++ = '.';
  write_digits(out, rest % 1000, 3);
  return text;
}

DateTime DateTime::plus_ms(std::int64_t ms) const {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(ms_, ms, &sum) || sum < first_ms || sum > last_ms) out_of_range();
  return DateTime{sum};
}

}  // namespace tw
