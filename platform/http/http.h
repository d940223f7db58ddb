#pragma once
// The only window to the network: HTTP/1.1 (and TLS) on an Asio loop, handlers as plain blocking
// functions on a bounded worker pool. Knows no records, no users.
// Threading: handlers run on worker threads, several at once. Full queue → 503 with Retry-After,
// never a wait.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/config.h"
#include "platform/base/seams.h"

namespace tw::http {

/// A HEAD request reaches handlers as `get`: http sends the head of that answer without its body.
enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };

/// A request whole: body read, limits kept. Header names compare case-insensitively.
struct Request {
  Method method = Method::get;
  std::string target;              // as sent: path and query, still percent-encoded
  std::string_view path() const;   // part of target before '?', still percent-encoded
  std::string_view query() const;  // after '?', still percent-encoded
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string id;    // request id, answered as X-Request-Id
  std::string peer;  // remote address as the socket knows it
  bool secure = false;
  /// First header of that name; empty when absent.
  std::string_view header(std::string_view name) const;
  std::string_view cookie(std::string_view name) const;
};

/// Percent-decodes; `+` stays `+` (OData is not a form). False on a bad escape or a NUL.
bool percent_decode(std::string_view in, std::string& out);
std::string percent_encode(std::string_view text);

/// Keeps an event stream open; lives as long as the client does. Thread-safe.
class EventStream {
 public:
  virtual ~EventStream() = default;
  /// False once the client has gone or lags more than its buffer allows.
  virtual bool send(std::string_view event, std::string_view data) = 0;
};

struct Response {
  int status = 200;
  /// Without Content-Length, Date, Connection.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  /// When set, sent instead of `body` without copying; must outlive the server.
  std::string_view static_body;
  /// When set, streamed from disk with flat memory; obeys Range and If-Range.
  std::string file_path;
  /// When set the answer is an SSE stream: called once, on the worker, with the open stream.
  std::function<void(std::shared_ptr<EventStream>)> on_stream;
  /// The body is a secret: nobody may keep it for a repeated request.
  bool shown_once = false;
  void header(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
  }
};

using Handler = std::function<Response(const Request&)>;

/// Which pool serves a request: logins are slow by intent and must not starve the rest; what is
/// answered from memory does not queue behind who waits for the database; health is always
/// answered.
enum class Lane : std::uint8_t { normal, slow, memory, health };

struct ServerOptions {
  std::string listen = "127.0.0.1:8080";
  int workers = 4;
  int slow_workers = 1;            // one hashing thread, see security.md R13
  std::size_t queue_limit = 1024;  // normal lane, and that of what lies in memory
  std::size_t slow_queue_limit = 32;
  std::size_t max_body_bytes = 32u << 20;
  std::size_t max_header_bytes = 16u << 10;
  int header_timeout_ms = 10'000;
  int body_min_bytes_per_second = 1024;
  int idle_timeout_ms = 75'000;
  int queue_wait_ms = 300;  // normal lane: who would wait longer gets 503 at once; 0: no limit
  int io_threads = 0;       // 0: one for each four cores
  std::size_t max_connections = 16'384;
  /// Half of all, since behind a proxy everybody is one peer. Whoever has more is closed at once.
  std::size_t max_connections_per_peer = 8'192;
  std::size_t stream_buffer_bytes = 256u << 10;  // a client that lags more is cut off
  std::string tls_certificate, tls_key;
};

class Server {
 public:
  /// `handler` may throw: an AppError or any exception becomes `on_error`'s answer, the process
  /// lives on (R28). `on_error` and `lane_of` also run on the I/O thread (for http.busy and
  /// http.body_too_large): they must not block.
  Server(const ServerOptions& options, Handler handler,
         std::function<Response(const Request&, std::exception_ptr)> on_error,
         std::function<Lane(Method, std::string_view path)> lane_of);
  ~Server();
  /// Binds and starts threads; AppError "http.cannot_listen" {address, reason},
  /// "http.bad_certificate" {file, reason}.
  void start();
  /// The port really bound (for `--listen 127.0.0.1:0`).
  std::uint16_t port() const;
  /// Stops accepting, lets requests in flight finish for at most `grace_ms`, then closes. R26.
  /// Returns when no handler runs any more. Not from a handler.
  void stop(int grace_ms = 10'000);

  struct Statistics {
    std::uint64_t requests, rejected, connections_open, bytes_out;
  };
  Statistics statistics() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Adds nosniff, CSP, Referrer-Policy, COOP and (secure) HSTS. `page` also gets the policy for HTML
/// pages.
enum class Body : std::uint8_t { data, page };
void add_security_headers(Response& response, Body kind, bool secure);

}  // namespace tw::http
