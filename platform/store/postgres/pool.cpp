#include "platform/store/postgres/pool.h"

#include <algorithm>

#include "platform/base/log.h"

namespace tw::store::postgres {

using std::chrono::milliseconds;

Lease::~Lease() {
  if (connection_ != nullptr) pool_.give_back(std::move(connection_));
}

void Lease::renew() {
  pool_.give_back(std::move(connection_));
  connection_ = pool_.take_connection(Pool::usual_patience);
}

std::unique_ptr<Connection> Pool::take_connection(milliseconds patience) {
  std::vector<std::unique_ptr<Connection>> dead;  // closed outside the lock
  {
    std::unique_lock lock{mutex_};
    while (true) {
      if (!freed_.wait_for(lock, patience, [&] { return !free_.empty() || open_ < size_; })) {
        throw AppError(Errc::busy, "store.busy");
      }
      if (free_.empty()) break;
      // The one used last has the warmest caches.
      std::unique_ptr<Connection> connection = std::move(free_.back());
      free_.pop_back();
      if (connection->looks_alive()) return connection;
      --open_;
      dead.push_back(std::move(connection));
    }
    if (SteadyClock::now() < next_attempt_) unavailable();
    ++open_;
  }
  return open();
}

std::unique_ptr<Connection> Pool::open() {
  try {
    auto connection = std::make_unique<Connection>(uri_, role_, recorder_);
    const std::lock_guard lock{mutex_};
    failures_ = 0;
    next_attempt_ = SteadyClock::time_point::min();
    return connection;
  } catch (const std::exception& error) {
    const auto* refused = dynamic_cast<const CannotConnect*>(&error);
    logger::warn("store.cannot_connect", refused == nullptr ? error.what() : refused->reason());
    {
      const std::lock_guard lock{mutex_};
      --open_;
      failures_ = std::min(failures_ + 1, 6);
      next_attempt_ = SteadyClock::now() + milliseconds{25} * (1 << failures_);  // 50 ms … 1.6 s
    }
    freed_.notify_one();
    throw;
  }
}

void Pool::give_back(std::unique_ptr<Connection> connection) noexcept {
  {
    const std::lock_guard lock{mutex_};
    if (connection->lost())
      --open_;
    else
      free_.push_back(std::move(connection));
  }
  freed_.notify_one();
}

}  // namespace tw::store::postgres
