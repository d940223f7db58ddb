#include "modules/analytics/src/abc_classes.h"

#include <algorithm>

namespace tw::analytics {
namespace {

constexpr int share_digits = 6;
const Decimal nothing{0};
const Decimal hundred{100};

Decimal percent_of(const Decimal& part, const Decimal& whole) {
  return whole.is_zero() ? nothing : Decimal::divide(part * hundred, whole, share_digits);
}

/// Exact: part / whole < cut %, without dividing.
bool below(const Decimal& part, const Decimal& whole, const Decimal& cut) {
  return part * hundred < whole * cut;
}

AbcClass by_value(const Decimal& before, const Decimal& whole, const AbcRule& rule) {
  if (below(before, whole, rule.a_cut)) return AbcClass::a;
  return below(before, whole, rule.b_cut) ? AbcClass::b : AbcClass::c;
}

AbcClass by_count(std::int64_t rank, std::int64_t customers, const AbcRule& rule) {
  if (below(Decimal{rank - 1}, Decimal{customers}, rule.count_a)) return AbcClass::a;
  return below(Decimal{rank - 1}, Decimal{customers}, rule.count_a + rule.count_b) ? AbcClass::b
                                                                                   : AbcClass::c;
}

}  // namespace

std::vector<Classified> classify(std::vector<Contribution> customers, const AbcRule& rule) {
  std::sort(customers.begin(), customers.end(), [](const Contribution& x, const Contribution& y) {
    return x.value != y.value ? x.value > y.value : x.account < y.account;
  });
  Decimal whole;
  for (const Contribution& customer : customers)
    if (!customer.value.is_negative()) whole += customer.value;
  std::vector<Classified> out;
  out.reserve(customers.size());
  Decimal before;
  const auto total = static_cast<std::int64_t>(customers.size());
  for (Contribution& customer : customers) {
    Classified next;
    next.rank = static_cast<std::int64_t>(out.size()) + 1;
    const bool worthless = customer.value <= nothing;
    const Decimal counted = worthless ? nothing : customer.value;
    next.before = percent_of(before, whole);
    next.share = percent_of(counted, whole);
    if (!worthless)
      next.cls = rule.mode == AbcMode::value ? by_value(before, whole, rule)
                                             : by_count(next.rank, total, rule);
    if (rule.mode == AbcMode::count && !worthless && !out.empty() &&
        out.back().of.value == customer.value && out.back().cls != next.cls) {
      next.cls = out.back().cls;
      next.tied = true;
    }
    before += counted;
    next.cumulative = percent_of(before, whole);
    next.of = std::move(customer);
    out.push_back(std::move(next));
  }
  return out;
}

}  // namespace tw::analytics
