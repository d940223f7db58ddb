#include "platform/base/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace tw {

namespace {

__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

// Symmetric, so that every coefficient can change its sign.
constexpr UInt128 max_magnitude = static_cast<UInt128>(-1) >> 1;
constexpr int max_digits = 38;

constexpr std::array<UInt128, max_digits + 1> make_powers() {
  std::array<UInt128, max_digits + 1> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}

constexpr auto powers_of_ten = make_powers();

constexpr UInt128 power_of_ten(int exponent) {
  return powers_of_ten[static_cast<std::size_t>(exponent)];
}

[[noreturn]] void overflow() { throw AppError{Errc::invalid, "number.overflow"}; }

constexpr UInt128 magnitude(Int128 number) {
  return number < 0 ? UInt128{0} - static_cast<UInt128>(number) : static_cast<UInt128>(number);
}

Int128 with_sign(UInt128 number, bool negative) {
  if (number > max_magnitude) overflow();
  const auto positive = static_cast<Int128>(number);
  return negative ? -positive : positive;
}

/// 256 bits, for the product before its digits are cut and the dividend before its division.
struct Wide {
  UInt128 high = 0, low = 0;
};

Wide multiply(UInt128 a, UInt128 b) {
  constexpr UInt128 mask = std::numeric_limits<std::uint64_t>::max();
  const UInt128 low = (a & mask) * (b & mask);
  const UInt128 cross = (a >> 64) * (b & mask) + (low >> 64);
  const UInt128 middle = (a & mask) * (b >> 64) + (cross & mask);
  return {(a >> 64) * (b >> 64) + (cross >> 64) + (middle >> 64), (middle << 64) | (low & mask)};
}

struct Division {
  UInt128 quotient = 0, remainder = 0;
};

/// Throws "number.overflow" when the quotient needs more than 128 bits.
Division divide_wide(Wide dividend, UInt128 divisor) {
  if (dividend.high == 0) return {dividend.low / divisor, dividend.low % divisor};
  if (dividend.high >= divisor) overflow();
  UInt128 remainder = dividend.high;
  UInt128 quotient = 0;
  for (int bit = 127; bit >= 0; --bit) {  // schoolbook division in base 2; rare, so simple
    const bool carried = (remainder >> 127) != 0;
    remainder = (remainder << 1) | ((dividend.low >> bit) & 1U);
    quotient <<= 1;
    if (carried || remainder >= divisor) {
      remainder -= divisor;
      quotient |= 1U;
    }
  }
  return {quotient, remainder};
}

UInt128 rounded(Division division, UInt128 divisor, Rounding rounding) {
  if (division.remainder == 0) return division.quotient;
  const UInt128 distance_up = divisor - division.remainder;
  bool away = false;
  switch (rounding) {
    case Rounding::half_away: away = division.remainder >= distance_up; break;
    case Rounding::half_even:
      away = division.remainder > distance_up ||
             (division.remainder == distance_up && (division.quotient & 1U) != 0);
      break;
    case Rounding::down: break;
    case Rounding::up: away = true; break;
  }
  if (!away) return division.quotient;
  if (division.quotient >= max_magnitude) overflow();
  return division.quotient + 1;
}

Int128 scale_up(Int128 coefficient, int digits) {
  Int128 out = 0;
  if (__builtin_mul_overflow(coefficient, static_cast<Int128>(power_of_ten(digits)), &out)) {
    overflow();
  }
  return out;
}

char* write_unsigned(char* out, UInt128 number, int min_digits) {
  std::array<char, max_digits + 2> digits{};
  std::size_t count = 0;
  do {
    digits[count++] = static_cast<char>('0' + static_cast<int>(number % 10));
    number /= 10;
  } while (number != 0 || static_cast<int>(count) < min_digits);
  while (count > 0) *out++ = digits[--count];
  return out;
}

/// The parts of a number's text: its digits without leading and trailing zeros, and where the point
/// stands.
struct Digits {
  UInt128 significant = 0;
  bool significant_fits = true;
  std::int64_t trailing_zeros = 0;
  std::int64_t fraction_count = 0;
  bool negative = false;

  void push(char c) {
    if (c == '0') {
      if (significant != 0) ++trailing_zeros;
      return;
    }
    significant_fits =
        significant_fits && trailing_zeros < max_digits &&
        !__builtin_mul_overflow(significant, power_of_ten(static_cast<int>(trailing_zeros) + 1),
                                &significant) &&
        !__builtin_add_overflow(significant, static_cast<unsigned>(c - '0'), &significant);
    significant = std::max<UInt128>(significant, 1);  // not zero, also after it did not fit
    trailing_zeros = 0;
  }

