#pragma once
// Decimal: an exact decimal number, a 128-bit coefficient and a scale (digits after the point,
// 0..18). Never binary floating point. Overflow is AppError{invalid, "number.overflow"}, never
// wrap-around. Money is a Decimal with its currency; two currencies are never added.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/base/result.h"

namespace tw {

enum class Rounding : std::uint8_t { half_away, half_even, down, up };

class Decimal {
 public:
  static constexpr int max_scale = 18;

  constexpr Decimal() = default;
  constexpr Decimal(std::int64_t whole) : coefficient_{whole} {}  // NOLINT: an integer is a decimal
  constexpr Decimal(int whole) : coefficient_{whole} {}           // NOLINT
  /// coefficient × 10^-scale; `scaled(1234, 2)` is 12.34.
  static Decimal scaled(__int128 coefficient, int scale);
  /// Reads `-?digits(.digits)?([eE][+-]?digits)?`; Problem "number.malformed" / "number.overflow" /
  /// "number.too_precise".
  static Result<Decimal> parse(std::string_view text);

  __int128 coefficient() const { return coefficient_; }
  int scale() const { return scale_; }
  bool is_zero() const { return coefficient_ == 0; }
  bool is_negative() const { return coefficient_ < 0; }

  /// The same number at another scale, rounded where digits are lost.
  Decimal rescaled(int scale, Rounding rounding = Rounding::half_away) const;
  /// The coefficient at `scale` as the 64-bit integer both databases store; throws
  /// "number.overflow" when it does not fit. Digits beyond `scale` are rounded half away from zero.
  std::int64_t units(int scale) const;
  /// Trailing zeros of the fraction removed.
  Decimal normalized() const;
  /// Plain digits, no exponent: "-12.30" keeps its scale.
  std::string text() const;
  /// For charts and statistics only, never for money totals.
  double approximate() const;

  Decimal operator-() const;
  friend Decimal operator+(const Decimal& a, const Decimal& b);
  friend Decimal operator-(const Decimal& a, const Decimal& b);
  /// Exact; the scale is the sum of both, cut back (half away from zero) to max_scale.
  friend Decimal operator*(const Decimal& a, const Decimal& b);
  Decimal& operator+=(const Decimal& b) { return *this = *this + b; }
  Decimal& operator-=(const Decimal& b) { return *this = *this - b; }
  /// a / b to `scale` digits; throws AppError{invalid, "number.division_by_zero"}.
  static Decimal divide(const Decimal& a, const Decimal& b, int scale,
                        Rounding rounding = Rounding::half_away);

  friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }
  /// By value: 1.0 == 1.00.
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

 private:
  __int128 coefficient_ = 0;
  int scale_ = 0;
};

/// Text of units×10^-scale without building a Decimal; for hot paths. Returns the end of what was
/// written (at most 24 characters). Trailing zeros beyond `min_fraction` digits are left out.
char* write_units(char* out, std::int64_t units, int scale, int min_fraction = 0);

}  // namespace tw
