#include "modules/analytics/src/contact_plan.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <map>

#include "gen/analytics/service_policy.gen.h"
#include "gen/customers/account.gen.h"
#include "gen/customers/task.gen.h"
#include "platform/base/check.h"
#include "platform/store/entity_query.h"

namespace tw::analytics {
namespace {

using record::Record;
using record::Unit;

constexpr std::int64_t page = 500;

struct Policy {
  Id id;
  std::string cls, subject;
  int every_days = 0, lead_days = 1;
};

struct Customer {
  Id id, owner;
  std::string name, cls;
  std::optional<Date> last_contact;
};

expr::NodePtr condition(const meta::EntityDef& entity, const std::string& text) {
  expr::BindContext context;
  context.entity = &entity;
  auto bound = expr::bind_condition(*expr::parse(text), context);
  CHECK(bound.has_value());
  return *bound;
}

class Planner {
 public:
  Planner(record::RecordService& records, const access::Gate& gate)
      : records_{records},
        gate_{gate},
        accounts_{records.catalogue().entity(customers::account::entity.name)} {}

  void read_policies() {
    records_.run(gate_, [&](Unit& unit) {
      policies_.clear();
      const meta::EntityDef& entity = unit.entity(service_policy::entity.name);
      for (const Id id : unit.find_ids(
               entity,
               condition(
                   entity,
                   "active eq true and scheme/leading eq true and contact_every_days ne null"),
               100)) {
        const Record policy = unit.load(entity, id);
        const std::string cls = policy.get(service_policy::abc_class.name).as<std::string>();
        policies_[cls] = {id, cls, policy.get(service_policy::task_subject).value_or(""),
                          static_cast<int>(*policy.get(service_policy::contact_every_days)),
                          static_cast<int>(policy.get(service_policy::lead_days).value_or(1))};
      }
    });
  }

  /// Customers of one class after `last`, in order of id.
  std::vector<Customer> read_page(const Policy& policy, Id last) {
    store::EntityQuery query{records_.schema(), gate_.require(accounts_, store::Verb::read), gate_};
    query.add_field(accounts_.field("id"));
    query.add_field(accounts_.field("owner"));
    query.add_field(accounts_.field(customers::account::name.name));
    query.add_field(accounts_.field(customers::account::last_contact_at.name));
    query.where(condition(
        accounts_,
        "abc_class eq '" + policy.cls + "' and id gt '" + last.text() +
            "' and not tasks/any(t: t/source eq 'policy' and t/state in ('open','in_progress'))"));
    query.order_by(id_, false);
    query.limit(page);
    return records_.database().read([&](store::Reader& reader) {
      std::vector<Customer> customers;
      const auto cursor = reader.select(query.build());
      while (cursor->next()) {
        Customer one{Id{cursor->integer(0)},
                     cursor->is_null(1) ? Id{} : Id{cursor->integer(1)},
                     std::string{cursor->text(2)},
                     policy.cls,
                     {}};
        if (!cursor->is_null(3))
          one.last_contact =
              cursor->value(3).as<DateTime>().date(gate_.environment().offset_minutes);
        customers.push_back(std::move(one));
      }
      return customers;
    });
  }

  std::int64_t plan(const Policy& policy) {
    std::int64_t created = 0;
    const Date today = gate_.environment().today;
    for (Id last{1};;) {  // an id below every real one
      const std::vector<Customer> customers = read_page(policy, last);
      created += records_.run(gate_, [&](Unit& unit) {
        std::int64_t tasks = 0;
        for (const Customer& customer : customers) {
          const Date due = contact_due(customer.last_contact, policy.every_days, today);
          if (due > today.plus_days(policy.lead_days)) continue;
          create_task(unit, policy, customer, due);
          ++tasks;
        }
        return tasks;
      });
      if (static_cast<std::int64_t>(customers.size()) < page) return created;
      last = customers.back().id;
    }
  }

  const std::map<std::string, Policy>& policies() const { return policies_; }

 private:
  void create_task(Unit& unit, const Policy& policy, const Customer& customer, Date due) {
    Record work{unit.entity(customers::task::entity.name)};
    std::string subject = policy.subject.empty() ? "{account}" : policy.subject;
    if (const std::size_t at = subject.find("{account}"); at != std::string::npos)
      subject.replace(at, 9, customer.name);
    work.set(customers::task::subject, subject.substr(0, 190));
    work.set(customers::task::account, customer.id);
    work.set(customers::task::due_date, due);
    work.set(customers::task::source, customers::task::Source::policy);
    work.set(customers::task::policy, policy.id);
    work.set(customers::task::reason.name, Value{boost::json::serialize(reason(policy, customer))});
    if (!customer.owner.empty()) work.set(customers::task::owner, customer.owner);
    unit.save(work);
  }

  static json::object reason(const Policy& policy, const Customer& customer) {
    json::object params{{"class", policy.cls}, {"days", std::to_string(policy.every_days)}};
    if (customer.last_contact) params["last"] = customer.last_contact->text();
    return {{"code", customer.last_contact ? "task.reason.policy" : "task.reason.policy_never"},
            {"params", std::move(params)}};
  }

  record::RecordService& records_;
  const access::Gate& gate_;
  const meta::EntityDef& accounts_;
  std::map<std::string, Policy> policies_;
  expr::NodePtr id_ = [this] {
    expr::BindContext context;
    context.entity = &accounts_;
    return *expr::bind(*expr::parse("id"), context);
  }();
};

}  // namespace

Date contact_due(std::optional<Date> last_contact, int every_days, Date today) {
  const Date tomorrow = today.plus_days(1);
  return last_contact ? std::max(last_contact->plus_days(every_days), tomorrow) : tomorrow;
}

void plan_contacts(record::RecordService& records, work::JobContext& job) {
  const access::Gate gate = records.system_gate();
  Planner planner{records, gate};
  planner.read_policies();
  std::int64_t created = 0;
  int done = 0;
  for (const auto& [cls, policy] : planner.policies()) {
    created += planner.plan(policy);
    job.progress(100 * ++done / static_cast<int>(planner.policies().size()), "class_run.planning");
  }
  job.result({{"tasks", created}});
}

}  // namespace tw::analytics
