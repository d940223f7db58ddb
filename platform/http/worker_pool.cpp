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
    if (would_wait_too_long(now)) return false;
    ring_[(first_ + count_) % ring_.size()] = {std::move(job), now, count_};
    ++count_;
    // A wake-up is a system call: while one thread is already coming, the next job can wait for it.
    wake = sleeping_ > 0 && !waking_;
    if (wake) waking_ = true;
  }
  if (wake) ready_.notify_one();
  return true;
}

bool WorkerPool::would_wait_too_long(std::int64_t now_ms) const {
  if (limits_.wait_ms <= 0 || count_ == 0) return false;
  const bool stuck = now_ms - ring_[first_].queued_ms > limits_.wait_ms;
  return stuck || static_cast<double>(count_) * wait_per_job_ms_ > limits_.wait_ms;
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
    Entry& entry = ring_[first_];
    const auto waited = static_cast<double>(clock_.monotonic_ms() - entry.queued_ms);
    wait_per_job_ms_ += (waited / static_cast<double>(entry.ahead + 1) - wait_per_job_ms_) / 16;
    std::shared_ptr<Job> job = std::move(entry.job);
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
