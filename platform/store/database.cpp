#include "platform/store/database.h"

#include "platform/base/check.h"
#include "platform/store/sql/session.h"

namespace tw::store {

Value Reader::single(const Select& query) {
  const auto cursor = select(query);
  return cursor->next() ? cursor->value(0) : Value{};
}

std::int64_t Reader::count(const Select& query) {
  const auto cursor = select(query);
  CHECK(cursor->next());
  return cursor->integer(0);
}

void Reader::ask_last() { session().ask_last(); }

bool Reader::joins_for_free() { return !session().dialect().plans_for_values(); }

std::unique_ptr<Database> Database::open(const DatabaseOptions& options) {
  CHECK(options.sqlite_path.empty() != options.postgres_uri.empty());
  if (!options.postgres_uri.empty()) return sql::open_postgres(options);
  return sql::open_sqlite(options);
}

}  // namespace tw::store
