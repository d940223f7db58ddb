#pragma once
// When scheduled work is due, and the one row that says when it last ran, so that two servers never
// run it twice.

#include <optional>
#include <vector>

#include "platform/work/work.h"

namespace tw::work {

/// The latest instant not after `now` at which the schedule should have run; nullopt when never.
std::optional<DateTime> last_due(const Schedule& schedule, DateTime now,
                                 int company_offset_minutes);

class Scheduler {
 public:
  explicit Scheduler(record::RecordService& records) : records_{records} {}
  void add(Schedule schedule) { schedules_.push_back(std::move(schedule)); }
  /// Queues what is due; returns how many jobs.
  int queue_due();

 private:
  bool queue_if_due(const access::Gate& gate, const Schedule& schedule);
  record::RecordService& records_;
  std::vector<Schedule> schedules_;
};

}  // namespace tw::work
