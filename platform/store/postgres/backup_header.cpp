#include "platform/store/postgres/backup_header.h"

#include <algorithm>

#include "platform/base/json.h"
#include "platform/store/sql/dialect.h"

namespace tw::store::postgres {
namespace {

using meta::OnDelete;
using meta::Storage;

/// One storage for each type of column; ids and scaled numbers are integers to the database.
constexpr Storage storages[] = {Storage::integer, Storage::text, Storage::boolean, Storage::date,
                                Storage::datetime};

std::string_view word_of(Storage storage) {
  switch (storage) {
    case Storage::text: return "text";
    case Storage::boolean: return "boolean";
    case Storage::date: return "date";
    case Storage::datetime: return "datetime";
    default: return "integer";
  }
}

std::string_view word_of(OnDelete action) {
  switch (action) {
    case OnDelete::cascade: return "cascade";
    case OnDelete::set_null: return "set_null";
    default: return "restrict";
  }
}

json::array array_of(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

json::object written(const Table& table) {
  json::array columns, indexes;
  for (const Column& column : table.columns) {
    json::object one{
        {"name", column.name}, {"type", word_of(column.storage)}, {"not_null", column.not_null}};
    if (!column.references.empty()) {
      one["references"] = column.references;
      one["on_delete"] = word_of(column.on_delete);
    }
    columns.push_back(std::move(one));
  }
  for (const Index& index : table.indexes) {
    indexes.push_back(json::object{
        {"name", index.name}, {"columns", array_of(index.columns)}, {"unique", index.unique}});
  }
  return {{"name", table.name},
          {"columns", columns},
          {"key", array_of(table.primary_key)},
          {"indexes", indexes}};
}

// ---- reading ----

void require(bool holds) {
  if (!holds) backup_damaged("its description of the tables is not as it must be");
}

std::string name_in(const json::value& value) {
  require(value.is_string());
  const std::string_view name = value.as_string();
  require(!name.empty() && name.size() <= 63 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }));
  return std::string{name};
}

const json::value& member(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  require(found != nullptr);
  return *found;
}

bool flag_in(const json::object& object, std::string_view name) {
  const json::value& value = member(object, name);
  require(value.is_bool());
  return value.as_bool();
}

const json::array& array_in(const json::object& object, std::string_view name) {
  const json::value& value = member(object, name);
  require(value.is_array());
  return value.as_array();
}

const json::object& object_of(const json::value& value) {
  require(value.is_object());
  return value.as_object();
}

/// The one of `choices` whose word is `value`.
template <class Choices>
auto chosen(const json::value& value, const Choices& choices) {
  require(value.is_string());
  const auto found = std::find_if(std::begin(choices), std::end(choices), [&](auto choice) {
    return word_of(choice) == std::string_view{value.as_string()};
  });
  require(found != std::end(choices));
  return *found;
}

Column column_in(const json::object& object) {
  constexpr OnDelete actions[] = {OnDelete::restrict, OnDelete::cascade, OnDelete::set_null};
  Column column;
  column.name = name_in(member(object, "name"));
  column.storage = chosen(member(object, "type"), storages);
  column.not_null = flag_in(object, "not_null");
  if (const json::value* target = object.if_contains("references")) {
    column.references = name_in(*target);
    column.on_delete = chosen(member(object, "on_delete"), actions);
  }
  return column;
}

std::vector<std::string> columns_in(const json::array& names, const Table& table) {
  std::vector<std::string> columns;
  for (const json::value& name : names) {
    columns.push_back(name_in(name));
    require(table.find(columns.back()) >= 0);
  }
  return columns;
}

Table table_in(const json::object& object) {
  Table table;
  table.name = name_in(member(object, "name"));
  for (const json::value& column : array_in(object, "columns"))
    table.columns.push_back(column_in(object_of(column)));
  table.primary_key = columns_in(array_in(object, "key"), table);
  for (const json::value& value : array_in(object, "indexes")) {
    const json::object& index = object_of(value);
    table.indexes.push_back({name_in(member(index, "name")),
                             columns_in(array_in(index, "columns"), table),
                             flag_in(index, "unique")});
    require(!table.indexes.back().columns.empty());
  }
  return table;
}

}  // namespace

std::string written_tables(const std::vector<CopiedTable>& tables) {
  json::array list;
  for (const CopiedTable& copied : tables) {
    if (copied.is_search_index)
      list.push_back(json::object{{"name", copied.table.name}});
    else
      list.push_back(written(copied.table));
  }
  std::string text;
  JsonWriter{text}.value(json::object{{"tables", list}});
  return text;
}

std::vector<CopiedTable> read_tables(std::string_view text) {
  const auto parsed = parse_json(text);
  require(parsed.has_value() && parsed->is_object());
  std::vector<CopiedTable> tables;
  for (const json::value& value : array_in(parsed->as_object(), "tables")) {
    const json::object& object = object_of(value);
    CopiedTable copied;
    copied.is_search_index = name_in(member(object, "name")) == sql::Dialect::search_table;
    if (copied.is_search_index)
      copied.table.name = sql::Dialect::search_table;
    else
      copied.table = table_in(object);
    tables.push_back(std::move(copied));
  }
  const auto has_id = [&](const std::string& name) {
    return std::any_of(tables.begin(), tables.end(), [&](const CopiedTable& each) {
      return each.table.name == name && each.table.find("id") >= 0;
    });
  };
  for (const CopiedTable& copied : tables) {
    for (const Column& column : copied.table.columns)
      require(column.references.empty() || has_id(column.references));
  }
  return tables;
}

}  // namespace tw::store::postgres
