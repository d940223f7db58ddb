#include "platform/store/postgres/introspect.h"

#include <algorithm>

#include "platform/store/sql/dialect.h"

namespace tw::store::postgres {
namespace {

constexpr std::string_view tables_question =
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind "
    "IN ('r', 'p') "
    "ORDER BY relname COLLATE \"C\"";

constexpr std::string_view columns_question =
    "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) || "
    "CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE \"' || o.collname || '\"' ELSE '' "
    "END, a.attnotnull "
    "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = "
    "a.atttypid "
    "LEFT JOIN pg_collation o ON o.oid = a.attcollation "
    "WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND "
    "a.attnum > 0 "
    "AND NOT a.attisdropped ORDER BY c.oid, a.attnum";

/// One row for each column of an index; of constraints' indexes only the primary keys'.
constexpr std::string_view indexes_question =
    "SELECT c.relname, i.relname, x.indisunique, x.indisprimary, a.attname "
    "FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid "
    "CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS k (number, place) "
    "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number "
    "WHERE c.relnamespace = current_schema()::regnamespace AND "
    "(x.indisprimary OR NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = x.indexrelid AND "
    "contype <> 'f')) "
    "ORDER BY i.oid, k.place";

constexpr std::string_view references_question =
    "SELECT c.relname, k.conname, a.attname, f.relname, k.confdeltype::text "
    "FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = "
    "k.confrelid "
    "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1] "
    "WHERE c.relnamespace = current_schema()::regnamespace AND k.contype = 'f' AND "
    "cardinality(k.conkey) = 1 "
    "ORDER BY c.oid, a.attnum";

class Rows {
 public:
  explicit Rows(Result result) : result_{std::move(result)} {}
  int count() const { return PQntuples(result_.get()); }
  std::string text(int row, int column) const {
    return std::string{read_text(result_.get(), row, column)};
  }
  std::int64_t integer(int row, int column) const {
    return read_integer(result_.get(), row, column, form_of(result_.get(), column));
  }

 private:
  Result result_;
};

FoundTable* named(std::vector<FoundTable>& tables, const std::string& name) {
  const auto at = std::find_if(tables.begin(), tables.end(),
                               [&](const FoundTable& table) { return table.name == name; });
  return at == tables.end() ? nullptr : &*at;
}

meta::OnDelete on_delete_of(const std::string& action) {
  if (action == "c") return meta::OnDelete::cascade;
  return action == "n" ? meta::OnDelete::set_null : meta::OnDelete::restrict;
}

void add_indexes(Connection& connection, std::vector<FoundTable>& tables) {
  const Rows rows{connection.ask(indexes_question)};
  for (int i = 0; i < rows.count(); ++i) {
    FoundTable* table = named(tables, rows.text(i, 0));
    if (table == nullptr) continue;
    const std::string name = rows.text(i, 1);
    if (rows.integer(i, 3) != 0) {
      table->primary_key.push_back(rows.text(i, 4));
      continue;
    }
    if (table->indexes.empty() || table->indexes.back().name != name) {
      table->indexes.push_back({name, {}, rows.integer(i, 2) != 0});
    }
    table->indexes.back().columns.push_back(rows.text(i, 4));
  }
}

/// The constraint's name is what its column is called now: sync looks for it under that name.
std::string expected_name(const std::string& table, const std::string& column) {
  return sql::foreign_key_name({.name = table, .columns = {}, .primary_key = {}, .indexes = {}},
                               {.name = column});
}

bool is_bookkeeping(const std::string& name) {
  return name == sql::scale_table().name || name == sql::migration_table().name;
}

}  // namespace

std::vector<FoundTable> find_tables(Connection& connection) {
  std::vector<FoundTable> tables;
  const Rows names{connection.ask(tables_question)};
  for (int i = 0; i < names.count(); ++i) tables.emplace_back().name = names.text(i, 0);
  const Rows columns{connection.ask(columns_question)};
  for (int i = 0; i < columns.count(); ++i) {
    FoundTable* table = named(tables, columns.text(i, 0));
    if (table != nullptr)
      table->columns.push_back(
          {columns.text(i, 1), columns.text(i, 2), columns.integer(i, 3) != 0});
  }
  add_indexes(connection, tables);
  const Rows references{connection.ask(references_question)};
  for (int i = 0; i < references.count(); ++i) {
    FoundTable* table = named(tables, references.text(i, 0));
    if (table == nullptr) continue;
    table->references.push_back({references.text(i, 1), references.text(i, 2),
                                 references.text(i, 3), on_delete_of(references.text(i, 4))});
    table->foreign_keys.push_back(expected_name(table->name, references.text(i, 2)));
  }
  return tables;
}

sql::Live introspect(Connection& connection) {
  sql::Live live;
  for (FoundTable& table : find_tables(connection)) {
    if (table.name == sql::Dialect::search_table)
      live.search_index = true;
    else if (is_bookkeeping(table.name))
      live.bookkeeping = true;
    else
      live.tables.push_back(std::move(table));
  }
  if (!live.bookkeeping) return live;
  const Rows scales{connection.ask("SELECT place, scale FROM schema_scale")};
  for (int i = 0; i < scales.count(); ++i)
    live.scales[scales.text(i, 0)] = static_cast<int>(scales.integer(i, 1));
  return live;
}

}  // namespace tw::store::postgres
