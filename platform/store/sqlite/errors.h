#pragma once
// SQLite's result codes → AppError.

#include <sqlite3.h>

#include "platform/store/sql/statement.h"

namespace tw::store::sqlite {

/// A write may have been lost although it was handed over: nothing written after this can be
/// promised.
bool is_sync_failure(int code);
[[noreturn]] void raise(sqlite3* connection, int code, const sql::Statement* statement);

}  // namespace tw::store::sqlite
