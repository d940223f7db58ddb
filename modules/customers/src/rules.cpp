#include "modules/customers/src/rules.h"

#include <algorithm>
#include <array>

#include "gen/customers/account.gen.h"
#include "gen/customers/activity.gen.h"
#include "gen/customers/contact.gen.h"
#include "gen/customers/task.gen.h"
#include "platform/base/text.h"

namespace tw::customers {
namespace {

using record::HookContext;
using record::Record;

/// The firm's mail domain, for finding it again from any of its people's addresses.
void fill_mail_domain(HookContext&, Record& firm) {
  if (firm.get(account::mail_domain)) return;
  const std::string domain = mail_domain_of(firm.get(account::email).value_or(""));
  if (!domain.empty()) firm.set(account::mail_domain, domain);
}

void no_parent_cycle(HookContext& context, Record& firm) {
  constexpr int deepest = 50;
  std::optional<Id> above = firm.get(account::parent_account);
  for (int depth = 0; above && depth < deepest; ++depth) {
    if (*above == firm.id())
      return context.problems.add("account.parent_cycle", "parent_account",
                                  {{"name", firm.get(account::name).value_or("")}});
    above = context.unit.load(firm.entity(), *above).get(account::parent_account);
  }
}

/// A follow-up hangs on something, so that it is found again.
void activity_has_subject(HookContext& context, Record& done) {
  const bool hangs =
      done.get(activity::account) || done.get(activity::contact) || done.get(activity::order);
  context.problems.require(hangs, "activity.no_subject", "account");
}

/// A follow-up with a contact is also one with the contact's firm.
void fill_account_of_contact(HookContext& context, Record& done) {
  const auto person = done.get(activity::contact);
  if (done.get(activity::account) || !person) return;
  if (const auto firm = context.unit.load(context.unit.entity(contact::entity.name), *person)
                            .get(contact::account))
    done.set(activity::account, *firm);
}

/// What was agreed for the next time is the customer's next contact.
void carry_next_contact(HookContext& context, Record& done) {
  const auto firm = done.get(activity::account);
  const auto next = done.get(activity::next_contact_on);
  if (!firm || !next || !done.changed(done.entity().field(activity::next_contact_on.name))) return;
  Record customer = context.unit.load(context.unit.entity(account::entity.name), *firm);
  const auto known = customer.get(account::next_contact_on);
  if (known && *known >= *next) return;
  customer.set(account::next_contact_on, *next);
  try {
    context.unit.save(customer);
  } catch (const AppError&
               refused) {  // a colleague's customer: the follow-up stands, the plan is the owner's
    if (refused.kind() != Errc::forbidden) throw;
  }
}

void stamp_completion(HookContext& context, Record& work) {
  if (!work.changed(work.entity().field(task::state.name))) return;
  if (work.get(task::state) != task::State::done) return work.clear(task::completed_at);
  if (!work.get(task::completed_at)) work.set(task::completed_at, context.unit.now());
}

}  // namespace

std::string mail_domain_of(std::string_view email) {
  static constexpr std::array<std::string_view, 20> anybody{
      "gmail.com",   "163.com",   "126.com",    "qq.com",     "outlook.com",
      "hotmail.com", "yahoo.com", "icloud.com", "live.com",   "foxmail.com",
      "sina.com",    "sohu.com",  "139.com",    "aliyun.com", "yeah.net",
      "gmx.de",      "web.de",    "mail.ru",    "yandex.ru",  "protonmail.com"};
  const std::size_t at = email.rfind('@');
  if (at == std::string_view::npos) return {};
  std::string domain = lower_ascii(email.substr(at + 1));
  return std::find(anybody.begin(), anybody.end(), domain) == anybody.end() ? domain
                                                                            : std::string{};
}

void bind_rules(record::Hooks& hooks) {
  hooks.before_save(account::entity.name, fill_mail_domain)
      .before_save(account::entity.name, no_parent_cycle)
      .before_save(activity::entity.name, fill_account_of_contact)
      .before_save(activity::entity.name, activity_has_subject)
      .after_save(activity::entity.name, carry_next_contact)
      .before_save(task::entity.name, stamp_completion);
}

}  // namespace tw::customers
