#pragma once
// A client that sends bytes as they are: tests must be able to break every rule of the protocol.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

#include "platform/base/error.h"
#include "platform/http/http.h"

namespace tw::http::testing {

struct Answer {
  int status = 0;  // 0: the connection ended first
  std::string head, body;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string{} : found->second;
  }
};

class RawClient {
 public:
  /// `from`: the address to come from, "127.0.0.2"; empty: the usual one.
  explicit RawClient(std::uint16_t port, int receive_buffer = 0, const std::string& from = {})
      : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
    if (receive_buffer > 0) {
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    const auto* address = reinterpret_cast<const sockaddr*>(&where);
    if (!from.empty()) {
      where.sin_addr.s_addr = ::inet_addr(from.c_str());
      EXPECT_EQ(::bind(socket_, address, sizeof where), 0) << from;
    }
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, address, sizeof where) == 0;
  }
  ~RawClient() { close(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return connected_; }
  int descriptor() const { return socket_; }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  void end_writing() { ::shutdown(socket_, SHUT_WR); }

  /// False when the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  Answer ask(std::string_view bytes) {
    send(bytes);
    return read_answer();
  }

  Answer read_answer() {
    Answer answer;
    auto end = std::string::npos;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
      if (!receive()) return answer;
    }
    answer.head = received_.substr(0, end + 2);
    received_.erase(0, end + 4);
    parse_head(answer);
    if (answer.status == 100 || answer.status == 204 || answer.status == 304) return answer;
    if (answer.headers.contains("content-length")) {
      const auto length = std::stoul(answer.headers["content-length"]);
      while (received_.size() < length && receive()) {
      }
      answer.body = received_.substr(0, length);
      received_.erase(0, length);
    }
    return answer;
  }

  /// Everything until the server closes.
  std::string read_all() {
    while (receive()) {
    }
    std::string all;
    all.swap(received_);
    return all;
  }

  /// Reads until `text` has come; false when the connection ended first.
  bool read_until(std::string_view text) {
    while (received_.find(text) == std::string::npos) {
      if (!receive()) return false;
    }
    return true;
  }

  /// True when the server closes without another byte.
  bool closed_by_server() { return received_.empty() && !receive() && !patience_ended_; }

  std::string& received() { return received_; }

 private:
  bool receive() {
    char piece[16384];
    const ssize_t count = ::recv(socket_, piece, sizeof piece, 0);
    patience_ended_ = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (count <= 0) return false;
    received_.append(piece, static_cast<std::size_t>(count));
    return true;
  }

  static void parse_head(Answer& answer) {
    if (answer.head.size() > 12)
      answer.status = static_cast<int>(std::strtol(answer.head.c_str() + 9, nullptr, 10));
    std::size_t at = answer.head.find("\r\n") + 2;
    while (at < answer.head.size()) {
      const auto end = answer.head.find("\r\n", at);
      const auto colon = answer.head.find(": ", at);
      if (colon < end) {
        std::string name = answer.head.substr(at, colon - at);
        for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        answer.headers[name] = answer.head.substr(colon + 2, end - colon - 2);
      }
      at = end + 2;
    }
  }

  int socket_;
  bool connected_ = false, patience_ended_ = false;
  std::string received_;
};

inline Response text(std::string body, int status = 200) {
  Response response;
  response.status = status;
  response.header("Content-Type", "text/plain");
  response.body = std::move(body);
  return response;
}

/// What the real on_error does, in small: the code as body.
inline Response show_error(const Request&, std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const AppError& app) {
    const int status = app.kind() == Errc::busy          ? 503
                       : app.kind() == Errc::too_large   ? 413
                       : app.kind() == Errc::not_found   ? 404
                       : app.kind() == Errc::bad_request ? 400
                                                         : 500;
    return text(app.code(), status);
  } catch (const std::exception& other) {
    return text(other.what(), 500);
  } catch (...) {
    return text("unknown", 500);
  }
}

inline Lane lane_by_path(Method, std::string_view path) {
  if (path == "/health") return Lane::health;
  if (path == "/page") return Lane::memory;
  return path == "/login" ? Lane::slow : Lane::normal;
}

inline ServerOptions quick_options() {
  ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.workers = 2;
  return options;
}

inline std::int64_t milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               start)
      .count();
}

}  // namespace tw::http::testing
