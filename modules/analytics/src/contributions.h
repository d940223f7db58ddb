#pragma once
// What each customer brought in the period, summed by the database.

#include <optional>
#include <string>
#include <vector>

#include "modules/analytics/src/abc_classes.h"
#include "platform/record/pipeline.h"

namespace tw::analytics {

struct Period {
  std::optional<Date> from;
  Date to;
};

struct Contributions {
  std::vector<Contribution> customers;
  std::string currency;  // in which the values are
  std::int64_t orders = 0;
  std::int64_t without_rate = 0;  // orders left out for want of an exchange rate
};

enum class Basis : std::uint8_t { order_total, order_count };
enum class Drafts : std::uint8_t { leave_out, count };

/// One currency in all orders: the totals themselves; several: the totals in the company's
/// currency.
Contributions read_contributions(record::RecordService& records, store::Reader& reader,
                                 const access::Gate& gate, const Period& period, Basis basis,
                                 Drafts drafts);

}  // namespace tw::analytics
