#pragma once
// WriteQueue: where writes wait that would meet each other. The first of them leads: it runs its
// own and those that wait, one after the other in one transaction, and one COMMIT vouches for all.
// In the order they came, so that who has met others again and again is not overtaken for ever. Any
// thread.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

#include "platform/store/database.h"

namespace tw::store::postgres {

struct Write {
  explicit Write(const std::function<void(Transaction&)>& its_body) : body{its_body} {}
  const std::function<void(Transaction&)>& body;
  std::vector<std::function<void()>> actions;  // to run after COMMIT
  std::exception_ptr error;

 private:
  friend class WriteQueue;
  enum class State : std::uint8_t { waiting, taken, leading, answered };
  State state = State::waiting;
  std::condition_variable wake;
};

class WriteQueue {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// Two writes met: for a while all go through the queue, since trying side by side would only
  /// wear them out.
  void note_meeting();
  bool is_wanted() const;
  /// True when the caller is to lead now. False when its write has been answered, or was not
  /// reached before `until`: AppError{busy, "store.busy"} is its error then.
  bool enter(Write& write, TimePoint until);
  bool anyone_waits() const;
  /// For the leader: the next that waits, or nullptr. It must be answered.
  Write* take();
  /// The leader's last act: the others of its group are answered, and the next one leads.
  void leave(const std::vector<Write*>& answered);

 private:
  mutable std::mutex mutex_;
  std::deque<Write*> waiting_;
  bool led_ = false;
  TimePoint wanted_until_ = TimePoint::min();
};

}  // namespace tw::store::postgres
