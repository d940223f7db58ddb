#pragma once
// Writer: the one thread that changes the file. It takes all waiting writes, runs each inside a
// savepoint of one common transaction, commits once (one fsync for all) and only then answers them
// (group commit).
//
// Invariants: nobody is answered before the COMMIT that holds their change came back. A failed
// COMMIT fails all of its group. After a failed sync the database is read-only until restart: what
// the kernel dropped cannot be written again.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "platform/base/error.h"
#include "platform/store/sqlite/checkpointer.h"
#include "platform/store/sqlite/index_merge.h"
#include "platform/store/sqlite/session.h"

namespace tw::store::sqlite {

class Writer {
 public:
  using Body = std::function<void(Transaction&)>;

  Writer(const std::string& path, const std::string& vfs, sql::SqlRecorder& recorder);
  /// Finishes what is queued.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Waits until the change is durable; throws what `body` threw, or why it could not be committed.
  void write(const Body& body);
  /// Runs `body` on the writing thread between two groups, outside any transaction.
  void alone(const std::function<void(Connection&)>& body);
  bool read_only() const { return read_only_.load(); }

 private:
  struct Job {
    const Body* body = nullptr;                               // either …
    const std::function<void(Connection&)>* alone = nullptr;  // … or
    std::exception_ptr error;
    std::vector<std::function<void()>> actions;
    bool answered = false;  // guarded by mutex_
  };

  void submit(Job& job);
  void loop();
  Job* take_one();
  void run_alone(Job& job);
  void run_group(Job* first);
  enum class Undo : std::uint8_t { by_transaction, by_savepoint };
  void run_inside(Job& job, Undo undo);
  std::optional<AppError> begin();
  std::optional<AppError> write_words();
  std::optional<AppError> commit();
  void roll_back();
  void answer(const std::vector<Job*>& jobs);
  void note_sync_failure();
  void refresh_statistics();
  void tidy_up(const std::function<bool()>& called);

  Connection connection_;
  SqliteSession session_;
  Checkpointer checkpointer_;
  IndexMerge index_merge_;
  std::int64_t changes_seen_ = 0;
  bool untidy_ = true;  // the full-text index may have segments to merge; writing thread only
  std::atomic<bool> read_only_{false};
  std::mutex mutex_;
  std::condition_variable filled_, answered_;
  std::deque<Job*> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tw::store::sqlite
