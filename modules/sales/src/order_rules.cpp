#include "modules/sales/src/order_rules.h"

#include <algorithm>
#include <array>

#include "gen/core/company.gen.h"
#include "gen/core/currency.gen.h"
#include "gen/core/exchange_rate.gen.h"
#include "gen/customers/account.gen.h"
#include "gen/sales/order.gen.h"
#include "gen/sales/order_line.gen.h"
#include "gen/sales/product.gen.h"
#include "modules/sales/src/order_pricing.h"

namespace tw::sales {
namespace {

using record::HookContext;
using record::Record;

constexpr int default_digits = 2;

int digits_of(record::Unit& unit, const std::string& code) {
  const auto known =
      unit.find(unit.entity(core::currency::entity.name), core::currency::code.name, Value{code});
  if (!known) return default_digits;
  return static_cast<int>(known->get(core::currency::digits).value_or(default_digits));
}

/// What a line does not say is the product's.
void complete_line(HookContext& context, Record& line) {
  const auto id = line.get(order_line::product);
  if (!id) {
    context.problems.require(line.get(order_line::description).has_value(),
                             "order_line.nothing_named", "product");
    return;
  }
  if (line.get(order_line::description) && line.get(order_line::unit)) return;
  const Record chosen = context.unit.load(context.unit.entity(product::entity.name), *id);
  if (!line.get(order_line::description))
    line.set(order_line::description, chosen.get(product::name).value_or(""));
  const meta::FieldDef& unit = line.entity().field(order_line::unit.name);
  const Value& of_product = chosen.get(product::unit.name);
  if (line.get(unit).is_null() && !of_product.is_null() &&
      unit.option(of_product.as<std::string>()) != nullptr)
    line.set(unit, of_product);
}

void check_quantity(HookContext& context, Record& line) {
  const bool positive = line.get(order_line::quantity).value_or(Decimal{0}) > Decimal{0};
  context.problems.require(positive, "order_line.quantity_not_positive", "quantity");
}

/// The rate of the order's day, else none: the total in base currency then stays open and says so.
std::optional<Decimal> rate_on(record::Unit& unit, const std::string& code, Date day) {
  const auto ask = [&] {
    const store::Table& table = unit.service().schema().table("exchange_rates");
    store::Select query;
    query.sources.push_back({&table, store::Source::Join::from, nullptr});
    query.items.push_back(store::column(table, "rate"));
    query.where = store::all_of(
        {store::equals(table, "currency", Value{code}),
         store::call(store::Fn::le, {store::column(table, "rate_date"),
                                     store::parameter(Value{day}, meta::Storage::date)})});
    query.order_by.push_back({store::column(table, "rate_date"), true});
    query.limit = 1;
    return unit.transaction().single(query);
  };
  const Value rate =
      unit.once(unit.entity(core::exchange_rate::entity.name), code + " " + day.text(), ask);
  return rate.is_null() ? std::nullopt : std::optional{rate.as<Decimal>()};
}

void price_order(HookContext& context, Record& sold) {
  const std::string code = sold.get(order::currency).value_or("");
  const int digits = digits_of(context.unit, code);
  std::vector<Decimal> amounts;
  for (Record& line : sold.lines(order::lines.name)) {
    line.set(order_line::currency, code);
    const PricedLine priced{line.get(order_line::quantity).value_or(Decimal{0}),
                            line.get(order_line::unit_price).value_or(Decimal{0}),
                            line.get(order_line::discount).value_or(Decimal{0})};
    amounts.push_back(line_amount(priced, digits));
    line.set(order_line::amount, amounts.back());
  }
  sold.set(order::total, total_of(amounts));
}

void convert_total(HookContext& context, Record& sold) {
  const std::string code = sold.get(order::currency).value_or("");
  const std::string base = sold.get(order::base_currency).value_or(code);
  const auto day = sold.get(order::order_date);
  if (code == base) sold.set(order::exchange_rate, Decimal{1});
  const bool moved = sold.changed(sold.entity().field(order::currency.name)) ||
                     sold.changed(sold.entity().field(order::order_date.name));
  const bool given = sold.get(order::exchange_rate) &&
                     (!moved || sold.changed(sold.entity().field(order::exchange_rate.name)));
  if (code != base && !given && day) {
    const std::optional<Decimal> rate = rate_on(context.unit, code, *day);
    if (rate)
      sold.set(order::exchange_rate, *rate);
    else
      sold.clear(order::exchange_rate);
  }
  const auto rate = sold.get(order::exchange_rate);
  if (!rate) return sold.clear(order::total_base);
  sold.set(order::total_base, in_base_currency(sold.get(order::total).value_or(Decimal{0}), *rate,
                                               digits_of(context.unit, base)));
}

/// Once confirmed, what was agreed stays as it was agreed; a new agreement goes back to draft
/// first.
void lock_confirmed(HookContext& context, Record& sold) {
  static constexpr std::array<std::string_view, 8> agreed{
      "account",  "currency",      "exchange_rate",   "order_date",
      "incoterm", "payment_terms", "port_of_loading", "port_of_destination"};
  if (sold.is_new()) return;
  const meta::FieldDef& state = sold.entity().field(order::state.name);
  const Value& before = sold.stored(state);
  if (before.is_null() || before.as<std::string>() == code_of(order::State::draft) ||
      before.as<std::string>() == code_of(order::State::cancelled))
    return;
  const bool touched = sold.lines_given(order::lines.name) ||
                       std::any_of(agreed.begin(), agreed.end(), [&](std::string_view name) {
                         return sold.changed(sold.entity().field(name));
                       });
  if (touched)
    context.problems.add(
        "order.locked", "",
        {{"number", sold.get(order::number).value_or("")}, {"state", before.as<std::string>()}});
}

void check_confirmation(HookContext& context, Record& sold) {
  if (!sold.changed(sold.entity().field(order::state.name)) ||
      sold.get(order::state) != order::State::confirmed)
    return;
  context.problems.require(!sold.lines(order::lines.name).empty(), "order.no_lines", "lines");
}

void check_dates(HookContext& context, Record& sold) {
  const auto ordered = sold.get(order::order_date);
  const auto delivered = sold.get(order::delivery_date);
  if (ordered && delivered)
    context.problems.require(*delivered >= *ordered, "order.delivery_before_order",
                             "delivery_date");
}

void stamp_states(HookContext& context, Record& sold) {
  if (!sold.changed(sold.entity().field(order::state.name))) return;
  const auto state = sold.get(order::state);
  if (state == order::State::confirmed && !sold.get(order::confirmed_at))
    sold.set(order::confirmed_at, context.unit.now());
  if (state == order::State::shipped && !sold.get(order::shipped_at))
    sold.set(order::shipped_at, context.unit.now());
  if (state == order::State::completed && !sold.get(order::completed_at))
    sold.set(order::completed_at, context.unit.now());
}

void keep_fixed_orders(HookContext& context, const Record& sold) {
  const auto state = sold.get(order::state);
  if (state == order::State::draft || state == order::State::cancelled) return;
  context.problems.add("order.delete_locked", "",
                       {{"number", sold.get(order::number).value_or("")},
                        {"state", sold.get(order::state.name).as<std::string>()}});
}

/// A customer with orders under way is not thrown away.
void keep_customers_with_orders(HookContext& context, const Record& firm) {
  expr::BindContext binding;
  binding.entity = &context.unit.entity(order::entity.name);
  const std::string open =
      "account_id eq '" + firm.id().text() + "' and state in ('confirmed','shipped')";
  const auto found = context.unit.find_ids(*binding.entity,
                                           *expr::bind_condition(*expr::parse(open), binding), 100);
  if (!found.empty())
    context.problems.add("account.has_open_orders", "",
                         {{"name", firm.get(customers::account::name).value_or("")},
                          {"count", std::to_string(found.size())}});
}

}  // namespace

void bind_order_rules(record::Hooks& hooks) {
  hooks.before_save(order_line::entity.name, complete_line)
      .before_save(order_line::entity.name, check_quantity)
      .before_save(order::entity.name, lock_confirmed)
      .before_save(order::entity.name, price_order)
      .before_save(order::entity.name, convert_total)
      .before_save(order::entity.name, check_confirmation)
      .before_save(order::entity.name, check_dates)
      .before_save(order::entity.name, stamp_states)
      .before_delete(order::entity.name, keep_fixed_orders)
      .before_delete(customers::account::entity.name, keep_customers_with_orders);
}

}  // namespace tw::sales
