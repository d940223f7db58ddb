#pragma once
// ABC classification (Pareto), pure: figures in, classes out. Requirement S000-10.
//
// Value mode: customers are ranked by value, largest first (equal values in the order given). A
// customer is A while the sum of those ranked before it is below `a_cut` % of the whole, B while it
// is below `b_cut` %, else C; so the one that crosses the line stays in the upper class and A
// always reaches its share. Whoever stands at the line is judged by rank, even among equals:
// otherwise a large group of equal values would move a whole class.
// Count mode: the first `count_a` % of the customers are A, the next `count_b` % are B, the rest C;
// equal values fall in the same (upper) class. In both modes a value of zero or less is C.

#include <cstdint>
#include <vector>

#include "platform/base/decimal.h"
#include "platform/base/id.h"

namespace tw::analytics {

enum class AbcClass : std::uint8_t { a, b, c };
enum class AbcMode : std::uint8_t { value, count };

struct AbcRule {
  AbcMode mode = AbcMode::value;
  Decimal a_cut{80}, b_cut{95};     // percent of value
  Decimal count_a{5}, count_b{15};  // percent of customers
};

struct Contribution {
  Id account;
  Decimal value;
  std::int64_t orders = 0;
};

struct Classified {
  Contribution of;
  std::int64_t rank = 0;  // from 1
  Decimal share, before,
      cumulative;  // percent of the whole, 6 digits: its own, of those before it, with it
  AbcClass cls = AbcClass::c;
  bool tied = false;  // in its class because of an equal value before it (count mode)
};

/// Sorted by rank. The sum of negative values counts as nothing.
std::vector<Classified> classify(std::vector<Contribution> customers, const AbcRule& rule);

}  // namespace tw::analytics
