#pragma once
// A connection's bytes, plain or TLS. Completions always arrive on the socket's loop, never inside
// the call that started them. One read and one write may be under way at once. Inner header of
// platform/http: the only one, with tls.h, that shows Asio. Threading: any thread may start an
// operation, as long as callers take turns; cut_off() may be called at any time.

#include <array>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tw::http {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using Socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;
using Pieces = std::array<asio::const_buffer, 2>;  // head and body, sent as one

/// Who owns a transport and hears of its operations.
class TransportUser {
 public:
  virtual ~TransportUser() = default;
  virtual void on_open(ErrorCode error) noexcept = 0;
  virtual void on_read(ErrorCode error, std::size_t count) noexcept = 0;
  virtual void on_written(ErrorCode error, std::size_t count) noexcept = 0;
};
using User = std::shared_ptr<TransportUser>;

enum class Direction : std::uint8_t { read, both };

class Transport {
 public:
  virtual ~Transport() = default;
  virtual void open(User user) = 0;                             // handshake; then on_open
  virtual void read(asio::mutable_buffer into, User user) = 0;  // some bytes; then on_read
  virtual void write(const Pieces& pieces, User user) = 0;      // some bytes; then on_written
  /// Sends what fits at once without waiting; error would_block when nothing does (always with
  /// TLS).
  virtual std::size_t try_write(const Pieces& pieces, ErrorCode& error) = 0;
  /// We have said all; the other side still may.
  virtual void end_writing() = 0;
  /// Ends what is under way (it completes with an error or end of file).
  virtual void cut_off(Direction direction) = 0;
  virtual bool is_secure() const = 0;
  /// Runs `work` on the socket's loop.
  virtual void on_loop(std::function<void()> work) = 0;
};

std::unique_ptr<Transport> plain_transport(Socket socket);
std::unique_ptr<Transport> tls_transport(Socket socket, asio::ssl::context& context);

/// TLS 1.2 or newer, ALPN http/1.1; AppError{internal, "http.bad_certificate"} {reason}.
std::unique_ptr<asio::ssl::context> make_tls_context(const std::string& certificate_file,
                                                     const std::string& key_file);

}  // namespace tw::http
