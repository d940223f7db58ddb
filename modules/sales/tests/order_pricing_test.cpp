#include "modules/sales/src/order_pricing.h"

#include <gtest/gtest.h>

#include <array>

namespace tw::sales {
namespace {

Decimal number(std::string_view text) { return *Decimal::parse(text); }

Decimal amount(std::string_view quantity, std::string_view price, std::string_view discount,
               int digits = 2) {
  return line_amount({number(quantity), number(price), number(discount)}, digits);
}

TEST(OrderPricing, MultipliesQuantityAndPrice) {
  EXPECT_EQ(amount("3", "19.90", "0"), number("59.7"));
  EXPECT_EQ(amount("1.5", "0.3333", "0", 4), number("0.5000"));
}

TEST(OrderPricing, RoundsHalfAwayFromZeroToTheCurrencysDigits) {
  EXPECT_EQ(amount("1", "2.345", "0"), number("2.35"));
  EXPECT_EQ(amount("1", "2.3449", "0"), number("2.34"));
  EXPECT_EQ(amount("3", "333.5", "0", 0), number("1001"));  // yen has no digits
  EXPECT_EQ(amount("1", "-2.345", "0"), number("-2.35"));
}

TEST(OrderPricing, TakesTheDiscountOffBeforeItRounds) {
  EXPECT_EQ(amount("3", "33.33", "10"), number("89.99"));  // 89.991
  EXPECT_EQ(amount("1", "0.05", "50"), number("0.03"));    // 0.025
  EXPECT_EQ(amount("7", "12.34", "100"), number("0"));
  EXPECT_EQ(amount("1", "100", "33.33"), number("66.67"));
}

TEST(OrderPricing, StaysExactWhereBinaryFractionsDoNot) {
  EXPECT_EQ(amount("3", "0.1", "0"), number("0.30"));
  EXPECT_EQ(amount("99999999.999", "9999.9999", "0", 4), number("999999989990.0000"));
}

TEST(OrderPricing, TheTotalIsTheSumOfRoundedLines) {
  const std::array lines{amount("1", "0.005", "0"), amount("1", "0.005", "0")};
  EXPECT_EQ(total_of(lines), number("0.02"));  // not 0.01: what is printed adds up
  EXPECT_EQ(total_of({}), number("0"));
}

TEST(OrderPricing, ConvertsAtTheRateToTheDigitsOfTheBaseCurrency) {
  EXPECT_EQ(in_base_currency(number("100"), number("7.183456789"), 2), number("718.35"));
  EXPECT_EQ(in_base_currency(number("1250.50"), number("0.048"), 2), number("60.02"));  // 60.024
  EXPECT_EQ(in_base_currency(number("19.99"), number("150.25"), 0), number("3003"));
}

}  // namespace
}  // namespace tw::sales
