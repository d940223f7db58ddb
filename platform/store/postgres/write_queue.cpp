#include "platform/store/postgres/write_queue.h"

#include <algorithm>

#include "platform/base/error.h"

namespace tw::store::postgres {
namespace {

constexpr auto wanted_for = std::chrono::seconds{1};

}  // namespace

void WriteQueue::note_meeting() {
  const std::lock_guard lock{mutex_};
  wanted_until_ = std::chrono::steady_clock::now() + wanted_for;
}

bool WriteQueue::is_wanted() const {
  const std::lock_guard lock{mutex_};
  return led_ || std::chrono::steady_clock::now() < wanted_until_;
}

bool WriteQueue::enter(Write& write, TimePoint until) {
  using State = Write::State;
  std::unique_lock lock{mutex_};
  if (!led_) {
    led_ = true;
    return true;
  }
  waiting_.push_back(&write);
  write.wake.wait_until(lock, until, [&] { return write.state != State::waiting; });
  if (write.state == State::waiting) {
    waiting_.erase(std::find(waiting_.begin(), waiting_.end(), &write));
    write.error = std::make_exception_ptr(AppError(Errc::busy, "store.busy"));
    return false;
  }
  write.wake.wait(lock, [&] { return write.state != State::taken; });
  return write.state == State::leading;
}

bool WriteQueue::anyone_waits() const {
  const std::lock_guard lock{mutex_};
  return !waiting_.empty();
}

Write* WriteQueue::take() {
  const std::lock_guard lock{mutex_};
  if (waiting_.empty()) return nullptr;
  Write* next = waiting_.front();
  waiting_.pop_front();
  next->state = Write::State::taken;
  return next;
}

void WriteQueue::leave(const std::vector<Write*>& answered) {
  const std::lock_guard lock{mutex_};
  for (Write* write : answered) {
    if (write->state != Write::State::taken) continue;  // the leader itself
    write->state = Write::State::answered;
    write->wake.notify_one();  // under the lock: its owner may leave as soon as that is free
  }
  led_ = !waiting_.empty();
  if (!led_) return;
  Write& next = *waiting_.front();
  waiting_.pop_front();
  next.state = Write::State::leading;
  next.wake.notify_one();
}

}  // namespace tw::store::postgres
