#pragma once
// Schema sync: compares what the database has with what the declarations say and plans the
// difference. Only adds tables, columns and indexes and does declared renames; an index of ours
// that nothing declares any more is dropped (it holds no data). NOT NULL is added to an existing
// table only with a safe default (text '', integer 0, boolean false). A column whose scale grew is
// multiplied, since its units changed their meaning; other changes of storage are reported.

#include <map>
#include <string>
#include <vector>

#include "platform/store/database.h"
#include "platform/store/sql/dialect.h"
#include "platform/store/table.h"

namespace tw::store::sql {

struct LiveColumn {
  std::string name;
  std::string type;  // in the words of Dialect::type_of, so that equal means equal
  bool not_null = false;
};

struct LiveIndex {
  std::string name;
  std::vector<std::string> columns;  // as they lie in the database: see index_columns()
  bool unique = false;
};

struct LiveTable {
  std::string name;
  std::vector<LiveColumn> columns;
  std::vector<LiveIndex> indexes;  // created by CREATE INDEX only
  std::vector<std::string>
      foreign_keys;  // foreign_key_name() of their columns; only where not inline
};

/// What a driver's introspection found.
struct Live {
  std::vector<LiveTable>
      tables;  // without the database's own, the search index and the tables below
  std::map<std::string, int>
      scales;  // "table.column" → scale, from `schema_scale`; empty before the first sync
  bool bookkeeping = false;  // do schema_scale and schema_migration exist?
  bool search_index = false;
};

/// Tables that sync keeps for itself.
const Table& scale_table();      // schema_scale(place text primary key, scale integer)
const Table& migration_table();  // schema_migration(name text primary key, done_at datetime)

Plan plan_sync(const Dialect& dialect, const Schema& schema, const Live& live);

/// Name of the foreign key constraint of a column (PostgreSQL): `fk_<table>_<column>`, shortened
/// like index names.
std::string foreign_key_name(const Table& table, const Column& column);

}  // namespace tw::store::sql
