#include "platform/store/sqlite/session.h"

#include <utility>

#include "platform/base/check.h"

namespace tw::store::sqlite {
namespace {

void bind_datum(sqlite3_stmt* statement, int number, const sql::Datum& datum) {
  int code = SQLITE_OK;
  if (const auto* integer = std::get_if<std::int64_t>(&datum)) {
    code = sqlite3_bind_int64(statement, number, *integer);
  } else if (const auto* text = std::get_if<std::string>(&datum)) {
    code = sqlite3_bind_text64(statement, number, text->data(), text->size(), SQLITE_TRANSIENT,
                               SQLITE_UTF8);
  } else {
    code = sqlite3_bind_null(statement, number);
  }
  if (code == SQLITE_NOMEM || code == SQLITE_TOOBIG)
    throw AppError(Errc::too_large, "store.too_big");
  // SQLITE_RANGE: a fixed text that leaves this parameter out (search_select has no use for its
  // list).
  CHECK(code == SQLITE_OK || code == SQLITE_RANGE);
}

/// As encode() does it; a text stays where it is until the statement has run.
void bind_value(sqlite3_stmt* statement, int number, const Value& value, const Column& column) {
  const bool is_text =
      column.storage == meta::Storage::text || column.storage == meta::Storage::json;
  const auto* text = is_text ? value.get_if<std::string>() : nullptr;
  if (text == nullptr || text->find('\0') != std::string::npos)
    return bind_datum(statement, number, sql::encode(value, column.storage, column.scale));
  if (sqlite3_bind_text64(statement, number, text->data(), text->size(), SQLITE_STATIC,
                          SQLITE_UTF8) != SQLITE_OK)
    throw AppError(Errc::too_large, "store.too_big");
}

void bind_all(sqlite3_stmt* statement, const std::vector<sql::Parameter>& parameters) {
  for (std::size_t i = 0; i < parameters.size(); ++i)
    bind_datum(statement, static_cast<int>(i) + 1, parameters[i].datum);
}

constexpr std::string_view index_new =
    "INSERT INTO search_index (rowid, kind, title, body, entity) VALUES (?1, ?2, ?3, ?4, ?2)";
/// REPLACE looks for the words that there were: not to be asked where there were none.
constexpr std::string_view index_again =
    "INSERT OR REPLACE INTO search_index (rowid, kind, title, body, entity) "
    "VALUES (?1, ?2, ?3, ?4, ?2)";

class SqliteCursor final : public Cursor {
 public:
  SqliteCursor(Connection& connection, Prepared prepared, const sql::Statement& statement)
      : connection_{connection}, prepared_{std::move(prepared)}, columns_{statement.columns} {
    about_.purpose = statement.purpose;
    about_.table = statement.table;
  }

  bool next() override {
    const int code = sqlite3_step(prepared_.get());
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) connection_.fail(code, &about_);
    return false;
  }
  bool is_null(int column) const override {
    return sqlite3_column_type(prepared_.get(), column) == SQLITE_NULL;
  }
  std::int64_t integer(int column) const override {
    return sqlite3_column_int64(prepared_.get(), column);
  }
  std::string_view text(int column) const override {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(prepared_.get(), column));
    if (text == nullptr) return {};
    return {text, static_cast<std::size_t>(sqlite3_column_bytes(prepared_.get(), column))};
  }
  Value value(int column) const override {
    if (is_null(column)) return {};
    const sql::ResultColumn& declared = columns_[static_cast<std::size_t>(column)];
    return sql::is_integer(declared.storage) ? sql::decode(integer(column), declared)
                                             : sql::decode(text(column), declared);
  }

 private:
  Connection& connection_;
  Prepared prepared_;
  std::vector<sql::ResultColumn> columns_;
  sql::Statement about_;  // purpose and table alone, for errors
};

}  // namespace

bool SqliteSession::walk(const Select& query) {
  return connection_.order_choice().walk(*this, query);
}

std::unique_ptr<Cursor> SqliteSession::query(const sql::Statement& statement) {
  settle(statement);
  if (statement.sums_up && connection_.role() == Role::reader) return summary(statement);
  return rows(statement);
}

