#include "platform/store/sqlite/connection.h"

#include <utility>

#include "platform/base/check.h"
#include "platform/base/error.h"
#include "platform/store/sqlite/errors.h"
#include "platform/store/sqlite/functions.h"
#include "platform/store/sqlite/safety.h"

namespace tw::store::sqlite {
namespace {

constexpr std::size_t max_prepared = 200;
constexpr int busy_timeout_ms = 5000;

int open_flags(Role role) {
  const int access =
      role == Role::hostile ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  return access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
}

}  // namespace

Prepared::Prepared(Prepared&& other) noexcept
    : statement_{std::exchange(other.statement_, nullptr)},
      in_use_{std::exchange(other.in_use_, nullptr)} {}

Prepared::~Prepared() {
  if (statement_ == nullptr) return;
  if (in_use_ == nullptr) {
    sqlite3_finalize(statement_);
    return;
  }
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  *in_use_ = false;
}

Connection::Connection(const std::string& path, const std::string& vfs, Role role,
                       sql::SqlRecorder& recorder)
    : role_{role}, recorder_{recorder} {
  try {
    open(path, vfs, role);
    configure(role);
  } catch (const AppError&) {
    for (Entry& entry : entries_) sqlite3_finalize(entry.statement);
    sqlite3_close_v2(handle_);
    throw;
  }
}

Connection::~Connection() {
  for (Entry& entry : entries_) sqlite3_finalize(entry.statement);
  sqlite3_close_v2(handle_);
}

void Connection::open(const std::string& path, const std::string& vfs, Role role) {
  const int code = sqlite3_open_v2(path.c_str(), &handle_, open_flags(role),
                                   vfs.empty() ? nullptr : vfs.c_str());
  if (code != SQLITE_OK) {
    throw AppError(Errc::storage, "store.cannot_open", {{"reason", sqlite3_errstr(code)}});
  }
  // Before any other word to the file: the very first may meet a lock.
  sqlite3_busy_timeout(handle_, busy_timeout_ms);
  for (const auto& [option, value] :
       {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1}, std::pair{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        std::pair{SQLITE_DBCONFIG_ENABLE_FKEY, 1},
        // A plan does not depend on the values: prepared once means planned once.
        std::pair{SQLITE_DBCONFIG_ENABLE_QPSG, 1}, std::pair{SQLITE_DBCONFIG_DQS_DML, 0},
        std::pair{SQLITE_DBCONFIG_DQS_DDL, 0}}) {
    CHECK(sqlite3_db_config(handle_, option, value, nullptr) == SQLITE_OK);
  }
}

void Connection::configure(Role role) {
  if (role == Role::hostile) {
    run("PRAGMA cell_size_check = ON");  // not on our own file: it costs most of the time of a scan
    unmap_file();
    return;
  }
  register_functions(handle_);
  if (role == Role::writer) {
    run("PRAGMA page_size = 4096");  // counts only before the file has its first page
    const std::string mode = answer_of("PRAGMA journal_mode = WAL");
    if (mode != "wal") refuse("journal_mode=" + mode);
    run("PRAGMA wal_autocheckpoint = 0");  // writer.cpp and checkpointer.cpp see to it
  }
  run("PRAGMA synchronous = FULL");
  refuse_weak_sync(answer_of("PRAGMA synchronous"));
  run("PRAGMA foreign_keys = ON");
  map_file();
  run("PRAGMA temp_store = MEMORY");
  // The file is mapped: a larger cache only copies what the system holds already, and is slower.
  run("PRAGMA cache_size = -8000");
  if (role == Role::reader) run("PRAGMA query_only = ON");
}

sqlite3_stmt* Connection::compile(std::string_view text) {
  recorder_.record(text);
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, text.data(), static_cast<int>(text.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) fail(code);
  CHECK(statement != nullptr);
  return statement;
}

Prepared Connection::prepare(std::string_view text) {
  if (const auto found = by_text_.find(text); found != by_text_.end()) {
    Entry& entry = *found->second;
    if (entry.in_use) return {compile(text), nullptr};
    entries_.splice(entries_.begin(), entries_, found->second);
    entry.in_use = true;
    return {entry.statement, &entry.in_use};
  }
  sqlite3_stmt* statement = compile(text);
  entries_.push_front({std::string{text}, statement, true});
  by_text_.emplace(entries_.front().text, entries_.begin());
  shrink();
  return {statement, &entries_.front().in_use};
}

void Connection::shrink() {
  for (auto entry = entries_.end(); entries_.size() > max_prepared && entry != entries_.begin();) {
    --entry;
    if (entry->in_use) continue;
    by_text_.erase(entry->text);
    sqlite3_finalize(entry->statement);
    entry = entries_.erase(entry);
  }
}

void Connection::run(std::string_view text) {
  const Prepared statement = prepare(text);
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(statement.get());
  if (code != SQLITE_DONE) fail(code);
}

void Connection::map_file() { run("PRAGMA mmap_size = 1073741824"); }
void Connection::unmap_file() { run("PRAGMA mmap_size = 0"); }

std::string Connection::answer_of(std::string_view text) {
  const Prepared statement = prepare(text);
  const int code = sqlite3_step(statement.get());
  if (code != SQLITE_ROW) fail(code);
  const auto* answer = reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 0));
  return answer == nullptr ? std::string{} : std::string{answer};
}

void Connection::fail(int code, const sql::Statement* statement) {
  if (is_sync_failure(code)) sync_failed_ = true;
  raise(handle_, code, statement);
}

}  // namespace tw::store::sqlite
