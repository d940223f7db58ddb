#include "gen/analytics/class_scheme.gen.h"
#include "modules/analytics/src/analytics.h"
#include "modules/analytics/src/class_run.h"
#include "modules/analytics/src/contact_plan.h"

namespace tw::analytics {
namespace {

void bind_rules(record::Hooks& hooks) {
  hooks.before_save(class_scheme::entity.name, check_scheme)
      .action(class_scheme::entity.name, "run", queue_run);
}

void bind_work(work::Work& work) {
  work.handle(std::string{classify_job}, [&records = work.records()](work::JobContext& job) {
    run_classification(records, job);
  });
  work.handle(std::string{plan_contacts_job},
              [&records = work.records()](work::JobContext& job) { plan_contacts(records, job); });
  work.schedule({"plan_contacts", std::string{plan_contacts_job}, 0, "06:00"});
}

}  // namespace

const work::Module& module() {
  static const work::Module module{"analytics", &bind_rules, &bind_work};
  return module;
}

}  // namespace tw::analytics
