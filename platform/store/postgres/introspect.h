#pragma once
// What lies in the schema that the connection works in (the first of its search_path).

#include <string>
#include <vector>

#include "platform/store/postgres/connection.h"
#include "platform/store/sql/sync.h"

namespace tw::store::postgres {

struct Reference {
  std::string name, column, target;
  meta::OnDelete on_delete = meta::OnDelete::restrict;
};

struct FoundTable : sql::LiveTable {
  std::vector<std::string> primary_key;
  std::vector<Reference> references;
};

/// All tables, ours and others, by name.
std::vector<FoundTable> find_tables(Connection& connection);
sql::Live introspect(Connection& connection);

}  // namespace tw::store::postgres
