#include "platform/store/sql/compiler.h"

#include <array>

#include "platform/base/check.h"
#include "platform/store/sql/term_writer.h"

namespace tw::store::sql {
namespace {

ResultColumn result_column(const Term& term) { return {term.storage, term.scale}; }

void add_parameter(const Dialect& dialect, Statement& out, const Value& value,
                   const Column& column) {
  out.parameters.push_back({encode(value, column.storage, column.scale), column.storage, false});
  dialect.placeholder(out.text, out.parameters.size(), column.storage, false);
}

/// `INSERT INTO "t" ("a", "b") VALUES (`; the place holders follow.
void begin_insert(Statement& out, const Table& table,
                  const std::vector<std::string_view>& columns) {
  CHECK(!columns.empty());
  out.purpose = Purpose::insert;
  out.table = &table;
  out.text += "INSERT INTO ";
  append_identifier(out.text, table.name);
  out.text += " (";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out.text += ", ";
    append_identifier(out.text, table.column(columns[i]).name);
  }
  out.text += ") VALUES (";
}

void insert_values(const Dialect& dialect, Statement& out, const Table& table,
                   const std::vector<Assignment>& values) {
  std::vector<std::string_view> columns;
  columns.reserve(values.size());
  for (const Assignment& value : values) columns.push_back(value.column);
  begin_insert(out, table, columns);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out.text += ", ";
    add_parameter(dialect, out, values[i].value, table.column(values[i].column));
  }
  out.text += ')';
}

void begin_update(Statement& out, const Table& table) {
  out.purpose = Purpose::update;
  out.table = &table;
  out.text += "UPDATE ";
  append_identifier(out.text, table.name);
  out.text += " AS t0 SET ";
}

void add_where(const Dialect& dialect, Statement& out, const Table& table, const TermPtr& where) {
  if (where == nullptr) return;
  TermWriter writer{dialect, out};
  writer.enter_table(table);
  out.text += " WHERE ";
  writer.condition(*where);
}

bool is_key(const Table& table, std::string_view column) {
  for (const std::string& key : table.primary_key) {
    if (key == column) return true;
  }
  return false;
}

}  // namespace

void append_identifier(std::string& out, std::string_view name) {
  CHECK(!name.empty() && name.size() <= 63);
  for (const char c : name) {
    CHECK((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_');
  }
  out += '"';
  out += name;
  out += '"';
}

std::string quoted_name(std::string_view name) {
  std::string out;
  append_identifier(out, name);
  return out;
}

Statement compile_select(const Dialect& dialect, const Select& query, Walk walk) {
  Statement out;
  out.purpose = Purpose::query;
  out.text.reserve(512);
  TermWriter writer{dialect, out};
  if (walk == Walk::yes) writer.walk(query);
  writer.select(query);
  out.sums_up = query.count_cap.has_value() || !query.group_by.empty();
  if (query.count_cap) {
    out.columns.push_back({meta::Storage::integer, 0});
    return out;
  }
  out.columns.reserve(query.items.size());
  for (const TermPtr& item : query.items) out.columns.push_back(result_column(*item));
  return out;
}

Statement compile_insert(const Dialect& dialect, const Table& table,
                         const std::vector<Assignment>& values) {
  Statement out;
  insert_values(dialect, out, table, values);
  return out;
}

Statement compile_insert_row(const Dialect& dialect, const Table& table,
                             const std::vector<std::string_view>& columns) {
  Statement out;
  begin_insert(out, table, columns);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out.text += ", ";
    dialect.placeholder(out.text, i + 1, table.column(columns[i]).storage, false);
  }
  out.text += ')';
  return out;
}

Statement compile_upsert(const Dialect& dialect, const Table& table,
                         const std::vector<Assignment>& values) {
  CHECK(!table.primary_key.empty());
  Statement out;
  insert_values(dialect, out, table, values);
  out.text += " ON CONFLICT (";
  for (std::size_t i = 0; i < table.primary_key.size(); ++i) {
    if (i > 0) out.text += ", ";
    append_identifier(out.text, table.primary_key[i]);
  }
  out.text += ") DO ";
  std::string_view before = "UPDATE SET ";
  for (const Assignment& value : values) {
    if (is_key(table, value.column)) continue;
    out.text += before;
    append_identifier(out.text, value.column);
    out.text += " = excluded.";
    append_identifier(out.text, value.column);
    before = ", ";
  }
  if (before != ", ") out.text += "NOTHING";
  return out;
}

Statement compile_update(const Dialect& dialect, const Table& table,
                         const std::vector<Assignment>& values, const TermPtr& where) {
  CHECK(!values.empty());
  Statement out;
  begin_update(out, table);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Column& column = table.column(values[i].column);
    if (i > 0) out.text += ", ";
    append_identifier(out.text, column.name);
    out.text += " = ";
    add_parameter(dialect, out, values[i].value, column);
  }
  add_where(dialect, out, table, where);
  return out;
}

Statement compile_increment(const Dialect& dialect, const Table& table, std::string_view name,
                            std::int64_t amount, const TermPtr& where) {
  const Column& column = table.column(name);
  CHECK(column.storage == meta::Storage::integer || column.storage == meta::Storage::scaled);
  Statement out;
  begin_update(out, table);
  append_identifier(out.text, column.name);
  out.text += " = t0.";
  append_identifier(out.text, column.name);
  out.text += " + ";
  // Raw units: the caller counts in what the column stores.
  out.parameters.push_back({amount, meta::Storage::integer, false});
  dialect.placeholder(out.text, 1, meta::Storage::integer, false);
  add_where(dialect, out, table, where);
  out.text += " RETURNING ";
  append_identifier(out.text, column.name);
  out.columns.push_back({meta::Storage::integer, 0});
  return out;
}

Statement compile_remove(const Dialect& dialect, const Table& table, const TermPtr& where) {
  Statement out;
  out.purpose = Purpose::remove;
  out.table = &table;
  out.text += "DELETE FROM ";
  append_identifier(out.text, table.name);
  out.text += " AS t0";
  add_where(dialect, out, table, where);
  return out;
}

}  // namespace tw::store::sql