  /// The coefficient with `zeros` zeros behind it, when it fits.
  std::optional<Int128> coefficient(std::int64_t zeros) const {
    UInt128 out = 0;
    if (!significant_fits || zeros > max_digits ||
        __builtin_mul_overflow(significant, power_of_ten(static_cast<int>(zeros)), &out) ||
        out > max_magnitude) {
      return std::nullopt;
    }
    return with_sign(out, negative);
  }
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes the digits off the front of `text`; how many there were.
std::int64_t read_digits(std::string_view& text, Digits& digits) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) digits.push(text[count++]);
  text.remove_prefix(count);
  return static_cast<std::int64_t>(count);
}

std::optional<std::int64_t> read_exponent(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  std::int64_t exponent = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    // Beyond this no number of any use is left, and the sums below cannot overflow.
    exponent = std::min<std::int64_t>(exponent * 10 + (c - '0'), 1'000'000'000'000);
  }
  return negative ? -exponent : exponent;
}

}  // namespace

Decimal Decimal::scaled(__int128 coefficient, int scale) {
  CHECK(scale >= 0 && scale <= max_scale);
  if (magnitude(coefficient) > max_magnitude) overflow();
  Decimal out;
  out.coefficient_ = coefficient;
  out.scale_ = scale;
  return out;
}

Result<Decimal> Decimal::parse(std::string_view text) {
  Digits digits;
  digits.negative = text.starts_with('-');
  if (digits.negative) text.remove_prefix(1);
  bool well_formed = read_digits(text, digits) > 0;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    digits.fraction_count = read_digits(text, digits);
    well_formed = well_formed && digits.fraction_count > 0;
  }
  std::int64_t exponent = 0;
  if (text.starts_with('e') || text.starts_with('E')) {
    const auto read = read_exponent(text.substr(1));
    well_formed = well_formed && read.has_value();
    exponent = read.value_or(0);
    text = {};
  }
  if (!well_formed || !text.empty()) return Problem{"number.malformed", {}, {}};

  const std::int64_t natural_scale = digits.fraction_count - exponent;
  std::int64_t scale = std::clamp<std::int64_t>(natural_scale, 0, max_scale);
  if (digits.significant == 0) return scaled(0, static_cast<int>(scale));
  std::int64_t zeros = digits.trailing_zeros + scale - natural_scale;
  if (zeros < 0) return Problem{"number.too_precise", {}, {{"limit", std::to_string(max_scale)}}};
  auto coefficient = digits.coefficient(zeros);
  // Zeros at the end of the fraction are kept only as long as there is room for them.
  for (; !coefficient && zeros > 0 && scale > 0; --scale) coefficient = digits.coefficient(--zeros);
  if (!coefficient) return Problem{"number.overflow", {}, {}};
  return scaled(*coefficient, static_cast<int>(scale));
}

Decimal Decimal::rescaled(int scale, Rounding rounding) const {
  CHECK(scale >= 0 && scale <= max_scale);
  if (scale >= scale_) return scaled(scale_up(coefficient_, scale - scale_), scale);
  const UInt128 divisor = power_of_ten(scale_ - scale);
  const UInt128 whole = magnitude(coefficient_);
  const UInt128 quotient = rounded({whole / divisor, whole % divisor}, divisor, rounding);
  return scaled(with_sign(quotient, is_negative()), scale);
}

std::int64_t Decimal::units(int scale) const {
  const Int128 coefficient = rescaled(scale).coefficient_;
  if (coefficient < std::numeric_limits<std::int64_t>::min() ||
      coefficient > std::numeric_limits<std::int64_t>::max()) {
    overflow();
  }
  return static_cast<std::int64_t>(coefficient);
}

Decimal Decimal::normalized() const {
  Decimal out = *this;
  while (out.scale_ > 0 && out.coefficient_ % 10 == 0) {
    out.coefficient_ /= 10;
    --out.scale_;
  }
  return out;
}

std::string Decimal::text() const {
  std::array<char, 64> buffer{};
  char* out = buffer.data();
  if (is_negative()) *out++ = '-';
  out = write_unsigned(out, magnitude(coefficient_), scale_ + 1);
  if (scale_ > 0) {
    std::copy_backward(out - scale_, out, out + 1);
    *(out - scale_) = '.';
    ++out;
  }
  return {buffer.data(), out};
}

