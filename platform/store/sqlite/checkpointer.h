#pragma once
// Checkpointer: moves the write-ahead log back into the file, mostly on a thread of its own, so
// that writers do not wait for it. Only when the log has grown far (readers always in it) the
// writing thread waits for readers and starts it anew.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "platform/store/sqlite/connection.h"

namespace tw::store::sqlite {

class Checkpointer {
 public:
  Checkpointer(Connection& writer, const std::string& path, const std::string& vfs,
               sql::SqlRecorder& recorder);
  /// Empties the log.
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// Called by the writing thread after each commit; false when a checkpoint failed to write.
  bool keep_up();

 private:
  static int committed(void* self, sqlite3*, const char*, int pages);
  void loop();
  void checkpoint(Connection& connection, int mode);

  Connection& writer_;
  Connection own_;
  int pages_ = 0;  // in the log after the last commit; writing thread only
  int restart_at_ = 0;
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool wanted_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace tw::store::sqlite
