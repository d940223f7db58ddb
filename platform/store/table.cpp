#include "platform/store/table.h"

#include <algorithm>
#include <cstdint>

#include "platform/base/check.h"

namespace tw::store {
namespace {

using meta::FieldDef;

std::string index_name(std::string_view kind, const std::string& table,
                       const std::vector<std::string>& columns) {
  std::string name{kind};
  name += '_';
  name += table;
  for (const std::string& column : columns) {
    name += '_';
    name += column;
  }
  return short_name(std::move(name));
}

std::string_view kind_of(bool unique, Rows rows) {
  if (unique) return "ux";
  if (rows == Rows::all) return "ix";
  return rows == Rows::living ? "lx" : "dx";
}

void add_index(Table& table, std::vector<std::string> columns, bool unique, Rows rows = Rows::all) {
  std::string name = index_name(kind_of(unique, rows), table.name, columns);
  const auto same = [&](const Index& index) { return index.name == name; };
  if (std::any_of(table.indexes.begin(), table.indexes.end(), same)) return;
  table.indexes.push_back({std::move(name), std::move(columns), unique, rows});
}

bool is_key(const FieldDef& field) { return field.name == "id"; }

/// Only what every record has is NOT NULL in the database. What the YAML calls required may be
/// lifted or added while the table is live, which SQLite could only do by copying the table; the
/// pipeline sees to it.
bool always_there(const FieldDef& field) {
  return field.system && (is_key(field) || field.name == "version" || field.name == "created_at" ||
                          field.name == "updated_at");
}

Column column_of(const FieldDef& field) {
  Column column{.name = column_name(field), .storage = field.storage, .scale = field.scale};
  if (field.storage != meta::Storage::scaled) column.scale = 0;
  column.not_null = always_there(field);
  if (field.type == meta::Type::ref && field.target_entity != nullptr) {
    column.references = field.target_entity->set;
    column.on_delete = field.on_delete;
  }
  if (!field.was.empty()) {
    FieldDef former = field;
    former.name = field.was;
    column.was = column_name(former);
  }
  return column;
}

Table link_table(const meta::EntityDef& entity, const FieldDef& field) {
  Table link;
  link.name = link_table_name(entity, field);
  link.columns = {{.name = "owner_id", .storage = meta::Storage::id, .not_null = true},
                  {.name = "target_id", .storage = meta::Storage::id, .not_null = true}};
  link.columns[0].references = entity.set;
  link.columns[0].on_delete = meta::OnDelete::cascade;
  if (field.target_entity != nullptr) link.columns[1].references = field.target_entity->set;
  // A link has nothing but its two ends: "set null" can only mean that the link goes.
  link.columns[1].on_delete = field.on_delete == meta::OnDelete::restrict ? meta::OnDelete::restrict
                                                                          : meta::OnDelete::cascade;
  link.primary_key = {"owner_id", "target_id"};
  add_index(link, {"target_id", "owner_id"}, false);
  return link;
}

std::vector<std::string> columns_of(const meta::EntityDef& entity,
                                    const std::vector<std::string>& fields) {
  std::vector<std::string> columns;
  columns.reserve(fields.size());
  for (const std::string& field : fields) columns.push_back(column_name(entity.field(field)));
  return columns;
}

void index_field(Table& table, const meta::EntityDef& entity, const FieldDef& field) {
  const std::string name = column_name(field);
  if (!entity.has(meta::Trait::recyclable)) return add_index(table, {name}, false);
  if (field.name == "deleted_at") return add_index(table, {name}, false, Rows::deleted);
  // A removed target is looked for among all rows, deleted ones too.
  if (field.type == meta::Type::ref) return add_index(table, {name, "deleted_at"}, false);
  add_index(table, {name}, false, Rows::living);
}

}  // namespace

std::string short_name(std::string name) {
  constexpr std::size_t longest = 60;
  if (name.size() <= longest) return name;
  std::uint32_t hash = 2166136261u;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  name.resize(longest - 9);
  name += '_';
  for (int digit = 0; digit < 8; ++digit) {
    name += "0123456789abcdef"[hash & 15u];
    hash >>= 4;
  }
  return name;
}

int Table::find(std::string_view column) const {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == column) return static_cast<int>(i);
  }
  return -1;
}

const Column& Table::column(std::string_view column) const {
  const int at = find(column);
  CHECK(at >= 0);
  return columns[static_cast<std::size_t>(at)];
}

std::string column_name(const FieldDef& field) {
  return field.type == meta::Type::ref && !is_key(field) ? field.name + "_id" : field.name;
}

std::string link_table_name(const meta::EntityDef& entity, const FieldDef& field) {
  return entity.set + "__" + field.name;
}

std::vector<Table> tables_of(const meta::EntityDef& entity) {
  std::vector<Table> tables(1);
  tables[0].name = entity.set;
  tables[0].primary_key = {"id"};
  for (const FieldDef& field : entity.fields()) {
    if (field.type == meta::Type::refs) {
      tables.push_back(link_table(entity, field));
    } else if (field.storage != meta::Storage::none) {
      tables[0].columns.push_back(column_of(field));
      if (field.type == meta::Type::rollup && !field.indexed) tables[0].has_totals = true;
      if (is_key(field)) continue;
      if (field.unique)
        add_index(tables[0], {column_name(field)}, true);
      else if (field.indexed)
        index_field(tables[0], entity, field);
    }
  }
  for (const auto& fields : entity.unique_together)
    add_index(tables[0], columns_of(entity, fields), true);
  const Rows rows = entity.has(meta::Trait::recyclable) ? Rows::living : Rows::all;
  for (const auto& fields : entity.indexes)
    add_index(tables[0], columns_of(entity, fields), false, rows);
  return tables;
}

const Table* Schema::find(std::string_view name) const {
  for (const Table& table : tables) {
    if (table.name == name) return &table;
  }
  return nullptr;
}

const Table& Schema::table(std::string_view name) const {
  const Table* table = find(name);
  CHECK(table != nullptr);
  return *table;
}

Schema schema_of(const meta::Catalogue& catalogue, const std::vector<Table>& platform_tables) {
  Schema schema;
  schema.search = true;
  for (const auto& entity : catalogue.entities()) {
    for (Table& table : tables_of(*entity)) schema.tables.push_back(std::move(table));
  }
  schema.tables.insert(schema.tables.end(), platform_tables.begin(), platform_tables.end());
  return schema;
}

}  // namespace tw::store
