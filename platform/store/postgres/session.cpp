#include "platform/store/postgres/session.h"

#include <charconv>
#include <deque>

#include "platform/base/check.h"
#include "platform/store/postgres/search_words.h"
#include "platform/store/sql/compiler.h"

namespace tw::store::postgres {
namespace {

class PostgresCursor final : public Cursor, private RowReader {
 public:
  /// Of an answer that came whole.
  PostgresCursor(Result result, std::vector<sql::ResultColumn> columns)
      : columns_{std::move(columns)} {
    show(std::move(result));
    row_ = -1;
  }
  /// Of rows that come one by one.
  PostgresCursor(Connection& connection, const sql::Statement& statement)
      : connection_{&connection}, columns_{statement.columns} {
    connection.stream(statement.text, statement.parameters, {statement.purpose, statement.table},
                      *this);
    // The first is waited for here, so that what goes wrong does so where the query is.
    if (Result row = fetch()) gathered_.push_back(std::move(row));
  }
  PostgresCursor(const PostgresCursor&) = delete;
  PostgresCursor& operator=(const PostgresCursor&) = delete;
  ~PostgresCursor() override {
    if (streaming_) connection_->abandon();
  }

  bool next() override {
    if (result_ != nullptr && row_ + 1 < PQntuples(result_.get())) {
      ++row_;
      return true;
    }
    if (!gathered_.empty()) {
      show(std::move(gathered_.front()));
      gathered_.pop_front();
      return true;
    }
    Result row = streaming_ ? fetch() : nullptr;
    if (row != nullptr) show(std::move(row));
    return streaming_;
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

  void show(Result result) {
    result_ = std::move(result);
    row_ = 0;
    if (!forms_.empty()) return;
    for (int i = 0; i < PQnfields(result_.get()); ++i) forms_.push_back(form_of(result_.get(), i));
    CHECK(forms_.size() == columns_.size());
  }

  /// Whatever ends the rows, an error too, ends the stream.
  Result fetch() {
    streaming_ = false;
    Result row = connection_->next_row();
    streaming_ = row != nullptr;
    return row;
  }

  void gather() override {
    while (Result row = fetch()) gathered_.push_back(std::move(row));
  }

  Connection* connection_ = nullptr;
  std::vector<sql::ResultColumn> columns_;
  std::vector<Form> forms_;
  Result result_;  // one row, or all
  int row_ = 0;
  bool streaming_ = false;
  std::deque<Result> gathered_;
  mutable std::vector<std::string> written_;  // dates and numbers as text, until the next row
};

/// Pages come whole, which is faster; what has no end in sight must not lie in memory as a whole.
bool may_be_large(const sql::Statement& statement) {
  constexpr std::int64_t page = 1000;
  constexpr std::string_view word = " LIMIT ";
  const std::size_t limit = statement.text.rfind(word);
  if (limit == std::string::npos) return true;
  const char* const begin = statement.text.data() + limit + word.size();
  if (*begin != '$') return false;  // only usual pages are written out
  std::size_t number = 0;
  const char* const end = statement.text.data() + statement.text.size();
  std::from_chars(begin + 1, end, number);
  const auto& parameters = statement.parameters;
  if (number == 0 || number > parameters.size()) return true;
  const auto* rows = std::get_if<std::int64_t>(&parameters[number - 1].datum);
  return rows == nullptr || *rows > page;
}

constexpr std::size_t worth_a_copy = 16;

constexpr std::string_view index_one =
    "INSERT INTO search_index (id, entity, words) VALUES ($1::bigint, $2::text, "
    "$3::text::tsvector) "
    "ON CONFLICT (id) DO UPDATE SET entity = excluded.entity, words = excluded.words";

About about(const sql::Statement& statement) { return {statement.purpose, statement.table}; }

std::int64_t rows_changed(const PGresult* result) {
  const std::string_view text = PQcmdTuples(const_cast<PGresult*>(result));
  std::int64_t rows = 0;
  std::from_chars(text.data(), text.data() + text.size(), rows);
  return rows;
}

}  // namespace

/// A connection may have died while it lay in the pool: what is asked first is asked again on
/// another one. Nothing was read yet.
template <class Ask>
auto PostgresSession::once_more(Ask&& ask) {
  const bool first_read = !std::exchange(asked_, true) && lease_->role() == Role::reader;
  if (!first_read) return ask();
  try {
    return ask();
  } catch (const AppError&) {
    if (!lease_->lost() || lease_->timed_out()) throw;
  }
  lease_.renew();
  return ask();
}

Result PostgresSession::ask(const sql::Statement& statement) {
  return once_more([&] {
    if (last_) lease_->end_read_with_next();
    return lease_->ask(statement.text, statement.parameters, about(statement));
  });
}

/// In a REPEATABLE READ transaction every statement sees the same snapshot, and two equal snapshots
/// see the same rows: transactions are numbered once for all.
std::unique_ptr<Cursor> PostgresSession::summary(const sql::Statement& statement) {
  const Result snapshot =
      ask({.text = "SELECT CAST(pg_current_snapshot() AS text)", .purpose = sql::Purpose::query});
  sql::AnswerCache& answers = lease_->answers();
  auto answer = answers.find(PQgetvalue(snapshot.get(), 0, 0), statement);
  if (answer == nullptr) {
    PostgresCursor rows{ask(statement), statement.columns};
    answer = answers.keep(statement, rows);
  }
  return sql::cursor_over(std::move(answer));
}

std::unique_ptr<Cursor> PostgresSession::query(const sql::Statement& statement) {
  const bool sums_up = statement.sums_up && lease_->role() == Role::reader;
  const bool large = !last_ && may_be_large(statement);
  last_ = last_ && !sums_up;  // that is more than one message
  if (sums_up) return summary(statement);
  if (large) {
    return once_more([&] { return std::make_unique<PostgresCursor>(*lease_, statement); });
  }
  return std::make_unique<PostgresCursor>(ask(statement), statement.columns);
}

bool PostgresSession::finds_few(const std::vector<std::string>& tokens, double most) {
  return words_ != nullptr && once_more([&] { return words_->finds_few(*lease_, tokens, most); });
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
}

/// The words are sorted here: the server would take longer for that than for all the rest.
void PostgresSession::index_rows(const std::vector<SearchText>& records, Indexed before) {
  if (before == Indexed::maybe || records.size() < worth_a_copy) {
    for (const SearchText& record : records)
      post({.text = std::string{index_one},
            .parameters = {{record.id.raw(), meta::Storage::id},
                           {std::string{record.entity}, meta::Storage::text},
                           {SearchWords{record}.text(), meta::Storage::text}}});
    return;
  }
  CopyRows written;
  for (const SearchText& record : records) {
    written.begin_row(3);
    written.add(record.id.raw(), meta::Storage::id);
    written.add(std::string{record.entity}, meta::Storage::text);
    SearchWords{record}.add_to(written);
  }
  // Put in one by one, the words would cost more than everything else about the records.
  run("SET LOCAL gin_pending_list_limit = '64MB'");
  send_copy("COPY search_index (id, entity, words) FROM STDIN (FORMAT binary)", written,
            {sql::Purpose::insert, nullptr});
  run("SELECT gin_clean_pending_list('search_index_words')");
}

void PostgresSession::copy_rows(const Table& table, const std::vector<std::string_view>& columns,
                                const std::vector<std::vector<Value>>& rows) {
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
  send_copy(text, written, {sql::Purpose::insert, &table});
}

void PostgresSession::send_copy(std::string_view text, CopyRows& rows, const About& about) {
  constexpr std::size_t piece = std::size_t{1} << 18;
  rows.finish();
  std::string_view rest = rows.bytes();
  const auto next = [&] {
    const std::string_view now = rest.substr(0, piece);
    rest.remove_prefix(now.size());
    return now;
  };
  lease_->copy_in(text, next, about);
}

}  // namespace tw::store::postgres
