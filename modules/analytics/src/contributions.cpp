#include "modules/analytics/src/contributions.h"

#include <map>
#include <set>

#include "gen/sales/order.gen.h"
#include "platform/base/check.h"
#include "platform/store/entity_query.h"

namespace tw::analytics {
namespace {

expr::NodePtr bound(const meta::EntityDef& entity, const std::string& text) {
  expr::BindContext context;
  context.entity = &entity;
  auto parsed = expr::parse(text);
  CHECK(parsed.has_value());
  auto node = expr::bind(*parsed, context);
  CHECK(node.has_value());
  return *node;
}

std::string condition(const Period& period, Drafts drafts) {
  std::string text = "state ne 'cancelled' and order_date le " + period.to.text();
  if (period.from) text += " and order_date ge " + period.from->text();
  if (drafts == Drafts::leave_out) text += " and state ne 'draft'";
  return text;
}

struct Sum {
  Id account;
  std::string currency;
  Decimal total, total_base;
  std::int64_t orders = 0;
};

std::vector<Sum> read_sums(record::RecordService& records, store::Reader& reader,
                           const access::Gate& gate, const Period& period, Drafts drafts) {
  const meta::EntityDef& orders = records.catalogue().entity(sales::order::entity.name);
  store::EntityQuery query{records.schema(), gate.require(orders, store::Verb::read), gate};
  using Aggregate = store::EntityQuery::Aggregate;
  const expr::NodePtr account = bound(orders, "account_id");
  const expr::NodePtr currency = bound(orders, "currency");
  query.add_expression(account);
  query.add_expression(currency);
  query.add_aggregate(Aggregate::sum, bound(orders, "total"));
  query.add_aggregate(Aggregate::sum, bound(orders, "total_base"));
  query.add_aggregate(Aggregate::count, nullptr);
  query.group_by(account);
  query.group_by(currency);
  query.where(bound(orders, condition(period, drafts)));
  std::vector<Sum> sums;
  const auto cursor = reader.select(query.build());
  const auto decimal = [&](int column) {
    return cursor->is_null(column) ? Decimal{0} : cursor->value(column).as<Decimal>();
  };
  while (cursor->next())
    sums.push_back({Id{cursor->integer(0)}, std::string{cursor->text(1)}, decimal(2), decimal(3),
                    cursor->integer(4)});
  return sums;
}

std::int64_t count_without_rate(record::RecordService& records, store::Reader& reader,
                                const access::Gate& gate, const Period& period, Drafts drafts) {
  const meta::EntityDef& orders = records.catalogue().entity(sales::order::entity.name);
  store::EntityQuery query{records.schema(), gate.require(orders, store::Verb::read), gate};
  query.add_aggregate(store::EntityQuery::Aggregate::count, nullptr);
  query.where(bound(orders, condition(period, drafts) + " and total_base eq null"));
  return reader.count(query.build());
}

}  // namespace

Contributions read_contributions(record::RecordService& records, store::Reader& reader,
                                 const access::Gate& gate, const Period& period, Basis basis,
                                 Drafts drafts) {
  const std::vector<Sum> sums = read_sums(records, reader, gate, period, drafts);
  std::set<std::string> currencies;
  for (const Sum& sum : sums) currencies.insert(sum.currency);
  const bool one_currency = currencies.size() <= 1;
  Contributions out;
  if (one_currency) {
    out.currency = currencies.empty() ? std::string{} : *currencies.begin();
  } else {
    const store::Table& companies = records.schema().table("companies");
    store::Select query;
    query.sources.push_back({&companies, store::Source::Join::from, nullptr});
    query.items.push_back(store::column(companies, "currency"));
    query.limit = 1;
    out.currency = reader.single(query).as<std::string>();
    out.without_rate = count_without_rate(records, reader, gate, period, drafts);
  }
  std::map<Id, Contribution> by_account;
  for (const Sum& sum : sums) {
    Contribution& customer = by_account[sum.account];
    customer.account = sum.account;
    customer.orders += sum.orders;
    customer.value += basis == Basis::order_count ? Decimal{sum.orders}
                      : one_currency              ? sum.total
                                                  : sum.total_base;
    out.orders += sum.orders;
  }
  out.customers.reserve(by_account.size());
  for (auto& [account, customer] : by_account) out.customers.push_back(std::move(customer));
  return out;
}

}  // namespace tw::analytics
