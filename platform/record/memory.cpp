// How a unit uses its memory.
#include "platform/record/memory.h"

#include <algorithm>

#include "platform/record/loader.h"
#include "platform/record/pipeline.h"
#include "platform/store/entity_query.h"

namespace tw::record {

void Memory::created(const Record& record) {
  const auto known = known_.find(&record.entity());
  if (known == known_.end()) return;
  known->second.records.clear();
  known->second.answers.clear();
  for (auto& [field, values] : known->second.free)
    if (const auto* value = record.get(*field).get_if<std::string>()) values.erase(*value);
}

void Unit::look_ahead(const meta::EntityDef& entity, const Questions& questions) {
  for (const auto& [target, ids] : questions.references) visible_of(*target, ids);
  const store::Table& table = service_.schema().table(entity.set);
  for (const auto& [field, values] : questions.unique) {
    std::unordered_set<std::string> free{values.begin(), values.end()};
    store::Select query;
    query.sources.push_back({&table, store::Source::Join::from, nullptr});
    const store::TermPtr column = store::column(table, store::column_name(*field));
    query.items.push_back(column);
    query.where =
        store::call(store::Fn::in_param_list, {column, store::parameter(store::list_of(values))});
    const auto cursor = tx_.select(query);
    while (cursor->next()) free.erase(std::string{cursor->text(0)});
    memory_.about(entity).free[field].merge(free);
  }
}

std::vector<Id> Unit::visible_of(const meta::EntityDef& target, const std::vector<Id>& ids) {
  std::unordered_set<Id>& visible = memory_.about(target).visible;
  std::vector<Id> unknown;
  for (const Id id : ids)
    if (!visible.contains(id)) unknown.push_back(id);
  if (const store::Permit* permit = gate_.read_permit(target); permit && !unknown.empty()) {
    store::EntityQuery query{service_.schema(), *permit, gate_};
    query.add_field(target.field("id"));
    query.where_ids(unknown);
    query.limit(static_cast<std::int64_t>(unknown.size()));
    const auto cursor = tx_.select(query.build());
    while (cursor->next()) visible.emplace(cursor->integer(0));
  }
  std::vector<Id> found;
  for (const Id id : ids)
    if (visible.contains(id)) found.push_back(id);
  return found;
}

bool Unit::is_taken(const Record& record, const meta::FieldDef& field) {
  const Value& value = record.get(field);
  const auto& free = memory_.about(record.entity()).free;
  if (const auto known = free.find(&field); known != free.end())
    if (const auto* text = value.get_if<std::string>(); text && known->second.contains(*text))
      return false;
  const store::Table& table = service_.schema().table(record.entity().set);
  store::Select query;
  query.sources.push_back({&table, store::Source::Join::from, nullptr});
  query.items.push_back(store::column(table, "id"));
  query.where = store::equals(table, store::column_name(field), value);
  query.limit = 1;
  const Value holder = tx_.single(query);
  return !holder.is_null() && holder.as<Id>() != record.id();
}

Value Unit::once(const meta::EntityDef& about, const std::string& question,
                 const std::function<Value()>& ask) {
  auto& answers = memory_.about(about).answers;
  if (const auto known = answers.find(question); known != answers.end()) return known->second;
  Value answer = ask();
  memory_.about(about).answers[question] = answer;
  return answer;
}

std::optional<Record> Unit::recall(const meta::EntityDef& entity, Id id) {
  settle_totals(entity);
  auto& records = memory_.about(entity).records;
  if (const auto known = records.find(id); known != records.end()) return known->second;
  const Loader loader{service_.schema()};
  std::optional<Record> record;
  if (loader.visible(tx_, *gate_.read_permit(entity), gate_, id))
    record = loader.load(tx_, entity, id, WithLines::yes);
  constexpr std::size_t most_records = 1000;
  if (records.size() >= most_records) records.clear();
  records.emplace(id, record);
  return record;
}

}  // namespace tw::record
