#include "platform/work/work.h"

namespace tw::work {

std::vector<store::Table> tables() {
  using meta::Storage;
  return {
      {"job_leases",
       {{"job_id", Storage::id, 0, true},
        {"worker", Storage::text, 0, true},
        {"until", Storage::datetime, 0, true}},
       {"job_id"},
       {{"job_leases_until", {"until"}, false}}},
      {"schedule_state",
       {{"name", Storage::text, 0, true}, {"last_run_at", Storage::datetime}},
       {"name"},
       {}},
  };
}

}  // namespace tw::work
