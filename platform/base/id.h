#pragma once
// Id: a time-ordered 64-bit key (TSID). Layout: 42 bits of milliseconds since 2020-01-01T00:00:00Z,
// then 22 bits that count up within a millisecond from a random start. The top bit stays zero until
// 2089, so both databases keep it in a signed 64-bit column and its order is the order of creation.

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "platform/base/result.h"

namespace tw {

class Clock;
class Random;

class Id {
 public:
  constexpr Id() = default;  // "no record"
  constexpr explicit Id(std::int64_t raw) : raw_{raw} {}

  /// Reads 13 Crockford base-32 characters (either case; I, L → 1, O → 0). Problem "id.malformed"
  /// otherwise, also for thirteen zeros: no input may name "no record".
  static Result<Id> parse(std::string_view text);

  constexpr std::int64_t raw() const { return raw_; }
  constexpr bool empty() const { return raw_ == 0; }
  /// 13 upper-case Crockford base-32 characters.
  std::string text() const;
  /// Writes the 13 characters to `out`, for hot paths.
  void write(char* out) const;
  /// When the id was made, milliseconds since 1970.
  std::int64_t created_ms() const;

  friend constexpr auto operator<=>(Id, Id) = default;

 private:
  std::int64_t raw_ = 0;
};

/// Makes ids; safe to call from any thread; ids of one source strictly ascend even if the clock
/// steps back.
class IdSource {
 public:
  IdSource(const Clock& clock, Random& random);
  ~IdSource();
  IdSource(const IdSource&) = delete;
  IdSource& operator=(const IdSource&) = delete;
  Id next();

 private:
  struct State;
  State* state_;
};

}  // namespace tw

template <>
struct std::hash<tw::Id> {
  std::size_t operator()(tw::Id id) const noexcept { return std::hash<std::int64_t>{}(id.raw()); }
};
