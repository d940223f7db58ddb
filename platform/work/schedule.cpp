#include "platform/work/schedule.h"

#include <charconv>

namespace tw::work {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t day_ms = std::int64_t{24} * 60 * minute_ms;

/// "08:30" → minutes of the day.
std::optional<std::int64_t> minutes_of(std::string_view clock_time) {
  int hours = 0;
  int minutes = 0;
  if (clock_time.size() != 5 || clock_time[2] != ':') return std::nullopt;
  std::from_chars(clock_time.data(), clock_time.data() + 2, hours);
  std::from_chars(clock_time.data() + 3, clock_time.data() + 5, minutes);
  return std::int64_t{hours} * 60 + minutes;
}

}  // namespace

std::optional<DateTime> last_due(const Schedule& schedule, DateTime now, int offset_minutes) {
  if (schedule.every_minutes > 0) {
    const std::int64_t period = schedule.every_minutes * minute_ms;
    return DateTime{now.ms() - now.ms() % period};
  }
  const std::optional<std::int64_t> minutes = minutes_of(schedule.daily_at);
  if (!minutes) return std::nullopt;
  const std::int64_t local = now.ms() + offset_minutes * minute_ms;
  std::int64_t due = local - local % day_ms + *minutes * minute_ms;
  if (due > local) due -= day_ms;
  return DateTime{due - offset_minutes * minute_ms};
}

bool Scheduler::queue_if_due(const access::Gate& gate, const Schedule& schedule) {
  const DateTime now = gate.environment().now;
  const std::optional<DateTime> due = last_due(schedule, now, gate.environment().offset_minutes);
  if (!due) return false;
  const store::Table& table = records_.schema().table("schedule_state");
  store::Select query;
  query.sources.push_back({&table, store::Source::Join::from, nullptr});
  query.items.push_back(store::column(table, "last_run_at"));
  query.where = store::equals(table, "name", Value{schedule.name});
  const auto has_run = [&](store::Reader& reader) {
    const Value last = reader.single(query);
    return !last.is_null() && last.as<DateTime>() >= *due;
  };
  if (records_.database().read(has_run)) return false;
  return records_.run(gate, [&](record::Unit& unit) {
    if (has_run(unit.transaction())) return false;  // another server was first
    unit.transaction().upsert(table, {{"name", Value{schedule.name}}, {"last_run_at", Value{now}}});
    enqueue(unit, schedule.job_kind, {});
    return true;
  });
}

int Scheduler::queue_due() {
  const access::Gate gate = records_.system_gate();
  int queued = 0;
  for (const Schedule& schedule : schedules_) queued += queue_if_due(gate, schedule) ? 1 : 0;
  return queued;
}

}  // namespace tw::work
