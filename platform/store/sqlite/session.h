#pragma once
// SqliteSession: store's Session over one Connection.

#include "platform/store/sql/session.h"
#include "platform/store/sqlite/connection.h"

namespace tw::store::sqlite {

class SqliteSession final : public sql::Session {
 public:
  explicit SqliteSession(Connection& connection) : connection_{connection} {}

  const sql::Dialect& dialect() const override { return sql::sqlite_dialect(); }
  std::unique_ptr<Cursor> query(const sql::Statement& statement) override;
  std::int64_t execute(const sql::Statement& statement) override;
  void execute_rows(const sql::Statement& statement, const Table& table,
                    const std::vector<std::string_view>& columns,
                    const std::vector<std::vector<Value>>& rows) override;
  void index_rows(const std::vector<SearchText>& records, Indexed before) override;
  bool walk(const Select& query) override;
  void run(std::string_view text) override { connection_.run(text); }

  Connection& connection() { return connection_; }

 private:
  std::unique_ptr<Cursor> rows(const sql::Statement& statement);
  std::unique_ptr<Cursor> summary(const sql::Statement& statement);
  void step(const Prepared& prepared, const sql::Statement& statement);
  Connection& connection_;
};

}  // namespace tw::store::sqlite
