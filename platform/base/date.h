#pragma once
// Date: a day of the proleptic Gregorian calendar. DateTime: an instant, UTC, milliseconds.
// Text forms are ISO 8601: `2026-11-21` and `2026-11-21T08:30:00.000Z` (always 24 characters when
// written), which is also how SQLite stores them; years 0001..9999. A number outside them is
// written as the nearest of these years; arithmetic that would leave them throws AppError{invalid,
// "date.out_of_range"}.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/base/result.h"

namespace tw {

class Date {
 public:
  constexpr Date() = default;
  constexpr explicit Date(std::int32_t days_since_1970) : days_{days_since_1970} {}
  static Result<Date> of(int year, int month, int day);  // Problem "date.malformed" for 30 February
  static Result<Date> parse(std::string_view iso);
  std::int32_t days() const { return days_; }
  int year() const;
  int month() const;    // 1..12
  int day() const;      // 1..31
  int weekday() const;  // ISO: Monday 1 .. Sunday 7
  Date plus_days(int days) const;
  Date plus_months(int months) const;  // the last day of the month where the day does not exist
  std::string text() const;
  friend constexpr auto operator<=>(Date, Date) = default;

 private:
  std::int32_t days_ = 0;
};

class DateTime {
 public:
  constexpr DateTime() = default;
  constexpr explicit DateTime(std::int64_t ms_since_1970) : ms_{ms_since_1970} {}
  /// ISO 8601 with `Z` or an offset; seconds and fraction may be absent; Problem
  /// "datetime.malformed".
  static Result<DateTime> parse(std::string_view iso);
  std::int64_t ms() const { return ms_; }
  /// The calendar day at a fixed offset from UTC, minutes.
  Date date(int offset_minutes = 0) const;
  std::string text() const;
  DateTime plus_ms(std::int64_t ms) const;
  friend constexpr auto operator<=>(DateTime, DateTime) = default;

 private:
  std::int64_t ms_ = 0;
};

}  // namespace tw
