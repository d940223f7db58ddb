#pragma once
// What all connections of one server share. Inner header of platform/http.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>

#include "platform/base/seams.h"
#include "platform/http/http.h"
#include "platform/http/peers.h"
#include "platform/http/worker_pool.h"

namespace tw::http {

struct Service {
  Service(const ServerOptions& options, Handler handler,
          std::function<Response(const Request&, std::exception_ptr)> on_error,
          std::function<Lane(Method, std::string_view)> lane_of);

  WorkerPool& pool(Lane lane) {
    switch (lane) {
      case Lane::slow: return slow;
      case Lane::memory: return memory;
      case Lane::health: return health;
      case Lane::normal: break;
    }
    return normal;
  }

  const ServerOptions options;
  const Handler handler;
  const std::function<Response(const Request&, std::exception_ptr)> on_error;
  const std::function<Lane(Method, std::string_view)> lane_of;
  const std::unique_ptr<Clock> clock;
  WorkerPool normal, slow, memory, health;
  Peers peers;

  std::atomic<bool> stopping = false;
  std::atomic<std::uint64_t> requests = 0, rejected = 0, bytes_out = 0;

  void connection_opened();
  void connection_closed();
  std::uint64_t connections_open() const { return open_.load(std::memory_order_relaxed); }
  /// False when some connection is still open after that time.
  bool wait_until_closed(int timeout_ms);

 private:
  std::atomic<std::uint64_t> open_ = 0;
  std::mutex mutex_;
  std::condition_variable all_closed_;
};

}  // namespace tw::http
