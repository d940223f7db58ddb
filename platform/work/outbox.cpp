#include "platform/work/outbox.h"

#include <boost/json/parse.hpp>

#include <algorithm>

#include "platform/base/log.h"

namespace tw::work {
namespace {

constexpr std::int64_t batch = 100;
constexpr std::int64_t first_wait_ms = 1000;
constexpr std::int64_t longest_wait_ms = 6 * 3'600'000;

}  // namespace

std::vector<Event> Outbox::due(DateTime now) {
  const store::Table& outbox = records_.schema().table("outbox");
  store::Select query;
  query.sources.push_back({&outbox, store::Source::Join::from, nullptr});
  for (const char* name : {"id", "event", "entity", "record_id", "payload", "created_at"})
    query.items.push_back(store::column(outbox, name));
  const store::TermPtr next = store::column(outbox, "next_try_at");
  query.where = store::all_of(
      {store::call(store::Fn::is_null, {store::column(outbox, "delivered_at")}),
       store::any_of(
           {store::call(store::Fn::is_null, {next}),
            store::call(store::Fn::le,
                        {next, store::parameter(Value{now}, meta::Storage::datetime)})})});
  query.order_by.push_back({store::column(outbox, "id"), false});
  query.limit = batch;
  return records_.database().read([&](store::Reader& reader) {
    std::vector<Event> events;
    const auto cursor = reader.select(query);
    while (cursor->next()) {
      Event event{Id{cursor->integer(0)},
                  std::string{cursor->text(1)},
                  std::string{cursor->text(2)},
                  Id{cursor->integer(3)},
                  {},
                  {}};
      if (!cursor->is_null(4)) event.payload = boost::json::parse(cursor->text(4)).as_object();
      event.at = cursor->value(5).as<DateTime>();
      events.push_back(std::move(event));
    }
    return events;
  });
}

/// The handlers' changes and the mark "delivered" are one transaction, so a crash repeats the whole
/// event or nothing.
bool Outbox::deliver_one(const Event& event) {
  const store::Table& outbox = records_.schema().table("outbox");
  const access::Gate gate = access::Gate::system(records_.catalogue(), clock_);
  try {
    records_.run(gate, [&](record::Unit& unit) {
      const auto found = handlers_.find(event.name);
      if (found != handlers_.end())
        for (const EventHandler& handler : found->second) handler(unit, event);
      unit.transaction().update(outbox, {{"delivered_at", Value{clock_.now()}}},
                                store::equals(outbox, "id", Value{event.id}));
    });
    return true;
  } catch (const std::exception& error) {
    logger::warn("event not delivered", event.name);
    postpone(event, error.what());
    return false;
  }
}

void Outbox::postpone(const Event& event, std::string_view error) {
  const store::Table& outbox = records_.schema().table("outbox");
  records_.database().write([&](store::Transaction& tx) {
    const store::TermPtr mine = store::equals(outbox, "id", Value{event.id});
    const std::int64_t tries = tx.increment(outbox, "tries", 1, mine);
    const std::int64_t wait =
        std::min(longest_wait_ms, first_wait_ms << std::min<std::int64_t>(tries, 20));
    tx.update(outbox, {{"next_try_at", Value{clock_.now().plus_ms(wait)}}, {"error", Value{error}}},
              mine);
  });
}

int Outbox::deliver() {
  int delivered = 0;
  for (const Event& event : due(clock_.now())) delivered += deliver_one(event) ? 1 : 0;
  return delivered;
}

}  // namespace tw::work
