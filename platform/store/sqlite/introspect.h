#pragma once
// What tables, columns and indexes a SQLite file has.

#include "platform/store/sql/sync.h"
#include "platform/store/sqlite/connection.h"

namespace tw::store::sqlite {

sql::Live introspect(Connection& connection);

}  // namespace tw::store::sqlite
