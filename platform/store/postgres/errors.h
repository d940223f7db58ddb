#pragma once
// SQLSTATE → AppError, in the same words as SQLite's errors.

#include <libpq-fe.h>

#include <string_view>

#include "platform/base/error.h"
#include "platform/store/sql/statement.h"

namespace tw::store::postgres {

/// What was being done; decides how constraint errors are worded.
struct About {
  sql::Purpose purpose = sql::Purpose::other;
  const Table* table = nullptr;
};

std::string_view state_of(const PGresult* result);
/// Serialisation failure or deadlock: the transaction is undone and may be run again.
bool is_conflict(std::string_view state);
/// The connection is of no more use: server gone or going, no longer the primary, or stale prepared
/// statements.
bool is_loss(std::string_view state);
[[noreturn]] void raise(const PGresult* result, const About& about);
[[noreturn]] void unavailable();

}  // namespace tw::store::postgres
