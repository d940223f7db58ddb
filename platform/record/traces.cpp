#include "platform/record/traces.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "platform/record/loader.h"

namespace tw::record {
namespace {

std::string_view verb_of(Change change) {
  switch (change) {
    case Change::create: return "create";
    case Change::update: return "update";
    case Change::remove: return "delete";
    case Change::restore: return "restore";
  }
  return "update";
}

Value aggregate(Unit& unit, const Conditions& conditions, const RollupSource& source, Id owner) {
  const access::Gate system =
      access::Gate::system(unit.service().catalogue(), unit.service().clock());
  store::EntityQuery query{unit.service().schema(), *system.read_permit(*source.from), system};
  using Aggregate = store::EntityQuery::Aggregate;
  expr::NodePtr of;
  if (source.of != nullptr) {
    expr::BindContext context;
    context.entity = source.from;
    const std::string name =
        source.of->type == meta::Type::ref ? source.of->name + "_id" : source.of->name;
    of = *expr::bind(*expr::parse(name), context);
  }
  const std::string& function = source.field->rollup_function;
  query.add_aggregate(function == "sum"   ? Aggregate::sum
                      : function == "min" ? Aggregate::min
                      : function == "max" ? Aggregate::max
                                          : Aggregate::count,
                      of);
  query.where_parent(*source.via, {owner}, std::nullopt);
  if (auto filter = conditions.rollup_filter(*source.field)) query.where(filter);
  Value value = unit.transaction().single(query.build());
  if (value.is_null() && function == "sum") value = Value{Decimal{0}.rescaled(source.field->scale)};
  return value;
}

void store_rollup(Unit& unit, const Conditions& conditions, const RollupSource& source, Id owner) {
  const store::Table& table = unit.service().schema().table(source.owner->set);
  unit.transaction().update(table,
                            {{source.field->name, aggregate(unit, conditions, source, owner)}},
                            store::equals(table, "id", Value{owner}));
}

}  // namespace

json::value value_json(const meta::FieldDef& field, const Value& value) {
  if (value.is_null()) return nullptr;
  std::string text;
  JsonWriter writer{text};
  write_value(writer, field, value);
  return boost::json::parse(text);
}

json::object diff_of(const Record& record) {
  json::object changes;
  for (const meta::FieldDef& field : record.entity().fields()) {
    if (field.column < 0 || !record.changed(field) || field.type == meta::Type::secret) continue;
    if (field.name == "id" || field.name == "version" || field.name.starts_with("created_") ||
        field.name.starts_with("updated_"))
      continue;
    changes[field.name] = json::object{{"old", value_json(field, record.stored(field))},
                                       {"new", value_json(field, record.get(field))}};
  }
  return changes;
}

void write_audit(Unit& unit, const Record& record, Change change, std::string_view via,
                 const json::object& changes) {
  const store::Table& table = unit.service().schema().table("audit");
  const Id by = unit.gate().principal().user;
  unit.transaction().insert(table, {{"id", Value{unit.service().ids().next()}},
                                    {"entity", Value{record.entity().name}},
                                    {"record_id", Value{record.id()}},
                                    {"at", Value{unit.now()}},
                                    {"by_id", by.empty() ? Value{} : Value{by}},
                                    {"verb", Value{verb_of(change)}},
                                    {"via", Value{via}},
                                    {"changes", Value{boost::json::serialize(changes)}}});
}

void refresh_rollups(Unit& unit, const Conditions& conditions, const Record& record) {
  for (const RollupSource& source : conditions.fed_by(record.entity())) {
    const Value& now = record.get(*source.via);
    const Value& before = record.stored(*source.via);
    if (!now.is_null()) store_rollup(unit, conditions, source, now.as<Id>());
    if (!before.is_null() && before != now) store_rollup(unit, conditions, source, before.as<Id>());
  }
}

void refresh_own_rollups(Unit& unit, const Conditions& conditions, Record& record) {
  for (const meta::FieldDef& field : record.entity().fields()) {
    if (field.type != meta::Type::rollup) continue;
    const RollupSource source = rollup_source(unit.service().catalogue(), record.entity(), field);
    if (!source.from->is_line()) continue;
    const Value value = aggregate(unit, conditions, source, record.id());
    if (value == record.get(field)) continue;
    record.set(field, value);
    store_rollup(unit, conditions, source, record.id());
  }
}

}  // namespace tw::record
