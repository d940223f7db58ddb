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
  std::vector<Value> row(table.columns.size());
  const auto set = [&](std::string_view column, Value value) {
    row[static_cast<std::size_t>(table.find(column))] = std::move(value);
  };
  set("id", Value{unit.service().ids().next()});
  set("entity", Value{record.entity().name});
  set("record_id", Value{record.id()});
  set("at", Value{unit.now()});
  set("by_id", by.empty() ? Value{} : Value{by});
  set("verb", Value{verb_of(change)});
  set("via", Value{via});
  set("changes", Value{boost::json::serialize(changes)});
  unit.transaction().append(table, std::move(row));
}

}  // namespace tw::record
