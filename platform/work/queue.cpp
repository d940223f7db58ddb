#include "platform/work/queue.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace tw::work {
namespace {

constexpr std::int64_t lease_ms = 60'000;
constexpr std::int64_t most_attempts = 3;

store::Select select(const store::Table& table, std::initializer_list<std::string_view> columns) {
  store::Select query;
  query.sources.push_back({&table, store::Source::Join::from, nullptr});
  for (const std::string_view name : columns) query.items.push_back(store::column(table, name));
  return query;
}

}  // namespace

Id enqueue(record::Unit& unit, std::string_view kind, json::object parameters) {
  const store::Table& jobs = unit.service().schema().table("jobs");
  const Id id = unit.service().ids().next();
  const Id by = unit.gate().principal().user;
  const Id department = unit.gate().principal().department;
  const auto or_null = [](Id value) { return value.empty() ? Value{} : Value{value}; };
  unit.transaction().insert(jobs, {{"id", Value{id}},
                                   {"version", Value{1}},
                                   {"created_at", Value{unit.now()}},
                                   {"created_by_id", or_null(by)},
                                   {"updated_at", Value{unit.now()}},
                                   {"updated_by_id", or_null(by)},
                                   {"owner_id", or_null(by)},
                                   {"department_id", or_null(department)},
                                   {"kind", Value{kind}},
                                   {"state", Value{"queued"}},
                                   {"progress", Value{0}},
                                   {"attempts", Value{0}},
                                   {"parameters", Value{boost::json::serialize(parameters)}}});
  return id;
}

/// A job whose lease has ended lost its worker: it waits again, or has failed once too often.
void Queue::requeue_lost(store::Transaction& tx, DateTime now) {
  store::Select lost = select(leases(), {"job_id"});
  lost.where = store::call(store::Fn::lt, {store::column(leases(), "until"),
                                           store::parameter(Value{now}, meta::Storage::datetime)});
  std::vector<Id> ids;
  {
    const auto cursor = tx.select(lost);
    while (cursor->next()) ids.emplace_back(cursor->integer(0));
  }
  for (const Id id : ids) {
    const store::TermPtr running = store::all_of(
        {store::equals(jobs(), "id", Value{id}), store::equals(jobs(), "state", Value{"running"})});
    tx.update(jobs(), {{"state", Value{"queued"}}, {"message", Value{}}}, running);
    tx.remove(leases(), store::equals(leases(), "job_id", Value{id}));
  }
}

std::optional<TakenJob> Queue::take(DateTime now) {
  store::Select due = select(jobs(), {"id", "kind", "parameters", "owner_id", "attempts"});
  const store::TermPtr not_before = store::any_of(
      {store::call(store::Fn::is_null, {store::column(jobs(), "run_at")}),
       store::call(store::Fn::le, {store::column(jobs(), "run_at"),
                                   store::parameter(Value{now}, meta::Storage::datetime)})});
  due.where = store::all_of({store::equals(jobs(), "state", Value{"queued"}), not_before});
  due.order_by.push_back({store::column(jobs(), "id"), false});
  due.limit = 1;
  store::Select leased = select(leases(), {"job_id"});
  leased.where = store::call(
      store::Fn::lt,
      {store::column(leases(), "until"), store::parameter(Value{now}, meta::Storage::datetime)});
  leased.limit = 1;
  // Looking is a read; only when there is something to take does it become a write.
  const bool something = records_.database().read([&](store::Reader& reader) {
    return !reader.single(due).is_null() || !reader.single(leased).is_null();
  });
  if (!something) return std::nullopt;
  return records_.database().write([&](store::Transaction& tx) -> std::optional<TakenJob> {
    requeue_lost(tx, now);
    store::Select mine = due;
    mine.lock_skip_locked = true;
    TakenJob job;
    {
      const auto cursor = tx.select(mine);
      if (!cursor->next()) return std::nullopt;
      job.id = Id{cursor->integer(0)};
      job.kind = cursor->text(1);
      if (!cursor->is_null(2)) job.parameters = boost::json::parse(cursor->text(2)).as_object();
      if (!cursor->is_null(3)) job.owner = Id{cursor->integer(3)};
      job.attempts = cursor->is_null(4) ? 1 : cursor->integer(4) + 1;
    }
    const bool spent = job.attempts > most_attempts;
    tx.update(jobs(),
              {{"state", Value{spent ? "failed" : "running"}},
               {"started_at", Value{now}},
               {"attempts", Value{job.attempts}},
               {"error", spent ? Value{"job.lost"} : Value{}}},
              store::equals(jobs(), "id", Value{job.id}));
    if (spent) return std::nullopt;
    tx.upsert(leases(), {{"job_id", Value{job.id}},
                         {"worker", Value{worker_}},
                         {"until", Value{now.plus_ms(lease_ms)}}});
    return job;
  });
}

bool Queue::report(Id job, int percent, std::string_view message, DateTime now) {
  return records_.database().write([&](store::Transaction& tx) {
    tx.update(leases(), {{"until", Value{now.plus_ms(lease_ms)}}},
              store::equals(leases(), "job_id", Value{job}));
    const store::TermPtr running =
        store::all_of({store::equals(jobs(), "id", Value{job}),
                       store::equals(jobs(), "state", Value{"running"})});
    return tx.update(jobs(),
                     {{"progress", Value{percent}},
                      {"message", message.empty() ? Value{} : Value{message}}},
                     running) > 0;
  });
}

void Queue::finish(Id job, std::string_view state, const json::object* result,
                   std::string_view error, DateTime now) {
  records_.database().write([&](store::Transaction& tx) {
    std::vector<store::Assignment> values{{"state", Value{state}},
                                          {"finished_at", Value{now}},
                                          {"message", Value{}},
                                          {"error", error.empty() ? Value{} : Value{error}}};
    if (state == "done") values.push_back({"progress", Value{100}});
    if (result != nullptr) values.push_back({"result", Value{boost::json::serialize(*result)}});
    const store::TermPtr mine = store::all_of({store::equals(jobs(), "id", Value{job}),
                                               store::equals(jobs(), "state", Value{"running"})});
    tx.update(jobs(), values, mine);
    tx.remove(leases(), store::equals(leases(), "job_id", Value{job}));
  });
}

}  // namespace tw::work
