#pragma once
// Pool: connections of one role, opened when they are first needed. Whoever finds none free waits,
// but not for ever. While the server is away callers are told so at once, and it is asked again at
// growing intervals. Any thread.

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "platform/store/postgres/connection.h"

namespace tw::store::postgres {

class Pool;

/// A connection until the end of the scope. A lost one is not given back.
class Lease {
 public:
  Lease(Pool& pool, std::unique_ptr<Connection> connection)
      : pool_{pool}, connection_{std::move(connection)} {}
  ~Lease();
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  Connection& operator*() { return *connection_; }
  Connection* operator->() { return connection_.get(); }
  /// Another connection in place of a lost one.
  void renew();

 private:
  Pool& pool_;
  std::unique_ptr<Connection> connection_;
};

class Pool {
 public:
  Pool(std::string uri, Role role, int size, sql::SqlRecorder& recorder)
      : uri_{std::move(uri)}, role_{role}, size_{size}, recorder_{recorder} {}

  /// AppError{busy}: "store.busy" when none becomes free in time, "store.unavailable" when the
  /// server cannot be reached.
  Lease take(std::chrono::milliseconds patience = usual_patience) {
    return {*this, take_connection(patience)};
  }

 private:
  friend class Lease;
  using SteadyClock = std::chrono::steady_clock;

  static constexpr std::chrono::milliseconds usual_patience{10'000};

  std::unique_ptr<Connection> take_connection(std::chrono::milliseconds patience);
  std::unique_ptr<Connection> open();
  void give_back(std::unique_ptr<Connection> connection) noexcept;

  const std::string uri_;
  const Role role_;
  const int size_;
  sql::SqlRecorder& recorder_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> free_;
  int open_ = 0;      // free and lent ones
  int failures_ = 0;  // attempts to connect since the last that went well
  SteadyClock::time_point next_attempt_ = SteadyClock::time_point::min();
};

}  // namespace tw::store::postgres
