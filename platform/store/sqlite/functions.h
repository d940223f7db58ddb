#pragma once
// The SQL functions of ours that SQLite lacks or does otherwise than PostgreSQL.

struct sqlite3;

namespace tw::store::sqlite {

/// Registers all tw_* functions; CHECKs that it worked.
void register_functions(sqlite3* connection);

}  // namespace tw::store::sqlite
