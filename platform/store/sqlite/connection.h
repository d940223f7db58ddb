#pragma once
// Connection: one SQLite handle with the settings we insist on and its prepared statements. Used by
// one thread at a time.

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/store/sql/answer_cache.h"
#include "platform/store/sql/recorder.h"
#include "platform/store/sql/statement.h"
#include "platform/store/sqlite/order_choice.h"

namespace tw::store::sqlite {

enum class Role : std::uint8_t {
  writer,  // the one connection that changes the file
  reader,  // query_only
  hostile  // a file of unknown origin, opened read-only to be verified
};

class Connection;

/// A prepared statement borrowed from its connection; reset and given back on destruction.
class Prepared {
 public:
  Prepared(sqlite3_stmt* statement, bool* in_use) : statement_{statement}, in_use_{in_use} {}
  Prepared(Prepared&& other) noexcept;
  Prepared& operator=(Prepared&&) = delete;
  ~Prepared();
  sqlite3_stmt* get() const { return statement_; }

 private:
  sqlite3_stmt* statement_;
  bool* in_use_;  // nullptr: not cached, finalised on destruction
};

class Connection {
 public:
  /// AppError "store.cannot_open" or "store.unsafe" when the file or a setting is not as it must
  /// be.
  Connection(const std::string& path, const std::string& vfs, Role role,
             sql::SqlRecorder& recorder);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  sqlite3* handle() const { return handle_; }
  /// At most 200 statements stay prepared; the one longest unused goes.
  Prepared prepare(std::string_view text);
  /// Runs one statement without parameters to its end.
  void run(std::string_view text);
  /// First column of the first row as text.
  std::string answer_of(std::string_view text);
  /// Reads the file through a map of it, which counts as memory of ours; or page by page.
  void map_file();
  void unmap_file();
  /// Is no transaction open? (Some errors end it behind our back.)
  bool idle() const { return sqlite3_get_autocommit(handle_) != 0; }
  OrderChoice& order_choice() { return order_choice_; }
  sql::AnswerCache& answers() { return answers_; }
  Role role() const { return role_; }
  /// Did a sync fail on this connection, ever?
  bool sync_failed() const { return sync_failed_; }

  /// Throws the AppError for what SQLite just reported.
  [[noreturn]] void fail(int code, const sql::Statement* statement = nullptr);

 private:
  struct Entry {
    std::string text;
    sqlite3_stmt* statement = nullptr;
    bool in_use = false;
  };

  void open(const std::string& path, const std::string& vfs, Role role);
  void configure(Role role);
  sqlite3_stmt* compile(std::string_view text);
  void shrink();

  const Role role_;
  sqlite3* handle_ = nullptr;
  sql::SqlRecorder& recorder_;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_text_;
  OrderChoice order_choice_;
  sql::AnswerCache answers_;
  bool sync_failed_ = false;
};

}  // namespace tw::store::sqlite
