#pragma once
// ISO 8601 durations of days, hours, minutes and seconds (Edm.Duration), in milliseconds. Internal
// to expr/.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tw::expr {

/// Reads `[-]P[nD][T[nH][nM][n[.n]S]]`; nothing when malformed, finer than a millisecond or out of
/// range.
std::optional<std::int64_t> parse_duration(std::string_view text);
/// Reads `hh:mm[:ss[.fff]]` as the time since midnight.
std::optional<std::int64_t> parse_time_of_day(std::string_view text);
/// The shortest form of the same length: "PT1H30M", "P2D", "PT0S".
std::string duration_text(std::int64_t ms);

}  // namespace tw::expr
