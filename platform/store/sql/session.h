#pragma once
// Session: one connection inside one transaction, as a driver offers it. SqlReader and
// SqlTransaction implement the whole of store::Reader and store::Transaction on top of it, once for
// both databases. A driver maps its errors here: unique violations, broken references (by
// Statement::purpose and table), overflow
// ("number.overflow"), full disk or read-only ("store.full", "store.read_only"), lost connection
// ("store.unavailable").

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "platform/store/database.h"
#include "platform/store/full_text.h"
#include "platform/store/sql/dialect.h"
#include "platform/store/sql/statement.h"

namespace tw::store {

struct CompiledSelect {
  sql::Statement statement;
  std::size_t later = 0;  // the parameter that is given when it runs
};

}  // namespace tw::store

namespace tw::store::sql {

class Session {
 public:
  virtual ~Session() = default;
  virtual const Dialect& dialect() const = 0;
  virtual std::unique_ptr<Cursor> query(const Statement& statement) = 0;
  /// Runs a statement without result rows; returns the number of rows it changed.
  virtual std::int64_t execute(const Statement& statement) = 0;
  /// The same where nobody asks how many: a driver may send it with the next statement, whose call
  /// then throws its error. The end of a savepoint or of the transaction is such a call at the
  /// latest.
  virtual void post(const Statement& statement) { execute(statement); }
  /// `statement` is compile_insert_row(); each row's data in the order of its columns. Errors come
  /// as those of post().
  virtual void execute_rows(const Statement& statement, const Table& table,
                            const std::vector<std::string_view>& columns,
                            const std::vector<std::vector<Value>>& rows) = 0;
  /// Writes records' words into the full-text index, or writes them anew.
  virtual void index_rows(const std::vector<SearchText>& records, Indexed before) = 0;
  /// Shall the rows of this query be read in its order and tested on the way? Right when many rows
  /// match and few are wanted; asked only where the database does not weigh it itself.
  virtual bool walk(const Select&) { return false; }
  /// Does the database know that at most so many records have all of these words, the last as a
  /// beginning?
  virtual bool finds_few(const std::vector<std::string>&, double) { return false; }
  /// See Reader::ask_last.
  virtual void ask_last() {}
  /// A fixed text without parameters: SAVEPOINT and the like.
  virtual void run(std::string_view text) = 0;
};

/// The two drivers, called by Database::open.
std::unique_ptr<Database> open_sqlite(const DatabaseOptions& options);    // sqlite/database.cpp
std::unique_ptr<Database> open_postgres(const DatabaseOptions& options);  // postgres/database.cpp

std::shared_ptr<const CompiledSelect> compile(Session& session, const Select& query);
std::unique_ptr<Cursor> run(Session& session, const CompiledSelect& query, Id id);

class SqlReader : public Reader {
 public:
  explicit SqlReader(Session& session) : session_{session} {}
  std::unique_ptr<Cursor> select(const Select& query) override;
  std::shared_ptr<const CompiledSelect> compile(const Select& query) override {
    return sql::compile(session_, query);
  }
  std::unique_ptr<Cursor> select(const CompiledSelect& query, Id id) override {
    return sql::run(session_, query, id);
  }
  Session& session() override { return session_; }

 private:
  Session& session_;
};

class SqlTransaction final : public Transaction {
 public:
  explicit SqlTransaction(Session& session) : session_{session} {}

  std::unique_ptr<Cursor> select(const Select& query) override;
  std::shared_ptr<const CompiledSelect> compile(const Select& query) override {
    return sql::compile(session_, query);
  }
  std::unique_ptr<Cursor> select(const CompiledSelect& query, Id id) override {
    return sql::run(session(), query, id);
  }
  Session& session() override {
    write_appended();
    return session_;
  }
  void insert(const Table& table, const std::vector<Assignment>& values) override;
  void insert_rows(const Table& table, const std::vector<std::string_view>& columns,
                   const std::vector<std::vector<Value>>& rows) override;
  void append(const Table& table, std::vector<Value> row) override;
  void upsert(const Table& table, const std::vector<Assignment>& values) override;
  std::int64_t update(const Table& table, const std::vector<Assignment>& values,
                      const TermPtr& where) override;
  void assign(const Table& table, const std::vector<Assignment>& values,
              const TermPtr& where) override;
  std::int64_t increment(const Table& table, std::string_view column, std::int64_t amount,
                         const TermPtr& where) override;
  std::int64_t remove(const Table& table, const TermPtr& where) override;
  void after_commit(std::function<void()> action) override;
  /// Actions registered inside a savepoint that was undone are dropped with it.
  void savepoint(const std::function<void()>& body) override;

  /// For the driver: the last act before COMMIT.
  void write_appended();
  /// For the driver: the actions to run after COMMIT.
  std::vector<std::function<void()>> take_actions() { return std::move(actions_); }

 private:
  Session& session_;
  struct Appended {
    const Table* table;
    std::vector<std::vector<Value>> rows;
  };
  std::vector<Appended> appended_;  // in the order in which they may be written
  std::vector<std::function<void()>> actions_;
  int depth_ = 0;
};

}  // namespace tw::store::sql
