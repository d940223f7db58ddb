#include "platform/store/sql/ddl.h"

#include <algorithm>

#include "platform/store/sql/compiler.h"
#include "platform/store/sql/sync.h"

namespace tw::store::sql {
namespace {

using meta::Storage;

/// What a NOT NULL column of rows that exist already may hold; empty = nothing safe.
std::string_view safe_default(const Dialect& dialect, Storage storage) {
  switch (storage) {
    case Storage::text: return "''";
    case Storage::integer:
    case Storage::scaled: return "0";
    case Storage::boolean: return dialect.type_of(Storage::boolean) == "boolean" ? "FALSE" : "0";
    default: return {};
  }
}

std::string reference(const Column& column) {
  std::string text = " REFERENCES " + quoted_name(column.references) + " (\"id\")";
  if (column.on_delete == meta::OnDelete::cascade) text += " ON DELETE CASCADE";
  if (column.on_delete == meta::OnDelete::set_null) text += " ON DELETE SET NULL";
  // restrict: the default, checked at the end of the statement, so that a cascade may remove both.
  return text;
}

std::string column_list(const std::vector<std::string>& columns) {
  std::string text;
  for (const std::string& column : columns) {
    if (!text.empty()) text += ", ";
    text += quoted_name(column);
  }
  return text;
}

bool is_single_key(const Table& table, const Column& column) {
  return table.primary_key.size() == 1 && table.primary_key[0] == column.name;
}

std::string column_text(const Dialect& dialect, const Column& column) {
  std::string text = quoted_name(column.name);
  text += ' ';
  text += dialect.type_of(column.storage);
  return text;
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::string create_table(const Dialect& dialect, const Table& table) {
  std::string text = "CREATE TABLE " + quoted_name(table.name) + " (";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    if (i > 0) text += ", ";
    text += column_text(dialect, column);
    if (column.not_null || holds(table.primary_key, column.name)) text += " NOT NULL";
    if (is_single_key(table, column)) text += " PRIMARY KEY";
    if (!column.references.empty() && dialect.inline_references()) text += reference(column);
  }
  if (table.primary_key.size() > 1)
    text += ", PRIMARY KEY (" + column_list(table.primary_key) + ")";
  text += ')';
  text += dialect.table_options(table);
  return text;
}

std::string add_column(const Dialect& dialect, const Table& table, const Column& column) {
  std::string text =
      "ALTER TABLE " + quoted_name(table.name) + " ADD COLUMN " + column_text(dialect, column);
  const std::string_view fallback = safe_default(dialect, column.storage);
  if (column.not_null && !fallback.empty()) {
    text += " NOT NULL DEFAULT ";
    text += fallback;
  }
  if (!column.references.empty() && dialect.inline_references()) text += reference(column);
  return text;
}

std::vector<std::string> index_columns(const Dialect& dialect, const Table& table,
                                       const Index& index) {
  std::vector<std::string> columns = index.columns;
  if (index.unique || !dialect.index_needs_key()) return columns;
  for (const std::string& key : table.primary_key) {
    if (!holds(columns, key)) columns.push_back(key);
  }
  return columns;
}

std::string create_index(const Dialect& dialect, const Table& table, const Index& index) {
  std::string text = index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
  text += quoted_name(index.name) + " ON " + quoted_name(table.name) + " (";
  const std::vector<std::string> columns = index_columns(dialect, table, index);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = table.column(columns[i]);
    if (i > 0) text += ", ";
    text += quoted_name(column.name);
    if (!column.not_null && !holds(table.primary_key, column.name))
      text += dialect.index_null_order();
  }
  text += ')';
  if (index.rows == Rows::living) text += " WHERE \"deleted_at\" IS NULL";
  if (index.rows == Rows::deleted) text += " WHERE \"deleted_at\" IS NOT NULL";
  return text;
}

std::string add_foreign_key(const Dialect&, const Table& table, const Column& column) {
  return "ALTER TABLE " + quoted_name(table.name) + " ADD CONSTRAINT " +
         quoted_name(foreign_key_name(table, column)) + " FOREIGN KEY (" +
         quoted_name(column.name) + ")" + reference(column);
}

std::string rename_column(const Table& table, std::string_view from, std::string_view to) {
  return "ALTER TABLE " + quoted_name(table.name) + " RENAME COLUMN " + quoted_name(from) + " TO " +
         quoted_name(to);
}

std::string drop_index(std::string_view name) { return "DROP INDEX " + quoted_name(name); }

}  // namespace tw::store::sql
