#include <sqlite3.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "bench/limit/statement.h"
#include "platform/store/sqlite/functions.h"

namespace bench {
namespace {

[[noreturn]] void fail(sqlite3* database) { throw std::runtime_error{sqlite3_errmsg(database)}; }

/// A whole number is bound as one: an index of integers is not found by text.
void bind(sqlite3_stmt* statement, int place, const std::string& text) {
  char* end = nullptr;
  const long long number = std::strtoll(text.c_str(), &end, 10);
  if (!text.empty() && *end == '\0')
    sqlite3_bind_int64(statement, place, number);
  else
    sqlite3_bind_text(statement, place, text.c_str(), static_cast<int>(text.size()), nullptr);
}

class OneStatement {
 public:
  OneStatement(sqlite3* database, const std::string& sql) : database_{database} {
    if (sqlite3_prepare_v3(database, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement_,
                           nullptr) != SQLITE_OK)
      fail(database);
    for (int i = 0; i < sqlite3_column_count(statement_); ++i)
      names_.push_back("\"" + std::string{sqlite3_column_name(statement_, i)} + "\":");
  }
  ~OneStatement() { sqlite3_finalize(statement_); }
  OneStatement(const OneStatement&) = delete;
  OneStatement& operator=(const OneStatement&) = delete;

  template <typename OnRow>
  std::size_t walk(const std::vector<std::string>& parameters, OnRow on_row) {
    const auto takes = static_cast<std::size_t>(sqlite3_bind_parameter_count(statement_));
    for (std::size_t i = 0; i < std::min(takes, parameters.size()); ++i)
      bind(statement_, static_cast<int>(i + 1), parameters[i]);
    std::size_t rows = 0;
    int code = sqlite3_step(statement_);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement_)) on_row(rows++);
    sqlite3_reset(statement_);
    if (code != SQLITE_DONE) fail(database_);
    return rows;
  }

  void look_at_row() const {
    for (int i = 0; i < static_cast<int>(names_.size()); ++i)
      if (sqlite3_column_type(statement_, i) == SQLITE_TEXT) sqlite3_column_text(statement_, i);
  }

  void append_row(std::string& json) const {
    json += '{';
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (i > 0) json += ',';
      json += names_[i];
      append_value(json, static_cast<int>(i));
    }
    json += '}';
  }

 private:
  void append_value(std::string& json, int column) const {
    switch (sqlite3_column_type(statement_, column)) {
      case SQLITE_NULL: json += "null"; break;
      case SQLITE_INTEGER: json += std::to_string(sqlite3_column_int64(statement_, column)); break;
      default:
        append_json_text(json,
                         reinterpret_cast<const char*>(sqlite3_column_text(statement_, column)),
                         static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
    }
  }

  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
  std::vector<std::string> names_;
};

class SqliteStatement final : public Statement {
 public:
  SqliteStatement(sqlite3* database, const Operation& operation)
      : one_row_{operation.one_row || operation.writes} {
    std::istringstream parts{operation.sql};
    for (std::string sql; std::getline(parts, sql, ';');)
      statements_.push_back(std::make_unique<OneStatement>(database, sql));
  }

  std::size_t run(const std::vector<std::string>& parameters, std::string& json) override {
    if (!one_row_) json += "{\"value\":[";
    const std::size_t rows = walk(parameters, [&](OneStatement& statement, std::size_t row) {
      if (row > 0) json += ',';
      statement.append_row(json);
    });
    if (!one_row_) json += "]}";
    return rows;
  }

  std::size_t step(const std::vector<std::string>& parameters) override {
    return walk(parameters, [](OneStatement& statement, std::size_t) { statement.look_at_row(); });
  }

 private:
  template <typename OnRow>
  std::size_t walk(const std::vector<std::string>& parameters, OnRow on_row) {
    std::size_t rows = 0;
    for (const auto& statement : statements_)
      rows += statement->walk(parameters, [&](std::size_t row) { on_row(*statement, row); });
    return rows;
  }

  bool one_row_;
  std::vector<std::unique_ptr<OneStatement>> statements_;
};

class SqliteConnection final : public Connection {
 public:
  explicit SqliteConnection(const std::string& file) {
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(file.c_str(), &database_, flags, nullptr) != SQLITE_OK) fail(database_);
    sqlite3_busy_timeout(database_, 5000);
    tw::store::sqlite::register_functions(database_);
    if (sqlite3_exec(database_,
                     "PRAGMA synchronous = FULL; PRAGMA mmap_size = 1073741824;"
                     "PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY",
                     nullptr, nullptr, nullptr) != SQLITE_OK)
      fail(database_);
  }
  ~SqliteConnection() override { sqlite3_close_v2(database_); }
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  std::unique_ptr<Statement> prepare(const Operation& operation) override {
    return std::make_unique<SqliteStatement>(database_, operation);
  }

 private:
  sqlite3* database_ = nullptr;
};

}  // namespace

std::unique_ptr<Connection> connect_sqlite(const std::string& file) {
  return std::make_unique<SqliteConnection>(file);
}

}  // namespace bench
