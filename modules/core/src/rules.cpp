#include "modules/core/src/rules.h"

#include <algorithm>

#include "gen/core/company.gen.h"
#include "gen/core/currency.gen.h"
#include "gen/core/department.gen.h"
#include "gen/core/exchange_rate.gen.h"
#include "gen/core/role.gen.h"
#include "gen/core/user.gen.h"
#include "platform/base/text.h"
#include "platform/base/time_zone.h"

namespace tw::core {
namespace {

using record::HookContext;
using record::Record;

/// People sign in by e-mail, however they write it.
void lower_email(HookContext&, Record& person) {
  if (const auto email = person.get(user::email)) person.set(user::email, lower_ascii(*email));
}

void keep_self_enabled(HookContext& context, Record& person) {
  const bool self = person.id() == context.unit.gate().principal().user;
  if (self && person.get(user::disabled).value_or(false))
    context.problems.add("user.disable_self", "disabled");
}

/// Whether the roles now given still hold one that may do everything.
bool keeps_administration(HookContext& context, Record& person) {
  if (person.get(user::disabled).value_or(false)) return false;
  const auto& given = person.refs(user::roles.name);
  if (!given) return true;
  const meta::EntityDef& roles = context.unit.entity(role::entity.name);
  return std::any_of(given->begin(), given->end(), [&](Id id) {
    return context.unit.load(roles, id).get(role::administrator).value_or(false);
  });
}

/// Somebody must be able to let others in.
void keep_an_administrator(HookContext& context, Record& person) {
  const bool leaves = person.get(user::disabled).value_or(false) ||
                      (!person.is_new() && person.refs(user::roles.name).has_value());
  if (!leaves || person.is_new()) return;
  const meta::EntityDef& people = person.entity();
  expr::BindContext binding;
  binding.entity = &people;
  const std::string admins = "disabled ne true and roles/any(r: r/administrator eq true)";
  const std::string others = admins + " and id ne '" + person.id().text() + "'";
  const auto found = [&](const std::string& text) {
    return !context.unit.find_ids(people, *expr::bind_condition(*expr::parse(text), binding), 1)
                .empty();
  };
  if (!found(others) && found(admins) && !keeps_administration(context, person))
    context.problems.add("user.last_administrator", "disabled",
                         {{"name", person.get(user::name).value_or("")}});
}

/// A tree: no department lies below itself.
void no_department_cycle(HookContext& context, Record& changed) {
  constexpr int deepest = 50;
  const meta::EntityDef& entity = changed.entity();
  std::optional<Id> above = changed.get(department::parent);
  for (int depth = 0; above && depth < deepest; ++depth) {
    if (*above == changed.id()) {
      context.problems.add("department.cycle", "parent",
                           {{"name", changed.get(department::name).value_or("")}});
      return;
    }
    above = context.unit.load(entity, *above).get(department::parent);
  }
}

void only_one_company(HookContext& context, Record& changed) {
  if (changed.is_new() && !context.unit.find_ids(changed.entity(), nullptr, 1).empty())
    context.problems.add("company.only_one");
}

void check_currency_code(HookContext& context, Record& changed) {
  const std::string code = changed.get(currency::code).value_or("");
  const bool good = code.size() == 3 && std::all_of(code.begin(), code.end(),
                                                    [](char c) { return c >= 'A' && c <= 'Z'; });
  context.problems.require(good, "currency.code_malformed", "code", {{"code", code}});
}

template <class Key>
record::SaveHook check_time_zone(Key key) {
  return [key](HookContext& context, Record& changed) {
    const std::string zone = changed.get(key).value_or("");
    context.problems.require(zone.empty() || is_time_zone(zone), "time_zone.unknown", "time_zone",
                             {{"time_zone", zone}});
  };
}

void check_rate(HookContext& context, Record& changed) {
  const Decimal rate = changed.get(exchange_rate::rate).value_or(Decimal{0});
  context.problems.require(rate > Decimal{0}, "exchange_rate.not_positive", "rate");
}

}  // namespace

void bind_rules(record::Hooks& hooks) {
  hooks.before_save(user::entity.name, lower_email)
      .before_save(user::entity.name, keep_self_enabled)
      .before_save(user::entity.name, keep_an_administrator)
      .before_save(department::entity.name, no_department_cycle)
      .before_save(user::entity.name, check_time_zone(user::time_zone))
      .before_save(company::entity.name, check_time_zone(company::time_zone))
      .before_save(company::entity.name, only_one_company)
      .before_save(currency::entity.name, check_currency_code)
      .before_save(exchange_rate::entity.name, check_rate);
}

}  // namespace tw::core
