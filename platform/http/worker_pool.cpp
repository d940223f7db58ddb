#include "platform/http/worker_pool.h"

#include <algorithm>
#include <utility>

namespace tw::http {

WorkerPool::WorkerPool(const Limits& limits, const Clock& clock)
    : limits_{limits}, clock_{clock}, ring_(std::max<std::size_t>(limits.queue, 1)) {}

WorkerPool::~WorkerPool() { stop(); }

void WorkerPool::start() {
  for (int i = 0; i < std::max(limits_.threads, 1); ++i) threads_.emplace_back([this] { work(); });
}

bool WorkerPool::push(std::shared_ptr<Job> job) {
  const std::int64_t now = clock_.monotonic_ms();
  bool wake = false;
  {
    const std::lock_guard lock{mutex_};
    if (stopping_ || count_ == ring_.size()) return false;
    if (limits_.wait_ms > 0 && count_ > 0 && now - ring_[first_].queued_ms > limits_.wait_ms)
      return false;
    ring_[(first_ + count_) % ring_.size()] = {std::move(job), now};
    ++count_;
    // A wake-up is a system call: while one thread is already coming, the next job can wait for it.
    wake = sleeping_ > 0 && !waking_;
    if (wake) waking_ = true;
  }
  if (wake) ready_.notify_one();
  return true;
}

void WorkerPool::work() {
  std::unique_lock lock{mutex_};
  for (;;) {
    while (count_ == 0 && !stopping_) {
      ++sleeping_;
      ready_.wait(lock);
      --sleeping_;
      waking_ = false;
    }
    if (stopping_) return;
    std::shared_ptr<Job> job = std::move(ring_[first_].job);
    first_ = (first_ + 1) % ring_.size();
    --count_;
    const bool wake = count_ > 0 && sleeping_ > 0 && !waking_;
    if (wake) waking_ = true;
    lock.unlock();
    if (wake) ready_.notify_one();
    job->run();
    job.reset();
    lock.lock();
  }
}

void WorkerPool::stop() {
  std::vector<Entry> dropped;
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    count_ = 0;
    dropped.swap(ring_);
    ring_.resize(1);
  }
  ready_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace tw::http
