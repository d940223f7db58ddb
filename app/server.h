#pragma once
// `tradewind serve`: the API, the browser application and the health pages behind one port.

#include <atomic>
#include <string>

#include "app/app.h"

namespace tw::app {

class Site {
 public:
  explicit Site(App& app);
  /// API, health, metrics, or a file of the browser application (any other path is a page of it).
  http::Response handle(const http::Request& request);
  http::Response on_error(const http::Request& request, std::exception_ptr error) {
    return app_.api.on_error(request, error);
  }
  static http::Lane lane_of(http::Method method, std::string_view path);
  void set_draining() { draining_ = true; }
  void set_server(const http::Server* server) { server_ = server; }

 private:
  http::Response health(const http::Request& request) const;
  http::Response metrics() const;
  http::Response page(const http::Request& request) const;
  App& app_;
  const http::Server* server_ = nullptr;
  std::atomic<bool> draining_ = false;
};

/// Serves until SIGTERM or SIGINT, then drains; returns the exit code.
int serve(App& app);

}  // namespace tw::app
