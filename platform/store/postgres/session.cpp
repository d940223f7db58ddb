#include "platform/store/postgres/session.h"

#include <charconv>

#include "platform/base/check.h"
#include "platform/store/sql/compiler.h"

namespace tw::store::postgres {
namespace {

class PostgresCursor final : public Cursor {
 public:
  PostgresCursor(Result result, std::vector<sql::ResultColumn> columns)
      : result_{std::move(result)}, columns_{std::move(columns)}, rows_{PQntuples(result_.get())} {
    forms_.reserve(columns_.size());
    for (int i = 0; i < PQnfields(result_.get()); ++i) forms_.push_back(form_of(result_.get(), i));
    CHECK(forms_.size() == columns_.size());
  }

  bool next() override {
    if (row_ + 1 >= rows_) return false;
    ++row_;
    return true;
  }
  bool is_null(int column) const override { return PQgetisnull(result_.get(), row_, column) != 0; }
  std::int64_t integer(int column) const override {
    return read_integer(result_.get(), row_, column, form(column));
  }
  std::string_view text(int column) const override {
    if (is_null(column)) return {};
    if (form(column) == Form::text) return read_text(result_.get(), row_, column);
    if (written_.empty()) written_.resize(columns_.size());
    std::string& text = written_[static_cast<std::size_t>(column)];
    text = text_of(result_.get(), row_, column, form(column));
    return text;
  }
  Value value(int column) const override {
    return read_value(result_.get(), row_, column, form(column),
                      columns_[static_cast<std::size_t>(column)]);
  }

 private:
  Form form(int column) const { return forms_[static_cast<std::size_t>(column)]; }

  Result result_;
  std::vector<sql::ResultColumn> columns_;
  std::vector<Form> forms_;
  mutable std::vector<std::string> written_;  // dates and numbers as text, until the next row
  const int rows_;
  int row_ = -1;
};

About about(const sql::Statement& statement) { return {statement.purpose, statement.table}; }

std::int64_t rows_changed(const PGresult* result) {
  const std::string_view text = PQcmdTuples(const_cast<PGresult*>(result));
  std::int64_t rows = 0;
  std::from_chars(text.data(), text.data() + text.size(), rows);
  return rows;
}

}  // namespace

Result PostgresSession::ask(const sql::Statement& statement) {
  const bool first_read = !std::exchange(asked_, true) && lease_->role() == Role::reader;
  if (!first_read) return lease_->ask(statement.text, statement.parameters, about(statement));
  try {
    return lease_->ask(statement.text, statement.parameters, about(statement));
  } catch (const AppError&) {
    // The connection may have died while it lay in the pool; nothing was read on it yet.
    if (!lease_->lost()) throw;
  }
  lease_.renew();
  return lease_->ask(statement.text, statement.parameters, about(statement));
}

std::unique_ptr<Cursor> PostgresSession::query(const sql::Statement& statement) {
  return std::make_unique<PostgresCursor>(ask(statement), statement.columns);
}

std::int64_t PostgresSession::execute(const sql::Statement& statement) {
  return rows_changed(ask(statement).get());
}

void PostgresSession::post(const sql::Statement& statement) {
  lease_->post(statement.text, statement.parameters, about(statement));
}

void PostgresSession::run(std::string_view text) {
  if (text.starts_with("ROLLBACK TO")) lease_->forgive();
  if (text.starts_with("SAVEPOINT")) return lease_->post(text);
  lease_->ask(text);
}

void PostgresSession::execute_rows(const sql::Statement& statement, const Table& table,
                                   const std::vector<std::string_view>& columns,
                                   const std::vector<std::vector<Value>>& rows) {
  constexpr std::size_t worth_a_copy = 16;
  if (rows.size() >= worth_a_copy) return copy_rows(table, columns, rows);
  sql::Statement row_statement = statement;
  for (const std::vector<Value>& row : rows) {
    CHECK(row.size() == columns.size());
    row_statement.parameters.clear();
    for (std::size_t i = 0; i < row.size(); ++i) {
      const Column& column = table.column(columns[i]);
      row_statement.parameters.push_back(
          {sql::encode(row[i], column.storage, column.scale), column.storage, false});
    }
    post(row_statement);
  }
  lease_->settle();
}

void PostgresSession::copy_rows(const Table& table, const std::vector<std::string_view>& columns,
                                const std::vector<std::vector<Value>>& rows) {
  constexpr std::size_t piece = std::size_t{1} << 18;
  std::string text = "COPY " + sql::quoted_name(table.name) + " (";
  std::vector<const Column*> declared;
  for (const std::string_view name : columns) {
    declared.push_back(&table.column(name));
    if (declared.size() > 1) text += ", ";
    text += sql::quoted_name(declared.back()->name);
  }
  text += ") FROM STDIN (FORMAT binary)";
  // Written whole before it begins: a value that cannot be stored must not leave a COPY half way.
  CopyRows written;
  for (const std::vector<Value>& row : rows) {
    CHECK(row.size() == declared.size());
    written.begin_row(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      written.add(sql::encode(row[i], declared[i]->storage, declared[i]->scale),
                  declared[i]->storage);
    }
  }
  written.finish();
  std::string_view rest = written.bytes();
  const auto next = [&] {
    const std::string_view now = rest.substr(0, piece);
    rest.remove_prefix(now.size());
    return now;
  };
  lease_->copy_in(text, next, {sql::Purpose::insert, &table});
}

}  // namespace tw::store::postgres
