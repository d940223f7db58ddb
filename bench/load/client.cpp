#include "bench/load/client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace bench {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

/// `Content-Length` of a head in whichever case it is written.
std::size_t length_in(std::string_view head) {
  constexpr std::string_view name = "\r\ncontent-length:";
  for (std::size_t at = 0; (at = head.find("\r\n", at)) != std::string_view::npos; at += 2) {
    if (head.size() - at < name.size()) break;
    std::size_t same = 0;
    while (same < name.size() && (head[at + same] | 0x20) == (name[same] | 0x20)) ++same;
    if (same == name.size()) return std::strtoull(head.data() + at + name.size(), nullptr, 10);
  }
  if (head.find(" 204 ") < 16) return 0;
  throw std::runtime_error{"the answer does not say how long it is: " + std::string{head}};
}

}  // namespace

Client::Client(std::uint16_t port) : buffer_(std::size_t{1} << 20, '\0') {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0) fail("socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    fail("connect");
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Client::~Client() {
  if (socket_ >= 0) ::close(socket_);
}

Client::Client(Client&& other) noexcept
    : socket_{std::exchange(other.socket_, -1)},
      buffer_{std::move(other.buffer_)},
      filled_{other.filled_},
      whole_{other.whole_},
      sent_at_{other.sent_at_} {}

void Client::send(std::string_view request) {
  filled_ = 0;
  whole_ = 0;
  sent_at_ = std::chrono::steady_clock::now();
  while (!request.empty()) {
    const ssize_t sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent < 0) fail("send");
    request.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::optional<Answer> Client::receive() {
  if (filled_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
  const ssize_t got = ::recv(socket_, buffer_.data() + filled_, buffer_.size() - filled_, 0);
  if (got < 0) fail("receive");
  if (got == 0) throw std::runtime_error{"the server closed the connection"};
  filled_ += static_cast<std::size_t>(got);
  if (whole_ == 0) read_head();
  if (whole_ == 0 || filled_ < whole_) return std::nullopt;
  const auto time = std::chrono::steady_clock::now() - sent_at_;
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
  constexpr std::size_t status_at = 9;  // after "HTTP/1.1 "
  return Answer{std::atoi(buffer_.data() + status_at), static_cast<std::uint32_t>(microseconds),
                whole_};
}

void Client::read_head() {
  const std::size_t end = text().find("\r\n\r\n");
  if (end == std::string_view::npos) return;
  whole_ = end + 4 + length_in(text().substr(0, end + 2));
}

}  // namespace bench
