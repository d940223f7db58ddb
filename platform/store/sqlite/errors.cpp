#include "platform/store/sqlite/errors.h"

#include <string>
#include <string_view>

#include "platform/base/error.h"
#include "platform/base/log.h"

namespace tw::store::sqlite {
namespace {

std::string_view message_of(sqlite3* connection) { return sqlite3_errmsg(connection); }

/// "UNIQUE constraint failed: accounts.code, accounts.country" → table and "code, country".
Params places(std::string_view message) {
  Params params;
  const std::size_t colon = message.find(": ");
  if (colon == std::string_view::npos) return params;
  std::string columns;
  for (std::string_view rest = message.substr(colon + 2); !rest.empty();) {
    const std::size_t comma = rest.find(", ");
    const std::string_view place = rest.substr(0, comma);
    const std::size_t dot = place.find('.');
    if (dot != std::string_view::npos) {
      params["table"] = place.substr(0, dot);
      if (!columns.empty()) columns += ", ";
      columns += place.substr(dot + 1);
    }
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 2);
  }
  params["columns"] = columns;
  return params;
}

Params table_of(const sql::Statement* statement) {
  if (statement == nullptr || statement->table == nullptr) return {};
  return {{"table", statement->table->name}};
}

[[noreturn]] void raise_constraint(sqlite3* connection, int code, const sql::Statement* statement) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      throw AppError(Errc::conflict, "store.unique", places(message_of(connection)));
    case SQLITE_CONSTRAINT_FOREIGNKEY: {
      const bool removing = statement != nullptr && statement->purpose == sql::Purpose::remove;
      throw AppError(Errc::conflict, removing ? "store.referenced" : "store.no_such_record",
                     table_of(statement));
    }
    case SQLITE_CONSTRAINT_NOTNULL:
      throw AppError(Errc::invalid, "store.required", places(message_of(connection)));
    default:
      logger::error("store.failed", message_of(connection));
      throw AppError(Errc::internal, "store.failed");
  }
}

}  // namespace

bool is_sync_failure(int code) {
  return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC ||
         code == SQLITE_IOERR_TRUNCATE;
}

void raise(sqlite3* connection, int code, const sql::Statement* statement) {
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT: raise_constraint(connection, code, statement);
    case SQLITE_FULL: throw AppError(Errc::storage, "store.full");
    case SQLITE_READONLY: throw AppError(Errc::storage, "store.read_only");
    case SQLITE_BUSY:
    case SQLITE_LOCKED: throw AppError(Errc::busy, "store.busy");
    case SQLITE_INTERRUPT: throw AppError(Errc::busy, "store.too_slow");
    case SQLITE_NOMEM: throw AppError(Errc::busy, "store.out_of_memory");
    case SQLITE_TOOBIG: throw AppError(Errc::too_large, "store.too_big");
    case SQLITE_IOERR:
      logger::error("store.io", sqlite3_errstr(code));
      throw AppError(Errc::storage, "store.io");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      logger::error("store.corrupt", message_of(connection));
      throw AppError(Errc::storage, "store.corrupt");
    default: break;
  }
  if (message_of(connection) == "integer overflow")
    throw AppError(Errc::invalid, "number.overflow");
  logger::error("store.failed", message_of(connection));
  throw AppError(Errc::internal, "store.failed");
}

}  // namespace tw::store::sqlite
