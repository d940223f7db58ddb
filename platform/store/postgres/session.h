#pragma once
// PostgresSession: store's Session over one leased Connection.

#include "platform/store/postgres/common_words.h"
#include "platform/store/postgres/pool.h"
#include "platform/store/sql/session.h"

namespace tw::store::postgres {

class PostgresSession final : public sql::Session {
 public:
  explicit PostgresSession(Lease& lease, CommonWords* words = nullptr)
      : lease_{lease}, words_{words} {}

  const sql::Dialect& dialect() const override { return sql::postgres_dialect(); }
  std::unique_ptr<Cursor> query(const sql::Statement& statement) override;
  std::int64_t execute(const sql::Statement& statement) override;
  void post(const sql::Statement& statement) override;
  void execute_rows(const sql::Statement& statement, const Table& table,
                    const std::vector<std::string_view>& columns,
                    const std::vector<std::vector<Value>>& rows) override;
  void index_rows(const std::vector<SearchText>& records, Indexed before) override;
  bool finds_few(const std::vector<std::string>& tokens, double most) override;
  void ask_last() override { last_ = lease_->role() == Role::reader; }
  void run(std::string_view text) override;

  Connection& connection() { return *lease_; }

 private:
  template <class Ask>
  auto once_more(Ask&& ask);
  Result ask(const sql::Statement& statement);
  std::unique_ptr<Cursor> summary(const sql::Statement& statement);
  void copy_rows(const Table& table, const std::vector<std::string_view>& columns,
                 const std::vector<std::vector<Value>>& rows);
  void send_copy(std::string_view text, CopyRows& rows, const About& about);
  Lease& lease_;
  CommonWords* words_;
  bool asked_ = false;
  bool last_ = false;  // the next question is the last
};

}  // namespace tw::store::postgres
