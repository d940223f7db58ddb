#pragma once
// Node's HTTP server in a process of its own; ends with the object.

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace tw::http::testing {

class SecondOpinion {
 public:
  /// From the repository's root; `port()` is 0 where there is no pinned Node.
  SecondOpinion();
  ~SecondOpinion();
  SecondOpinion(const SecondOpinion&) = delete;
  SecondOpinion& operator=(const SecondOpinion&) = delete;

  std::uint16_t port() const { return port_; }
  /// What it saw on the connection that ended last; connections must come one after the other.
  std::string read_line();

 private:
  pid_t process_ = -1;
  int input_ = -1, output_ = -1;  // its ends that are ours
  std::uint16_t port_ = 0;
  std::string received_;
};

}  // namespace tw::http::testing
