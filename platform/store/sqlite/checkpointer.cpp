#include "platform/store/sqlite/checkpointer.h"

#include "platform/base/log.h"

namespace tw::store::sqlite {
namespace {

constexpr int begin_pages = 1000;     // 4 MB: the thread starts
constexpr int restart_pages = 16000;  // 64 MB: the writer helps
constexpr int patience_ms = 200;      // how long the writer then waits for readers
constexpr int usual_timeout_ms = 5000;

}  // namespace

Checkpointer::Checkpointer(Connection& writer, const std::string& path, const std::string& vfs,
                           sql::SqlRecorder& recorder)
    : writer_{writer},
      own_{path, vfs, Role::writer, recorder},
      restart_at_{restart_pages},
      thread_{[this] { loop(); }} {
  sqlite3_wal_hook(writer_.handle(), &Checkpointer::committed, this);
}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
  sqlite3_wal_hook(writer_.handle(), nullptr, nullptr);
  if (!failed_.load() && !writer_.sync_failed()) checkpoint(writer_, SQLITE_CHECKPOINT_TRUNCATE);
}

int Checkpointer::committed(void* self, sqlite3*, const char*, int pages) {
  static_cast<Checkpointer*>(self)->pages_ = pages;
  return SQLITE_OK;
}

bool Checkpointer::keep_up() {
  if (failed_.load()) return false;
  if (pages_ < begin_pages) {
    restart_at_ = restart_pages;
    return true;
  }
  if (pages_ >= restart_at_) {
    sqlite3_busy_timeout(writer_.handle(), patience_ms);
    checkpoint(writer_, SQLITE_CHECKPOINT_RESTART);
    sqlite3_busy_timeout(writer_.handle(), usual_timeout_ms);
    restart_at_ = pages_ + begin_pages;  // a reader stayed? not again at once
    return !failed_.load();
  }
  {
    const std::lock_guard lock{mutex_};
    wanted_ = true;
  }
  wake_.notify_one();
  return true;
}

void Checkpointer::loop() {
  while (true) {
    {
      std::unique_lock lock{mutex_};
      wake_.wait(lock, [&] { return wanted_ || stopping_; });
      if (stopping_) return;
      wanted_ = false;
    }
    checkpoint(own_, SQLITE_CHECKPOINT_PASSIVE);
  }
}

void Checkpointer::checkpoint(Connection& connection, int mode) {
  const int code = sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, mode, nullptr, nullptr);
  const int family = code & 0xff;
  // Busy is ordinary, and a full disk passes; anything else means that the file could not be
  // written.
  if (family == SQLITE_OK || family == SQLITE_BUSY || family == SQLITE_LOCKED ||
      family == SQLITE_FULL)
    return;
  logger::error("store.checkpoint", sqlite3_errstr(code));
  failed_.store(true);
}

}  // namespace tw::store::sqlite
