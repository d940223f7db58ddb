#pragma once
// GET events: what happens, told to whoever listens (server-sent events). Threading: opened on
// worker threads, told on the threads of jobs and writes; a listener that lags is dropped, never
// waited for.

#include <memory>

#include "platform/api/call.h"

namespace tw::api {

class Events {
 public:
  explicit Events(const Services& services);

  /// `job` {id, state, progress} of the caller's own jobs (all, for administrators).
  http::Response open(const Call& call);

 private:
  struct Hub;
  std::shared_ptr<Hub> hub_;
};

}  // namespace tw::api
