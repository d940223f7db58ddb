#pragma once
// Bounded queue of blocking work and the threads that do it: the way from a socket's loop to a
// handler. push() never waits: it answers false when the queue is full or when its oldest job has
// waited too long, so overload is refused at the door instead of being served late. Thread-safe.
// Inner header of platform/http.

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/base/seams.h"

namespace tw::http {

class Job {
 public:
  virtual ~Job() = default;
  virtual void run() noexcept = 0;
};

class WorkerPool {
 public:
  struct Limits {
    int threads = 1;
    std::size_t queue = 64;
    int wait_ms = 0;  // 0: no limit on waiting
  };
  WorkerPool(const Limits& limits, const Clock& clock);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  void start();
  [[nodiscard]] bool push(std::shared_ptr<Job> job);
  /// Drops what waits, lets running jobs end, joins. Idempotent.
  void stop();

 private:
  struct Entry {
    std::shared_ptr<Job> job;
    std::int64_t queued_ms = 0;
    std::size_t ahead = 0;  // jobs before it when it came
  };
  void work();
  bool would_wait_too_long(std::int64_t now_ms) const;

  const Limits limits_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::vector<Entry> ring_;
  std::size_t first_ = 0, count_ = 0;
  double wait_per_job_ms_ = 1;  // what one job in the queue costs the next, as lately observed
  int sleeping_ = 0;
  bool waking_ = false;  // one thread is on its way; it wakes the next if there is more to do
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace tw::http
