#include "modules/sales/src/order_pricing.h"

namespace tw::sales {

Decimal line_amount(const PricedLine& line, int digits) {
  const Decimal gross = line.quantity * line.unit_price;
  if (line.discount.is_zero()) return gross.rescaled(digits);
  const Decimal kept = (Decimal{100} - line.discount) * Decimal::scaled(1, 2);
  return (gross * kept).rescaled(digits);
}

Decimal total_of(std::span<const Decimal> amounts) {
  Decimal sum;
  for (const Decimal& amount : amounts) sum += amount;
  return sum;
}

Decimal in_base_currency(const Decimal& total, const Decimal& rate, int base_digits) {
  return (total * rate).rescaled(base_digits);
}

}  // namespace tw::sales
