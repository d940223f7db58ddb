#pragma once
// Long work, scheduled work, and the delivery of events. Jobs are records of the entity `job`, so
// everybody can watch them through the API; on PostgreSQL several servers share the queue (FOR
// UPDATE SKIP LOCKED). A job that was running when its server died is queued again (its lease ends
// after 60 s); handlers are therefore repeatable.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/json.h"
#include "platform/record/pipeline.h"

namespace tw::work {

class JobContext {
 public:
  virtual ~JobContext() = default;
  virtual Id id() const = 0;
  virtual const json::object& parameters() const = 0;
  virtual const access::Gate& gate() const = 0;  // the rights of whoever started it
  /// 0..100 and a message code with parameters; cheap, written at most twice a second. Throws
  /// Cancelled when asked to stop.
  virtual void progress(int percent, std::string_view message = {}) = 0;
  virtual void result(json::object result) = 0;
};
struct Cancelled {};
using JobHandler = std::function<void(JobContext&)>;

struct Event {
  Id id;
  std::string name;
  std::string entity;
  Id record;
  json::object payload;
  DateTime at;
};
using EventHandler =
    std::function<void(record::Unit&, const Event&)>;  // at least once; same id on repeats

struct Schedule {
  std::string name;
  std::string job_kind;
  int every_minutes = 0;
  std::string daily_at;
};  // company time

class Work {
 public:
  Work(record::RecordService& records, access::Directory& directory, const Clock& clock);
  ~Work();
  void handle(std::string kind, JobHandler handler);
  void on_event(std::string name, EventHandler handler);
  void schedule(Schedule schedule);

  record::RecordService& records();

  void start(int threads = 1);
  void stop();
  /// Runs everything that is due now on this thread (tests, command line); returns how many jobs
  /// ran.
  int run_due();
  /// Told about every change of a job's state or progress (for SSE).
  void on_change(
      std::function<void(Id job, std::string_view state, int progress, Id user)> listener);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Queues a job within the caller's transaction: it exists exactly when the change does. The
/// server's workers find it within a tenth of a second.
Id enqueue(record::Unit& unit, std::string_view kind, json::object parameters);

/// schedule_state and job leases.
std::vector<store::Table> tables();

}  // namespace tw::work
