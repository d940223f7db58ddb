#include "platform/store/sqlite/introspect.h"

#include <algorithm>

#include "platform/store/sqlite/session.h"

namespace tw::store::sqlite {
namespace {

using meta::Storage;

std::unique_ptr<Cursor> ask(Connection& connection, std::string text,
                            std::vector<std::string> arguments, std::size_t columns) {
  sql::Statement statement;
  statement.text = std::move(text);
  statement.purpose = sql::Purpose::query;
  statement.columns.resize(columns);
  for (std::string& argument : arguments) {
    statement.parameters.push_back({std::move(argument), Storage::text, false});
  }
  return SqliteSession{connection}.query(statement);
}

std::string text_of(const Cursor& cursor, int column) { return std::string{cursor.text(column)}; }

std::vector<sql::LiveColumn> columns_of(Connection& connection, const std::string& table) {
  std::vector<sql::LiveColumn> columns;
  const auto cursor =
      ask(connection, "SELECT name, type, \"notnull\" FROM pragma_table_info(?)", {table}, 3);
  while (cursor->next())
    columns.push_back({text_of(*cursor, 0), text_of(*cursor, 1), cursor->integer(2) != 0});
  return columns;
}

std::vector<sql::LiveIndex> indexes_of(Connection& connection, const std::string& table) {
  std::vector<sql::LiveIndex> indexes;
  // origin c: made by CREATE INDEX, not by a constraint
  const auto cursor =
      ask(connection, "SELECT name, \"unique\" FROM pragma_index_list(?) WHERE origin = 'c'",
          {table}, 2);
  while (cursor->next()) indexes.push_back({text_of(*cursor, 0), {}, cursor->integer(1) != 0});
  for (sql::LiveIndex& index : indexes) {
    const auto parts =
        ask(connection, "SELECT name FROM pragma_index_info(?) ORDER BY seqno", {index.name}, 1);
    while (parts->next()) index.columns.push_back(text_of(*parts, 0));
  }
  return indexes;
}

bool is_bookkeeping(const std::string& name) {
  return name == sql::scale_table().name || name == sql::migration_table().name;
}

}  // namespace

sql::Live introspect(Connection& connection) {
  sql::Live live;
  std::vector<std::string> names;
  const auto cursor = ask(connection,
                          "SELECT name FROM pragma_table_list WHERE schema = 'main' AND "
                          "type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
                          "ORDER BY name",
                          {}, 1);
  while (cursor->next()) names.push_back(text_of(*cursor, 0));
  for (const std::string& name : names) {
    if (name == sql::Dialect::search_table) {
      live.search_index = true;
    } else if (is_bookkeeping(name)) {
      live.bookkeeping = true;
    } else {
      live.tables.push_back({name, columns_of(connection, name), indexes_of(connection, name), {}});
    }
  }
  if (!live.bookkeeping) return live;
  const auto scales = ask(connection, "SELECT place, scale FROM schema_scale", {}, 2);
  while (scales->next()) live.scales[text_of(*scales, 0)] = static_cast<int>(scales->integer(1));
  return live;
}

}  // namespace tw::store::sqlite
