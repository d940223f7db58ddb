#pragma once
// Lane: lets one at a time pass, in the order they came. Unlike a mutex it is fair: who has met
// others again and again must not be overtaken for ever. Any thread.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>

namespace tw::store::postgres {

class Lane {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// A place in the lane; left at the end of the scope.
  class Place {
   public:
    explicit Place(Lane& lane) : lane_{lane} {}
    ~Place() { leave(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    bool taken() const { return taken_; }
    void close() { lane_.closed_ = true; }
    /// False when its turn did not come before `until`.
    bool take(TimePoint until) { return taken_ = taken_ || lane_.enter(until); }
    void leave() {
      if (taken_) lane_.leave();
      taken_ = false;
    }

   private:
    Lane& lane_;
    bool taken_ = false;
  };

  bool closed() const { return closed_; }

 private:
  bool enter(TimePoint until) {
    std::unique_lock lock{mutex_};
    if (!busy_) return busy_ = true;
    Waiting self;
    waiting_.push_back(&self);
    if (self.wake.wait_until(lock, until, [&] { return self.turn; })) return true;
    waiting_.remove(&self);
    return false;
  }
  /// Hands on to the first who waits.
  void leave() {
    const std::lock_guard lock{mutex_};
    closed_ = false;
    busy_ = !waiting_.empty();
    if (!busy_) return;
    Waiting& next = *waiting_.front();
    waiting_.pop_front();
    next.turn = true;
    next.wake.notify_one();
  }

  struct Waiting {
    std::condition_variable wake;
    bool turn = false;
  };
  std::mutex mutex_;
  std::list<Waiting*> waiting_;
  bool busy_ = false;
  std::atomic<bool> closed_{false};
};

}  // namespace tw::store::postgres
