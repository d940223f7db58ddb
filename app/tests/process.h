#pragma once
// The real program as a process of its own, and a client for its port.

#include <sys/types.h>

#include <string>
#include <vector>

#include "platform/http/tests/raw_client.h"

namespace tw::testkit {

/// $TRADEWIND_BINARY, else the program beside the test; empty when neither is there.
std::string program();

struct Outcome {
  int code = -1;
  std::string out, err;
};

/// Runs a command to its end.
Outcome run(const std::vector<std::string>& arguments);

/// `tradewind serve` on a free port.
class ServerProcess {
 public:
  explicit ServerProcess(const std::string& data, const std::vector<std::string>& more = {});
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  std::uint16_t port() const { return port_; }  // 0: it did not come up
  void signal(int number) const;
  /// Waits for its end; the exit code, or -signal.
  int wait();
  /// Sends one request on a connection of its own; status 0 when there was no answer.
  http::testing::Answer ask(const std::string& method, const std::string& target,
                            const std::string& key = {}, const std::string& body = {}) const;

 private:
  pid_t process_ = -1;
  int output_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace tw::testkit
