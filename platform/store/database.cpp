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

std::unique_ptr<Database> Database::open(const DatabaseOptions& options) {
  CHECK(options.sqlite_path.empty() != options.postgres_uri.empty());
  return options.postgres_uri.empty() ? sql::open_sqlite(options) : sql::open_postgres(options);
}

}  // namespace tw::store
