#include "platform/store/sqlite/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "platform/base/error.h"

namespace tw::store::sqlite {
namespace {

constexpr int pages_at_once = 1024;

[[noreturn]] void failed(const std::string& reason) {
  throw AppError(Errc::storage, "store.backup_failed", {{"reason", reason}});
}

/// A handle for a file that is written once; none of the server's settings matter to it.
class PlainFile {
 public:
  PlainFile(const std::string& path, int flags) {
    const int code = sqlite3_open_v2(path.c_str(), &handle_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    if (code != SQLITE_OK) {
      sqlite3_close_v2(handle_);
      failed(path + ": " + sqlite3_errstr(code));
    }
  }
  ~PlainFile() { sqlite3_close_v2(handle_); }
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;
  sqlite3* get() const { return handle_; }

 private:
  sqlite3* handle_ = nullptr;
};

void copy_pages(sqlite3* target, sqlite3* source) {
  sqlite3_backup* backup = sqlite3_backup_init(target, "main", source, "main");
  if (backup == nullptr) failed(sqlite3_errmsg(target));
  int code = SQLITE_OK;
  while (code == SQLITE_OK) code = sqlite3_backup_step(backup, pages_at_once);
  const int finished = sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE) failed(sqlite3_errstr(code));
  if (finished != SQLITE_OK) failed(sqlite3_errstr(finished));
}

void sync(const std::string& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0 || ::fsync(file) != 0) {
    const std::string reason = path + ": " + std::strerror(errno);
    if (file >= 0) ::close(file);
    failed(reason);
  }
  ::close(file);
}

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

/// Whatever stands in the file, these settings keep it from running code of its own while it is
/// looked at.
void verify(const std::string& path) {
  sql::SqlRecorder nothing{""};
  std::vector<std::string> faults;
  try {
    Connection file{path, "", Role::hostile, nothing};
    faults = findings(file);
    if (file.answer_of("SELECT count(*) FROM sqlite_schema WHERE type IN ('trigger', 'view')") !=
        "0") {
      faults.emplace_back("it holds triggers or views, which are none of ours");
    }
  } catch (const AppError& error) {
    faults.emplace_back(error.code());
  }
  if (!faults.empty())
    throw AppError(Errc::invalid, "store.backup_damaged", {{"reason", faults.front()}});
}

}  // namespace

std::vector<std::string> findings(Connection& connection) {
  std::vector<std::string> found;
  {
    const Prepared check = connection.prepare("PRAGMA quick_check(20)");
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(check.get())) == SQLITE_ROW) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(check.get(), 0));
      if (text != nullptr && std::string_view{text} != "ok") found.emplace_back(text);
    }
    if (code != SQLITE_DONE) connection.fail(code);
  }
  const Prepared keys = connection.prepare("PRAGMA foreign_key_check");
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(keys.get())) == SQLITE_ROW && found.size() < 40) {
    const auto* table = reinterpret_cast<const char*>(sqlite3_column_text(keys.get(), 0));
    const auto* parent = reinterpret_cast<const char*>(sqlite3_column_text(keys.get(), 2));
    found.push_back(std::string{table} + " row " +
                    std::to_string(sqlite3_column_int64(keys.get(), 1)) +
                    " refers to a missing record of " + (parent == nullptr ? "?" : parent));
  }
  if (code != SQLITE_DONE && code != SQLITE_ROW) connection.fail(code);
  return found;
}

void copy_to_file(Connection& source, const std::string& path) {
  const std::string part = path + ".part";
  ::unlink(part.c_str());
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) failed(part + ": " + std::strerror(errno));
  ::close(file);
  try {
    // The open read transaction pins one snapshot, so the copy never starts over however much is
    // written meanwhile.
    source.run("BEGIN");
    source.answer_of("SELECT count(*) FROM sqlite_schema");
    {
      const PlainFile target{part, SQLITE_OPEN_READWRITE};
      copy_pages(target.get(), source.handle());
      // One file that stands alone, without a log beside it.
      if (sqlite3_exec(target.get(), "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr) !=
          SQLITE_OK) {
        failed(sqlite3_errmsg(target.get()));
      }
    }
    source.run("COMMIT");
    verify(part);
  } catch (const AppError&) {
    if (!source.idle()) source.run("ROLLBACK");
    ::unlink(part.c_str());
    throw;
  }
  sync(part, O_RDONLY);
  if (std::rename(part.c_str(), path.c_str()) != 0) failed(path + ": " + std::strerror(errno));
  sync(directory_of(path), O_RDONLY | O_DIRECTORY);
}

void copy_from_file(Connection& target, const std::string& path) {
  verify(path);
  const PlainFile source{path, SQLITE_OPEN_READONLY};
  copy_pages(target.handle(), source.get());
}

}  // namespace tw::store::sqlite
