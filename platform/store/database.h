#pragma once
// The one door to the data. Two drivers (sqlite/, postgres/) behind it, the same behaviour.
//
// Threading: `read` may be called from any thread; each call holds one connection and sees one
// snapshot. `write` runs the function inside a transaction: SQLite queues it to the single writer
// thread, which groups many writes into one fsync (a savepoint each) and answers only after it;
// PostgreSQL runs it on the caller's thread, SERIALIZABLE, and runs it again on a serialisation
// failure. The function must therefore be repeatable and must not wait for other writes. An
// exception rolls that function's changes back and reaches the caller. Invariant: nothing but
// record/, access/, work/, search/ and migrations opens a write transaction.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "platform/base/value.h"
#include "platform/store/select.h"
#include "platform/store/table.h"

namespace tw::store {

namespace sql {
class Session;
}

/// Walks a result. Text views live until the next `next()`.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual bool next() = 0;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;   // integer, boolean, scaled units, id
  virtual std::string_view text(int column) const = 0;  // text, json; dates as ISO text
  /// The value by the item's storage and scale.
  virtual Value value(int column) const = 0;
};

struct Assignment {
  std::string_view column;
  Value value;
};

/// A query made ready once and asked again and again, each time for another id.
struct CompiledSelect;

class Reader {
 public:
  virtual ~Reader() = default;
  virtual std::unique_ptr<Cursor> select(const Select& query) = 0;
  /// For any reader of the same database; the query has one parameter that is given later.
  virtual std::shared_ptr<const CompiledSelect> compile(const Select& query) = 0;
  virtual std::unique_ptr<Cursor> select(const CompiledSelect& query, Id id) = 0;
  /// First column of the first row; null when there is none.
  Value single(const Select& query);
  std::int64_t count(const Select& query);
  /// The next question is the last of this read, a page at most: a driver may end its snapshot with
  /// it, in one message. What is asked all the same sees another one.
  void ask_last();
  /// Does a second table in a query cost only its rows? Where queries are planned for their values
  /// (PostgreSQL) it costs another plan each time, which is more than a query of its own.
  bool joins_for_free();
  /// The driver below; for store's own files.
  virtual sql::Session& session() = 0;
};

class Transaction : public Reader {
 public:
  /// Unique violations become AppError{conflict, "store.unique", {table, columns}}; broken
  /// references AppError{conflict, "store.referenced", {table}} (delete) or "store.no_such_record"
  /// (insert, update).
  virtual void insert(const Table& table, const std::vector<Assignment>& values) = 0;
  /// Many rows of the same columns, fast path of imports: rows[i][j] belongs to columns[j].
  virtual void insert_rows(const Table& table, const std::vector<std::string_view>& columns,
                           const std::vector<std::vector<Value>>& rows) = 0;
  /// One whole row, its values in the order of the table's columns. The rows of a table go
  /// together, before anything else is asked of this transaction; what is wrong with them shows
  /// then.
  virtual void append(const Table& table, std::vector<Value> row) = 0;
  /// Insert, or update the other columns when the primary key exists.
  virtual void upsert(const Table& table, const std::vector<Assignment>& values) = 0;
  virtual std::int64_t update(const Table& table, const std::vector<Assignment>& values,
                              const TermPtr& where) = 0;
  /// The same where nobody asks how many rows there were.
  virtual void assign(const Table& table, const std::vector<Assignment>& values,
                      const TermPtr& where) = 0;
  /// column += amount for the matching row, returning the new value (sequences).
  virtual std::int64_t increment(const Table& table, std::string_view column, std::int64_t amount,
                                 const TermPtr& where) = 0;
  virtual std::int64_t remove(const Table& table, const TermPtr& where) = 0;
  /// Runs after the outermost commit, on the writing thread; must not throw.
  virtual void after_commit(std::function<void()> action) = 0;
  /// A nested unit: on exception its changes alone are undone, and the exception goes on.
  virtual void savepoint(const std::function<void()>& body) = 0;
};

/// Who else may have an SQLite database open. PostgreSQL is shared by nature.
enum class Use : std::uint8_t {
  server,   // one server at a time; commands may work beside it
  command,  // a short command, beside a running server
  alone     // nobody else (restore, migrate)
};

struct DatabaseOptions {
  Use use = Use::server;
  std::string sqlite_path;   // either this …
  std::string postgres_uri;  // … or this
  int readers = 4;
  std::string vfs;              // SQLite VFS seam, empty = default
  std::string record_sql_file;  // every distinct prepared SQL text is appended (test seam, S2)
};

/// What schema sync would do; printed by `migrate --plan`.
struct Plan {
  struct Step {
    std::string what;
    std::string sql;
    bool destructive = false;
  };
  std::vector<Step> steps;
  std::vector<std::string>
      orphans;  // tables and columns no declaration knows; never dropped by sync
  bool empty() const { return steps.empty(); }
};

class Database {
 public:
  /// Opens and refuses unsafe settings (R5): SQLite < 3.53.2, a second process on the file, a
  /// network file system, synchronous < FULL; PostgreSQL fsync=off, synchronous_commit=off,
  /// full_page_writes=off, superuser role. AppError "store.unsafe" {setting}, "store.cannot_open"
  /// {reason}.
  static std::unique_ptr<Database> open(const DatabaseOptions& options);
  virtual ~Database() = default;

  template <class F>
  auto read(F&& body) -> std::invoke_result_t<F, Reader&> {
    using R = std::invoke_result_t<F, Reader&>;
    if constexpr (std::is_void_v<R>) {
      run_read([&](Reader& reader) { body(reader); });
    } else {
      std::optional<R> result;
      run_read([&](Reader& reader) { result.emplace(body(reader)); });
      return std::move(*result);
    }
  }
  template <class F>
  auto write(F&& body) -> std::invoke_result_t<F, Transaction&> {
    using R = std::invoke_result_t<F, Transaction&>;
    if constexpr (std::is_void_v<R>) {
      run_write([&](Transaction& tx) { body(tx); });
    } else {
      std::optional<R> result;
      run_write([&](Transaction& tx) { result.emplace(body(tx)); });
      return std::move(*result);
    }
  }

  virtual Plan plan(const Schema& schema) = 0;
  /// Runs the plan in one transaction; only adds (tables, columns, indexes) and declared renames.
  virtual void apply(const Plan& plan) = 0;
  /// Names of numbered migrations done, and running one more inside a transaction (`raw` SQL comes
  /// from migration files).
  virtual std::vector<std::string> migrations_done() = 0;
  virtual void run_migration(const std::string& name, const std::string& sql) = 0;

  /// Consistent online copy (SQLite backup API; PostgreSQL: a repeatable-read dump of all rows in
  /// our own format).
  virtual void backup(const std::string& path) = 0;
  virtual void restore(const std::string& path) = 0;
  /// Integrity of the database itself: empty when sound (SQLite quick_check + foreign_key_check;
  /// PostgreSQL foreign keys).
  virtual std::vector<std::string> check() = 0;
  virtual std::string_view kind() const = 0;  // "sqlite" or "postgres"
  virtual bool read_only() const = 0;         // after a failed sync, until restart (R6)
  /// True while the database answers (readyz).
  virtual bool ready() noexcept = 0;

 protected:
  virtual void run_read(const std::function<void(Reader&)>& body) = 0;
  virtual void run_write(const std::function<void(Transaction&)>& body) = 0;
};

}  // namespace tw::store