std::unique_ptr<Cursor> SqliteSession::rows(const sql::Statement& statement) {
  Prepared prepared = connection_.prepare(statement.text);
  bind_all(prepared.get(), statement.parameters);
  return std::make_unique<SqliteCursor>(connection_, std::move(prepared), statement);
}

/// data_version changes when any other connection has committed, and a reader changes nothing.
std::unique_ptr<Cursor> SqliteSession::summary(const sql::Statement& statement) {
  const std::string state = connection_.answer_of("PRAGMA data_version");
  auto answer = connection_.answers().find(state, statement);
  if (answer == nullptr) answer = connection_.answers().keep(statement, *rows(statement));
  return sql::cursor_over(std::move(answer));
}

void SqliteSession::step(const Prepared& prepared, const sql::Statement& statement) {
  const int code = sqlite3_step(prepared.get());
  if (code != SQLITE_DONE) connection_.fail(code, &statement);
}

std::int64_t SqliteSession::execute(const sql::Statement& statement) {
  settle(statement);
  const Prepared prepared = connection_.prepare(statement.text);
  bind_all(prepared.get(), statement.parameters);
  step(prepared, statement);
  return sqlite3_changes64(connection_.handle());
}

void SqliteSession::execute_rows(const sql::Statement& statement, const Table& table,
                                 const std::vector<std::string_view>& columns,
                                 const std::vector<std::vector<Value>>& rows) {
  std::vector<const Column*> declared;
  declared.reserve(columns.size());
  for (const std::string_view column : columns) declared.push_back(&table.column(column));
  const Prepared prepared = connection_.prepare(statement.text);
  for (const std::vector<Value>& row : rows) {
    CHECK(row.size() == declared.size());
    for (std::size_t i = 0; i < row.size(); ++i)
      bind_value(prepared.get(), static_cast<int>(i) + 1, row[i], *declared[i]);
    step(prepared, statement);
    sqlite3_reset(prepared.get());
  }
}

void SqliteSession::index_rows(const std::vector<SearchText>& records, Indexed before) {
  constexpr std::size_t many = 256;  // an import's; worth no copy
  constexpr std::size_t most_waiting = 4096;
  if (records.size() < many) {
    for (const SearchText& record : records) words_.push_back({record, before});
    if (words_.size() - words_written_ >= most_waiting) write_words();
    return;
  }
  write_words();
  for (const SearchText& record : records) index_row(record, before);
}

void SqliteSession::index_row(const SearchText& record, Indexed before) {
  const sql::Statement statement{.text =
                                     std::string{before == Indexed::no ? index_new : index_again}};
  const Prepared prepared = connection_.prepare(statement.text);
  const auto bind = [&](int number, std::string_view text) {
    sqlite3_bind_text64(prepared.get(), number, text.data(), text.size(), SQLITE_STATIC,
                        SQLITE_UTF8);
  };
  sqlite3_bind_int64(prepared.get(), 1, record.id.raw());
  bind(2, record.entity);
  bind(3, record.title);
  bind(4, record.body);
  step(prepared, statement);
}

void SqliteSession::write_words() {
  for (; words_written_ < words_.size(); ++words_written_)
    index_row(words_[words_written_].record, words_[words_written_].before);
  if (marks_.empty()) forget_words();  // nothing that is written can be undone alone
}

void SqliteSession::forget_words() {
  words_.clear();
  marks_.clear();
  words_written_ = 0;
}

void SqliteSession::settle(const sql::Statement& statement) {
  if (words_written_ < words_.size() && statement.text.find("search_index") != std::string::npos)
    write_words();
}

/// What is undone with a savepoint was said in it; what was said before it and written in it must
/// be written again.
void SqliteSession::run(std::string_view text) {
  connection_.run(text);
  if (text.starts_with("SAVEPOINT")) {
    marks_.push_back({words_.size(), words_written_});
  } else if (text.starts_with("ROLLBACK TO")) {
    words_.resize(marks_.back().count);
    words_written_ = marks_.back().written;
  } else if (text.starts_with("RELEASE")) {
    marks_.pop_back();
  }
}

}  // namespace tw::store::sqlite
