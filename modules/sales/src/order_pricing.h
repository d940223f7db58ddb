#pragma once
// The arithmetic of an order, exact: no record, no clock, no database.

#include <span>

#include "platform/base/decimal.h"

namespace tw::sales {

struct PricedLine {
  Decimal quantity, unit_price;
  Decimal discount;  // percent, 0..100
};

/// quantity × unit price × (1 − discount %), rounded half away from zero to the currency's `digits`
/// (0..4).
Decimal line_amount(const PricedLine& line, int digits);
Decimal total_of(std::span<const Decimal> amounts);
/// `total` at `rate` (units of base currency for one unit), rounded to the base currency's digits.
Decimal in_base_currency(const Decimal& total, const Decimal& rate, int base_digits);

}  // namespace tw::sales
