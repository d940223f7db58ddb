#pragma once
// SqliteSession: store's Session over one Connection.

#include <vector>

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
  void run(std::string_view text) override;

  /// For the writer. The words of a group wait in memory and go together before its COMMIT: written
  /// one by one, each would be a segment of the index, to be merged soon after.
  void write_words();
  void forget_words();
  Connection& connection() { return connection_; }

 private:
  struct Words {
    SearchText record;
    Indexed before;
  };
  struct Mark {  // at the beginning of a savepoint
    std::size_t count, written;
  };
  /// What speaks of the index must find in it what waits.
  void settle(const sql::Statement& statement);
  void index_row(const SearchText& record, Indexed before);
  std::unique_ptr<Cursor> rows(const sql::Statement& statement);
  std::unique_ptr<Cursor> summary(const sql::Statement& statement);
  void step(const Prepared& prepared, const sql::Statement& statement);
  Connection& connection_;
  std::vector<Words> words_;       // of this group
  std::size_t words_written_ = 0;  // so many of them lie in the index already
  std::vector<Mark> marks_;
};

}  // namespace tw::store::sqlite
