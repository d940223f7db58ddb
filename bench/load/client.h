#pragma once
// One keep-alive connection: one request out, one answer in, measured. Written on bare sockets so
// that the loader takes as little as possible of the cores it shares with the server.
// One thread.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bench {

struct Answer {
  int status;
  std::uint32_t microseconds;
  std::size_t bytes;
};

class Client {
 public:
  explicit Client(std::uint16_t port);
  ~Client();
  Client(Client&& other) noexcept;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  int socket() const { return socket_; }
  void send(std::string_view request);
  /// Takes what has come; the answer once it is whole. Throws when the server closed or does not
  /// say how long its answer is.
  std::optional<Answer> receive();
  /// The last answer whole, head and body.
  std::string_view text() const { return {buffer_.data(), filled_}; }

 private:
  void read_head();

  int socket_ = -1;
  std::string buffer_;
  std::size_t filled_ = 0;
  std::size_t whole_ = 0;  // head and body; 0 until the head is there
  std::chrono::steady_clock::time_point sent_at_;
};

}  // namespace bench
