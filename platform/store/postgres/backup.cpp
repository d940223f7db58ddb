#include "platform/store/postgres/backup.h"

#include <algorithm>

#include "platform/store/postgres/backup_file.h"
#include "platform/store/postgres/introspect.h"
#include "platform/store/sql/compiler.h"
#include "platform/store/sql/ddl.h"

namespace tw::store::postgres {
namespace {

using meta::Storage;
using sql::quoted_name;

constexpr const char* search_columns = "(\"id\", \"entity\", \"words\")";

Storage storage_of(const FoundTable& table, const sql::LiveColumn& column) {
  for (const Storage storage :
       {Storage::integer, Storage::text, Storage::boolean, Storage::date, Storage::datetime}) {
    if (sql::postgres_dialect().type_of(storage) == column.type) return storage;
  }
  backup_failed(table.name + "." + column.name + " is " + column.type);
}

CopiedTable described(const FoundTable& found) {
  CopiedTable copied;
  copied.table.name = found.name;
  copied.is_search_index = found.name == sql::Dialect::search_table;
  if (copied.is_search_index) return copied;
  for (const sql::LiveColumn& column : found.columns) {
    copied.table.columns.push_back(
        {.name = column.name, .storage = storage_of(found, column), .not_null = column.not_null});
  }
  copied.table.primary_key = found.primary_key;
  for (const sql::LiveIndex& index : found.indexes) {
    copied.table.indexes.push_back({index.name, index.columns, index.unique});
  }
  for (const Reference& reference : found.references) {
    Column& column =
        copied.table.columns[static_cast<std::size_t>(copied.table.find(reference.column))];
    column.references = reference.target;
    column.on_delete = reference.on_delete;
  }
  return copied;
}

/// The columns by name, so that their order in the database does not matter.
std::string columns_of(const CopiedTable& copied) {
  if (copied.is_search_index) return search_columns;
  std::string text = "(";
  for (const Column& column : copied.table.columns) {
    if (text.size() > 1) text += ", ";
    text += quoted_name(column.name);
  }
  return text + ')';
}

void verify(const std::string& path) {
  BackupReader reader{path};
  for (const CopiedTable& copied : reader.tables()) {
    reader.begin_table(copied.table.name);
    while (!reader.piece().empty()) {
    }
  }
  reader.finish();
}

void drop_tables(Connection& connection) {
  std::string text;
  for (const FoundTable& table : find_tables(connection)) {
    text += text.empty() ? "DROP TABLE " : ", ";
    text += quoted_name(table.name);
  }
  if (!text.empty()) connection.ask(text);
}

void make_table(Connection& connection, const CopiedTable& copied) {
  if (copied.is_search_index) {
    for (const std::string& text : sql::postgres_dialect().search_create()) connection.ask(text);
  } else {
    connection.ask(sql::create_table(sql::postgres_dialect(), copied.table));
  }
}

void add_indexes(Connection& connection, const Table& table) {
  for (const Index& index : table.indexes)
    connection.ask(sql::create_index(sql::postgres_dialect(), table, index));
}

void add_references(Connection& connection, const Table& table) {
  for (const Column& column : table.columns) {
    if (column.references.empty()) continue;
    connection.ask(sql::add_foreign_key(sql::postgres_dialect(), table, column));
  }
}

void load(Connection& connection, const std::string& path) {
  BackupReader reader{path};
  for (const CopiedTable& copied : reader.tables()) make_table(connection, copied);
  for (const CopiedTable& copied : reader.tables()) {
    reader.begin_table(copied.table.name);
    connection.copy_in(
        "COPY " + quoted_name(copied.table.name) + " " + columns_of(copied) + " FROM STDIN",
        [&] { return reader.piece(); }, {sql::Purpose::insert, &copied.table});
  }
  reader.finish();
  for (const CopiedTable& copied : reader.tables()) add_indexes(connection, copied.table);
  for (const CopiedTable& copied : reader.tables()) add_references(connection, copied.table);
}

void check_reference(Connection& connection, const FoundTable& table, const Reference& reference,
                     std::vector<std::string>& found) {
  const std::string column = quoted_name(reference.column);
  const Result rows =
      connection.ask("SELECT count(*) FROM " + quoted_name(table.name) + " AS t0 WHERE t0." +
                     column + " IS NOT NULL AND NOT EXISTS (SELECT FROM " +
                     quoted_name(reference.target) + " AS t1 WHERE t1.\"id\" = t0." + column + ")");
  const std::int64_t broken = read_integer(rows.get(), 0, 0, form_of(rows.get(), 0));
  if (broken == 0) return;
  found.push_back(table.name + "." + reference.column + ": " + std::to_string(broken) +
                  " refer to a missing record of " + reference.target);
}

}  // namespace

void backup_to_file(Connection& connection, const std::string& path) {
  BackupWriter writer{path};
  connection.ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  std::vector<CopiedTable> tables;
  for (const FoundTable& table : find_tables(connection)) tables.push_back(described(table));
  writer.header(tables);
  for (const CopiedTable& copied : tables) {
    writer.begin_table(copied.table.name);
    connection.copy_out(
        "COPY " + quoted_name(copied.table.name) + " " + columns_of(copied) + " TO STDOUT",
        [&](std::string_view row) { writer.row(row); });
    writer.end_table();
  }
  connection.ask("COMMIT");
  writer.finish();
  verify(writer.part());
  writer.publish();
}

void restore_from_file(Connection& connection, const std::string& path) {
  verify(path);
  connection.ask("BEGIN");
  try {
    drop_tables(connection);
    load(connection, path);
    connection.commit();
  } catch (const AppError& error) {
    connection.roll_back();
    // Rows that do not fit their own tables, or tables that others depend on.
    if (error.code() != "store.backup_damaged" && error.kind() != Errc::busy)
      backup_damaged(error.code());
    throw;
  }
  // Our own tables, one by one: the whole database may hold others that come and go meanwhile.
  for (const FoundTable& table : find_tables(connection))
    connection.ask("ANALYZE " + quoted_name(table.name));
}

std::vector<std::string> findings(Connection& connection) {
  std::vector<std::string> found;
  connection.ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const Result invalid = connection.ask(
      "SELECT 'index ' || indexrelid::regclass::text || ' is not valid' FROM pg_index JOIN "
      "pg_class c ON c.oid = indrelid "
      "WHERE NOT indisvalid AND c.relnamespace = current_schema()::regnamespace UNION ALL "
      "SELECT 'constraint ' || conname || ' is not validated' FROM pg_constraint JOIN pg_class c "
      "ON c.oid = conrelid "
      "WHERE NOT convalidated AND c.relnamespace = current_schema()::regnamespace");
  found.reserve(static_cast<std::size_t>(PQntuples(invalid.get())));
  for (int i = 0; i < PQntuples(invalid.get()); ++i)
    found.emplace_back(read_text(invalid.get(), i, 0));
  for (const FoundTable& table : find_tables(connection)) {
    for (const Reference& reference : table.references)
      check_reference(connection, table, reference, found);
  }
  connection.ask("COMMIT");
  return found;
}

}  // namespace tw::store::postgres
