#pragma once
// What a PostgreSQL must be before we trust it with data (security.md R5, S31). Asked of every new
// connection, since a role or a database can have settings of its own.

#include <libpq-fe.h>

#include <string_view>

namespace tw::store::postgres {

extern const std::string_view safety_question;
/// Throws AppError{storage, "store.unsafe", {setting}} for the first setting that is not as it must
/// be.
void refuse_unsafe(const PGresult* answer);

}  // namespace tw::store::postgres
