#include "platform/base/decimal.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "platform/base/seams.h"

namespace tw {
namespace {

__extension__ using Int128 = __int128;

Decimal number(std::string_view text) {
  const auto read = Decimal::parse(text);
  EXPECT_TRUE(read) << text;
  return read.value_or(Decimal{});
}

std::string code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const AppError& error) {
    EXPECT_EQ(error.kind(), Errc::invalid);
    return error.code();
  }
  return {};
}

constexpr std::string_view largest = "170141183460469231731687303715884105727";

TEST(DecimalParse, KeepsTheScaleAsWritten) {
  for (const char* text :
       {"0", "1", "-1", "12.30", "-12.30", "0.000000000000000001", "0.00",
        "99999999999999999999.999999999999999999", "170141183460469231731687303715884105727",
        "-170141183460469231731687303715884105727"}) {
    EXPECT_EQ(number(text).text(), text);
  }
}

TEST(DecimalParse, ReadsExponentsAndSurplusZeros) {
  EXPECT_EQ(number("1e3").text(), "1000");
  EXPECT_EQ(number("1.5E+1").text(), "15");
  EXPECT_EQ(number("1.50e1").text(), "15.0");
  EXPECT_EQ(number("125e-2").text(), "1.25");
  EXPECT_EQ(number("1000e-3").text(), "1.000");
  EXPECT_EQ(number("007").text(), "7");
  EXPECT_EQ(number("-0.00").text(), "0.00");
  EXPECT_EQ(number("0e999999999999999999999").text(), "0");
  EXPECT_EQ(number("1" + std::string(60, '0') + "e-60").text(), "1.000000000000000000");
  EXPECT_EQ(number("1." + std::string(100'000, '0')).text(), "1.000000000000000000");
  EXPECT_EQ(number("0." + std::string(100'000, '0') + "e50000").text(), "0.000000000000000000");
  EXPECT_EQ(number("123456789012345678901234567890.000000000000"),
            number("123456789012345678901234567890"));
}

TEST(DecimalParse, RefusesWhatIsNoNumber) {
  for (const char* text :
       {"",     "-",  "+1",  ".",     ".5",    "5.",  "1.2.3", "1,5", "1 000",    " 1", "1 ",
        "0x10", "1e", "1e+", "1e1.5", "1e1e1", "--1", "-e1",   "NaN", "Infinity", "１", "1_0"}) {
    const auto read = Decimal::parse(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, "number.malformed") << text;
  }
}

TEST(DecimalParse, TellsTooLargeFromTooPrecise) {
  EXPECT_EQ(Decimal::parse("0.0000000000000000001").error().code, "number.too_precise");
  EXPECT_EQ(Decimal::parse("1.0000000000000000001").error().code, "number.too_precise");
  EXPECT_EQ(Decimal::parse("1e-19").error().code, "number.too_precise");
  EXPECT_EQ(Decimal::parse("1e-999999999999999999999").error().code, "number.too_precise");
  EXPECT_EQ(Decimal::parse("1." + std::string(100, '0') + "1").error().code, "number.too_precise");
  EXPECT_EQ(Decimal::parse("1." + std::string(100, '0') + "1").error().params.at("limit"), "18");
  EXPECT_EQ(Decimal::parse("1e39").error().code, "number.overflow");
  EXPECT_EQ(Decimal::parse("1e999999999999999999999").error().code, "number.overflow");
  EXPECT_EQ(Decimal::parse("1" + std::string(100'000, '0')).error().code, "number.overflow");
  EXPECT_EQ(Decimal::parse(std::string(40, '9')).error().code, "number.overflow");
}

TEST(DecimalParse, StopsExactlyAtTheLargestCoefficient) {
  EXPECT_EQ(number(largest).text(), largest);
  EXPECT_EQ(Decimal::parse("170141183460469231731687303715884105728").error().code,
            "number.overflow");
  EXPECT_EQ(Decimal::parse("-170141183460469231731687303715884105728").error().code,
            "number.overflow");
  EXPECT_EQ(Decimal::parse("999999999999999999999999999999999999999").error().code,
            "number.overflow");
}

TEST(DecimalArithmetic, TenthsAreExact) {
  EXPECT_EQ(number("0.1") + number("0.2"), number("0.3"));
  EXPECT_EQ((number("0.1") + number("0.2")) * number("0.30"), number("0.09"));
  Decimal sum;
  for (int i = 0; i < 1000; ++i) sum += number("0.1");
  EXPECT_EQ(sum, Decimal{100});
  for (int i = 0; i < 1000; ++i) sum -= number("0.1");
  EXPECT_TRUE(sum.is_zero());
}

TEST(DecimalArithmetic, AnInvoiceAddsUpToTheCent) {
  // 3 × 19.99, 7 × 0.333 and a discount of 12.5 %, value added tax of 13 %.
  const Decimal goods = number("19.99") * 3 + number("0.333") * 7;
  EXPECT_EQ(goods.text(), "62.301");
  const Decimal net = (goods * (Decimal{1} - number("0.125"))).rescaled(2);
  EXPECT_EQ(net.text(), "54.51");
  const Decimal tax = (net * number("0.13")).rescaled(2);
  EXPECT_EQ(tax.text(), "7.09");
  EXPECT_EQ((net + tax).text(), "61.60");
}

TEST(DecimalArithmetic, MultipliesThroughMoreThan128Bits) {
  EXPECT_EQ((number("1234.123456789012345678") * number("9876.123456789012345678")).text(),
            "12188355.620167505913721417");
  EXPECT_EQ((number("-0.000000000000000001") * number("0.5")).text(), "-0.000000000000000001");
  EXPECT_EQ((number("-0.000000000000000001") * number("0.4")).text(), "0.000000000000000000");
  EXPECT_EQ(code_of([] { static_cast<void>(number(largest) * 2); }), "number.overflow");
  EXPECT_EQ(code_of([] { static_cast<void>(number(largest) * number(largest)); }),
            "number.overflow");
}

TEST(DecimalArithmetic, OverflowNeverWraps) {
  EXPECT_EQ((number(largest) + 0).text(), largest);
  EXPECT_EQ(code_of([] { static_cast<void>(number(largest) + 1); }), "number.overflow");
  EXPECT_EQ(code_of([] { static_cast<void>(-number(largest) - 1); }), "number.overflow");
  EXPECT_EQ(code_of([] { static_cast<void>(number(largest) + number("0.1")); }), "number.overflow");
  EXPECT_EQ(code_of([] { static_cast<void>(number(largest).rescaled(1)); }), "number.overflow");
  EXPECT_EQ(code_of([] { static_cast<void>(Decimal::scaled(Int128{1} << 127, 0)); }),
            "number.overflow");
}

TEST(DecimalDivide, RoundsAtTheScaleAskedFor) {
  EXPECT_EQ(Decimal::divide(1, 3, 4).text(), "0.3333");
  EXPECT_EQ(Decimal::divide(2, 3, 4).text(), "0.6667");
  EXPECT_EQ(Decimal::divide(-2, 3, 4).text(), "-0.6667");
  EXPECT_EQ(Decimal::divide(1, 8, 2).text(), "0.13");
  EXPECT_EQ(Decimal::divide(1, 8, 2, Rounding::half_even).text(), "0.12");
  EXPECT_EQ(Decimal::divide(1, 8, 2, Rounding::down).text(), "0.12");
  EXPECT_EQ(Decimal::divide(1, 1000, 2, Rounding::up).text(), "0.01");
  EXPECT_EQ(Decimal::divide(number("100.00"), number("0.30"), 0).text(), "333");
  EXPECT_EQ(Decimal::divide(0, -5, 2).text(), "0.00");
}

TEST(DecimalDivide, SurvivesTheExtremes) {
  const Decimal tiny = number("0.000000000000000001");
  EXPECT_EQ(Decimal::divide(number(largest), number(largest), 18).text(), "1.000000000000000000");
  EXPECT_EQ(Decimal::divide(tiny, tiny, 18).text(), "1.000000000000000000");
  EXPECT_EQ(Decimal::divide(tiny, number(largest), 0).text(), "0");
  EXPECT_EQ(Decimal::divide(tiny, number(largest), 0, Rounding::up).text(), "1");
  EXPECT_EQ(Decimal::divide(-tiny, number(largest), 0, Rounding::up).text(), "-1");
  EXPECT_EQ(Decimal::divide(number("99999999999999999999"), tiny, 0).text(),
            "99999999999999999999000000000000000000");
  EXPECT_EQ(code_of([&] { static_cast<void>(Decimal::divide(number(largest), tiny, 18)); }),
            "number.overflow");
  EXPECT_EQ(code_of([] { static_cast<void>(Decimal::divide(1, number("0.00"), 2)); }),
            "number.division_by_zero");
}

TEST(DecimalRounding, EveryModeOnBothSidesOfZero) {
  struct Case {
    const char *text, *half_away, *half_even, *down, *up;
  };
  constexpr std::array cases{
      Case{"2.5", "3", "2", "2", "3"},      Case{"3.5", "4", "4", "3", "4"},
      Case{"-2.5", "-3", "-2", "-2", "-3"}, Case{"-3.5", "-4", "-4", "-3", "-4"},
      Case{"2.4", "2", "2", "2", "3"},      Case{"2.6", "3", "3", "2", "3"},
      Case{"-2.4", "-2", "-2", "-2", "-3"}, Case{"-2.6", "-3", "-3", "-2", "-3"},
      Case{"2.0", "2", "2", "2", "2"},      Case{"0.5", "1", "0", "0", "1"},
      Case{"-0.5", "-1", "0", "0", "-1"},   Case{"0.49999", "0", "0", "0", "1"},
      Case{"2.50001", "3", "3", "2", "3"},
  };
  for (const Case& one : cases) {
    const Decimal value = number(one.text);
    EXPECT_EQ(value.rescaled(0).text(), one.half_away) << one.text;
    EXPECT_EQ(value.rescaled(0, Rounding::half_even).text(), one.half_even) << one.text;
    EXPECT_EQ(value.rescaled(0, Rounding::down).text(), one.down) << one.text;
    EXPECT_EQ(value.rescaled(0, Rounding::up).text(), one.up) << one.text;
  }
}

TEST(DecimalUnits, FitInto64BitsOrThrow) {
  EXPECT_EQ(number("12.345").units(2), 1235);
  EXPECT_EQ(number("-12.345").units(2), -1235);
  EXPECT_EQ(number("12").units(4), 120'000);
  EXPECT_EQ(number("92233720368547758.07").units(2), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(number("-92233720368547758.08").units(2), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(code_of([] { static_cast<void>(number("92233720368547758.08").units(2)); }),
            "number.overflow");
  EXPECT_EQ(code_of([] { static_cast<void>(number("92233720368547758.075").units(2)); }),
            "number.overflow");
  EXPECT_EQ(code_of([] { static_cast<void>(number("-92233720368547758.09").units(2)); }),
            "number.overflow");
}

TEST(DecimalOrder, ComparesByValue) {
  EXPECT_EQ(number("1.0"), number("1.000"));
  EXPECT_LT(number("-1.01"), number("-1.001"));
  EXPECT_LT(number("-0.1"), number("0.01"));
  EXPECT_GT(number("0.1"), number("0.09"));
  EXPECT_LT(number("0.999999999999999999"), Decimal{1});
  EXPECT_GT(number(largest), number("0.000000000000000001"));
  EXPECT_LT(-number(largest), number("0.000000000000000001"));
  EXPECT_EQ(number("12.300").normalized().text(), "12.3");
  EXPECT_EQ(number("100").normalized().text(), "100");
  EXPECT_EQ(number("0.00").normalized().text(), "0");
}

TEST(DecimalApproximate, IsTheNearestDouble) {
  EXPECT_EQ(number("0.1").approximate(), 0.1);
  EXPECT_EQ(number("-12.30").approximate(), -12.3);
  EXPECT_EQ(number("9007199254740993.1").approximate(), 9007199254740993.1);
  EXPECT_EQ(number("123456789.123456789012345678").approximate(), 123456789.123456789012345678);
}

TEST(DecimalProperties, HoldForRandomNumbers) {
  const auto random = seeded_random(21);
  const auto any = [&random] {
    const int bits = static_cast<int>(random->next() % 62) + 1;
    const auto unsigned_part = static_cast<std::int64_t>(random->next() >> (64 - bits));
    const int scale = static_cast<int>(random->next() % 10);
    return Decimal::scaled(random->next() % 2 == 0 ? unsigned_part : -unsigned_part, scale);
  };
  for (int i = 0; i < 50'000; ++i) {
    const Decimal a = any();
    const Decimal b = any();
    ASSERT_EQ(number(a.text()).text(), a.text());
    ASSERT_EQ(number(a.text()), a);
    ASSERT_EQ(a + b, b + a);
    ASSERT_EQ(a + b - b, a);
    ASSERT_EQ(a * b, b * a);
    ASSERT_EQ(a<b, b> a);
    ASSERT_EQ(a < b, (a - b).is_negative());
    ASSERT_EQ(a.normalized(), a);
    ASSERT_EQ(-(-a), a);
    if (b.is_zero()) continue;
    // Long division by hand: |a - q·b| < |b| for a quotient cut at scale 0, with the sign of a.
    const Decimal quotient = Decimal::divide(a, b, 0, Rounding::down);
    const Decimal rest = a - quotient * b;
    const Decimal size_rest = rest.is_negative() ? -rest : rest;
    const Decimal size_b = b.is_negative() ? -b : b;
    ASSERT_LT(size_rest, size_b) << a.text() << " / " << b.text();
    ASSERT_TRUE(rest.is_zero() || rest.is_negative() == a.is_negative());
  }
}

TEST(DecimalProperties, WideDivisionUndoesWideMultiplication) {
  const auto random = seeded_random(22);
  for (int i = 0; i < 5'000; ++i) {
    const auto a = Decimal::scaled(static_cast<std::int64_t>(random->next() >> 1), 0);
    const auto b = Decimal::scaled(static_cast<std::int64_t>(random->next() >> 2) + 1, 0);
    const Decimal product = a * b;
    ASSERT_EQ(Decimal::divide(product, b, 0), a);
    // A scale of 6 lifts the dividend over 128 bits.
    ASSERT_EQ(Decimal::divide(product, b, 6), a);
  }
}

std::string units_text(std::int64_t units, int scale, int min_fraction = 0) {
  std::array<char, 24> buffer{};
  return {buffer.data(), write_units(buffer.data(), units, scale, min_fraction)};
}

TEST(WriteUnits, LeavesOutTrailingZeros) {
  EXPECT_EQ(units_text(1230, 2), "12.3");
  EXPECT_EQ(units_text(1200, 2), "12");
  EXPECT_EQ(units_text(1200, 2, 2), "12.00");
  EXPECT_EQ(units_text(1230, 2, 1), "12.3");
  EXPECT_EQ(units_text(5, 2), "0.05");
  EXPECT_EQ(units_text(-5, 2), "-0.05");
  EXPECT_EQ(units_text(0, 2), "0");
  EXPECT_EQ(units_text(0, 2, 2), "0.00");
  EXPECT_EQ(units_text(100, 0), "100");
  EXPECT_EQ(units_text(std::numeric_limits<std::int64_t>::min(), 18), "-9.223372036854775808");
  EXPECT_EQ(units_text(std::numeric_limits<std::int64_t>::max(), 0), "9223372036854775807");
  EXPECT_EQ(units_text(-1, 18), "-0.000000000000000001");
}

TEST(WriteUnits, AgreesWithDecimal) {
  const auto random = seeded_random(23);
  for (int i = 0; i < 20'000; ++i) {
    const auto units = static_cast<std::int64_t>(random->next()) >> (random->next() % 60);
    const int scale = static_cast<int>(random->next() % 19);
    ASSERT_EQ(units_text(units, scale), Decimal::scaled(units, scale).normalized().text());
    ASSERT_EQ(units_text(units, scale, scale), Decimal::scaled(units, scale).text());
  }
}

}  // namespace
}  // namespace tw
