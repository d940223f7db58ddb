#pragma once
// The rows behind the queue: taking a job, reporting on it, finishing it. Each step is one short
// transaction.

#include <optional>
#include <string>

#include "platform/work/work.h"

namespace tw::work {

struct TakenJob {
  Id id;
  std::string kind;
  json::object parameters;
  Id owner;  // who started it; empty = the system
  std::int64_t attempts = 0;
};

class Queue {
 public:
  Queue(record::RecordService& records, std::string worker)
      : records_{records}, worker_{std::move(worker)} {}

  /// The oldest job that is due, now leased to this worker; also takes back jobs whose worker died.
  std::optional<TakenJob> take(DateTime now);
  /// Renews the lease and writes progress; false when the job was cancelled meanwhile.
  bool report(Id job, int percent, std::string_view message, DateTime now);
  void finish(Id job, std::string_view state, const json::object* result, std::string_view error,
              DateTime now);

 private:
  void requeue_lost(store::Transaction& tx, DateTime now);
  const store::Table& jobs() const { return records_.schema().table("jobs"); }
  const store::Table& leases() const { return records_.schema().table("job_leases"); }
  record::RecordService& records_;
  std::string worker_;
};

}  // namespace tw::work
