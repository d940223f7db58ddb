#include "platform/store/sql/session.h"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "platform/base/check.h"
#include "platform/store/sql/compiler.h"

namespace tw::store::sql {
namespace {

/// Undoes everything since its making unless it is released.
class Savepoint {
 public:
  Savepoint(Session& session, std::string name) : session_{session}, name_{std::move(name)} {
    session_.run("SAVEPOINT " + name_);
  }
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  ~Savepoint() {
    if (released_) return;
    try {
      session_.run("ROLLBACK TO " + name_);
      session_.run("RELEASE " + name_);
    } catch (const std::exception&) {
      // The transaction as a whole is gone already; the exception on its way says why.
    }
  }
  void release() {
    session_.run("RELEASE " + name_);
    released_ = true;
  }
  bool released() const { return released_; }

 private:
  Session& session_;
  const std::string name_;
  bool released_ = false;
};

/// So many rows wait in memory at most, for one table.
constexpr std::size_t most_appended = 20'000;

bool refers_to(const Table& table, std::string_view other) {
  return std::any_of(table.columns.begin(), table.columns.end(),
                     [&](const Column& column) { return column.references == other; });
}

template <class F>
class Leave {
 public:
  explicit Leave(F action) : action_{std::move(action)} {}
  Leave(const Leave&) = delete;
  Leave& operator=(const Leave&) = delete;
  ~Leave() { action_(); }

 private:
  F action_;
};

}  // namespace

std::shared_ptr<const CompiledSelect> compile(Session& session, const Select& query) {
  auto compiled = std::make_shared<CompiledSelect>();
  compiled->statement = compile_select(session.dialect(), query);
  const std::vector<Parameter>& parameters = compiled->statement.parameters;
  const auto later = std::find_if(parameters.begin(), parameters.end(),
                                  [](const Parameter& one) { return one.given_later; });
  CHECK(later != parameters.end());
  compiled->later = static_cast<std::size_t>(later - parameters.begin());
  return compiled;
}

std::unique_ptr<Cursor> run(Session& session, const CompiledSelect& query, Id id) {
  Statement statement = query.statement;
  statement.parameters[query.later].datum = id.raw();
  return session.query(statement);
}

std::unique_ptr<Cursor> SqlReader::select(const Select& query) {
  const Walk walk = session_.walk(query) ? Walk::yes : Walk::no;
  return session_.query(compile_select(session_.dialect(), query, walk));
}

std::unique_ptr<Cursor> SqlTransaction::select(const Select& query) {
  const Walk walk = session().walk(query) ? Walk::yes : Walk::no;
  return session_.query(compile_select(session_.dialect(), query, walk));
}

void SqlTransaction::insert(const Table& table, const std::vector<Assignment>& values) {
  session().post(compile_insert(session_.dialect(), table, values));
}

void SqlTransaction::insert_rows(const Table& table, const std::vector<std::string_view>& columns,
                                 const std::vector<std::vector<Value>>& rows) {
  if (rows.empty()) return;
  session().execute_rows(compile_insert_row(session_.dialect(), table, columns), table, columns,
                         rows);
}

/// Rows go behind those of their table that wait already, unless a table that they may refer to was
/// begun in between.
void SqlTransaction::append(const Table& table, std::vector<Value> row) {
  CHECK(row.size() == table.columns.size());
  auto place = std::find_if(appended_.begin(), appended_.end(),
                            [&](const Appended& other) { return other.table == &table; });
  if (place != appended_.end() && (place->rows.size() >= most_appended ||
                                   std::any_of(place + 1, appended_.end(), [&](const Appended& b) {
                                     return refers_to(table, b.table->name);
                                   }))) {
    write_appended();
    place = appended_.end();
  }
  if (place == appended_.end()) place = appended_.insert(place, {&table, {}});
  place->rows.push_back(std::move(row));
}

void SqlTransaction::write_appended() {
  if (appended_.empty()) return;
  const std::vector<Appended> all = std::exchange(appended_, {});
  std::vector<std::string_view> columns;
  for (const Appended& one : all) {
    columns.clear();
    for (const Column& column : one.table->columns) columns.push_back(column.name);
    session_.execute_rows(compile_insert_row(session_.dialect(), *one.table, columns), *one.table,
                          columns, one.rows);
  }
}

void SqlTransaction::upsert(const Table& table, const std::vector<Assignment>& values) {
  session().post(compile_upsert(session_.dialect(), table, values));
}

std::int64_t SqlTransaction::update(const Table& table, const std::vector<Assignment>& values,
                                    const TermPtr& where) {
  if (values.empty()) return 0;
  return session().execute(compile_update(session_.dialect(), table, values, where));
}

void SqlTransaction::assign(const Table& table, const std::vector<Assignment>& values,
                            const TermPtr& where) {
  session().post(compile_update(session_.dialect(), table, values, where));
}

std::int64_t SqlTransaction::increment(const Table& table, std::string_view column,
                                       std::int64_t amount, const TermPtr& where) {
  const auto cursor =
      session().query(compile_increment(session_.dialect(), table, column, amount, where));
  if (!cursor->next())
    throw AppError(Errc::not_found, "store.no_such_record", {{"table", table.name}});
  const std::int64_t value = cursor->integer(0);
  while (cursor->next()) {
  }
  return value;
}

std::int64_t SqlTransaction::remove(const Table& table, const TermPtr& where) {
  return session().execute(compile_remove(session_.dialect(), table, where));
}

void SqlTransaction::after_commit(std::function<void()> action) {
  actions_.push_back(std::move(action));
}

void SqlTransaction::savepoint(const std::function<void()>& body) {
  const std::size_t actions = actions_.size();
  Savepoint point{session(), "s" + std::to_string(++depth_)};
  const Leave leave{[&] {
    --depth_;
    if (point.released()) return;
    actions_.resize(actions);
    appended_.clear();  // what was appended before it is written
  }};
  body();
  write_appended();
  point.release();
}

}  // namespace tw::store::sql
