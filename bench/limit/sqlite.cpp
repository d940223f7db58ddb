#include <sqlite3.h>

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

class SqliteStatement final : public Statement {
 public:
  SqliteStatement(sqlite3* database, const Operation& operation)
      : database_{database}, one_row_{operation.one_row || operation.writes} {
    if (sqlite3_prepare_v3(database, operation.sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT,
                           &statement_, nullptr) != SQLITE_OK)
      fail(database);
    for (int i = 0; i < sqlite3_column_count(statement_); ++i)
      names_.push_back("\"" + std::string{sqlite3_column_name(statement_, i)} + "\":");
  }
  ~SqliteStatement() override { sqlite3_finalize(statement_); }
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  std::size_t run(const std::vector<std::string>& parameters, std::string& json) override {
    if (!one_row_) json += "{\"value\":[";
    const std::size_t rows = walk(parameters, [&](std::size_t row) {
      if (row > 0) json += ',';
      append_row(json);
    });
    if (!one_row_) json += "]}";
    return rows;
  }

  std::size_t step(const std::vector<std::string>& parameters) override {
    return walk(parameters, [&](std::size_t) {
      for (int i = 0; i < static_cast<int>(names_.size()); ++i)
        if (sqlite3_column_type(statement_, i) == SQLITE_TEXT) sqlite3_column_text(statement_, i);
    });
  }

 private:
  template <typename OnRow>
  std::size_t walk(const std::vector<std::string>& parameters, OnRow on_row) {
    for (std::size_t i = 0; i < parameters.size(); ++i)
      bind(statement_, static_cast<int>(i + 1), parameters[i]);
    std::size_t rows = 0;
    int code = sqlite3_step(statement_);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement_)) on_row(rows++);
    sqlite3_reset(statement_);
    if (code != SQLITE_DONE) fail(database_);
    return rows;
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
  bool one_row_;
  std::vector<std::string> names_;
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