double Decimal::approximate() const {
  constexpr UInt128 exact_in_double = UInt128{1} << 53;
  if (magnitude(coefficient_) <= exact_in_double) {
    // Both sides are exact in a double, so the quotient is the nearest one.
    return static_cast<double>(coefficient_) / static_cast<double>(power_of_ten(scale_));
  }
  const std::string digits = text();
  double out = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

Decimal Decimal::operator-() const { return scaled(-coefficient_, scale_); }

Decimal operator+(const Decimal& a, const Decimal& b) {
  const int scale = std::max(a.scale_, b.scale_);
  Int128 sum = 0;
  if (__builtin_add_overflow(scale_up(a.coefficient_, scale - a.scale_),
                             scale_up(b.coefficient_, scale - b.scale_), &sum)) {
    overflow();
  }
  return Decimal::scaled(sum, scale);
}

Decimal operator-(const Decimal& a, const Decimal& b) { return a + -b; }

Decimal operator*(const Decimal& a, const Decimal& b) {
  const int scale = std::min(a.scale_ + b.scale_, Decimal::max_scale);
  const UInt128 divisor = power_of_ten(a.scale_ + b.scale_ - scale);
  const Wide product = multiply(magnitude(a.coefficient_), magnitude(b.coefficient_));
  const UInt128 out = rounded(divide_wide(product, divisor), divisor, Rounding::half_away);
  return Decimal::scaled(with_sign(out, a.is_negative() != b.is_negative()), scale);
}

Decimal Decimal::divide(const Decimal& a, const Decimal& b, int scale, Rounding rounding) {
  CHECK(scale >= 0 && scale <= max_scale);
  if (b.is_zero()) throw AppError{Errc::invalid, "number.division_by_zero"};
  const bool negative = a.is_negative() != b.is_negative();
  const int shift = scale + b.scale_ - a.scale_;
  if (shift >= 0) {
    const Wide dividend = multiply(magnitude(a.coefficient_), power_of_ten(shift));
    const UInt128 divisor = magnitude(b.coefficient_);
    const UInt128 out = rounded(divide_wide(dividend, divisor), divisor, rounding);
    return scaled(with_sign(out, negative), scale);
  }
  const Wide divisor = multiply(magnitude(b.coefficient_), power_of_ten(-shift));
  // A divisor beyond 127 bits is more than twice any dividend: the quotient is below one half.
  const UInt128 bounded = divisor.high != 0 ? static_cast<UInt128>(-1) : divisor.low;
  const UInt128 whole = magnitude(a.coefficient_);
  const UInt128 out = rounded({whole / bounded, whole % bounded}, bounded, rounding);
  return scaled(with_sign(out, negative), scale);
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a.scale_ == b.scale_) return a.coefficient_ <=> b.coefficient_;
  const auto unit_a = static_cast<Int128>(power_of_ten(a.scale_));
  const auto unit_b = static_cast<Int128>(power_of_ten(b.scale_));
  // Compared in two parts, so that no common scale can overflow.
  if (const auto order = a.coefficient_ / unit_a <=> b.coefficient_ / unit_b; order != 0)
    return order;
  const auto fraction_a =
      a.coefficient_ % unit_a * static_cast<Int128>(power_of_ten(Decimal::max_scale - a.scale_));
  const auto fraction_b =
      b.coefficient_ % unit_b * static_cast<Int128>(power_of_ten(Decimal::max_scale - b.scale_));
  return fraction_a <=> fraction_b;
}

char* write_units(char* out, std::int64_t units, int scale, int min_fraction) {
  auto rest = static_cast<std::uint64_t>(units);
  if (units < 0) {
    *out++ = '-';
    rest = 0 - rest;
  }
  int fraction = scale;
  while (fraction > min_fraction && rest % 10 == 0) {
    rest /= 10;
    --fraction;
  }
  std::array<char, 24> digits{};
  std::size_t count = 0;
  do {
    digits[count++] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0 || static_cast<int>(count) <= fraction);
  for (int left = static_cast<int>(count); left > 0; --left) {
    if (left == fraction) *out++ = '.';
    *out++ = digits[static_cast<std::size_t>(left - 1)];
  }
  return out;
}

}  // namespace tw
