#include <openssl/ssl.h>
#include <sys/socket.h>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <cstring>
#include <string_view>
#include <utility>

#include "platform/base/error.h"
#include "platform/http/transport.h"

namespace tw::http {
namespace {

// The TLS engine is not safe to share, so every operation starts on the socket's loop.
class TlsTransport final : public Transport {
 public:
  TlsTransport(Socket socket, asio::ssl::context& context)
      : stream_{std::move(socket), context}, descriptor_{stream_.next_layer().native_handle()} {}

  void open(User user) override {
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [user = std::move(user)](ErrorCode error) { user->on_open(error); });
  }

  void read(asio::mutable_buffer into, User user) override {
    asio::dispatch(stream_.get_executor(), [this, into, user = std::move(user)]() mutable {
      stream_.async_read_some(into, [user = std::move(user)](ErrorCode error, std::size_t count) {
        user->on_read(error, count);
      });
    });
  }

  void write(const Pieces& pieces, User user) override {
    asio::dispatch(stream_.get_executor(), [this, pieces, user = std::move(user)]() mutable {
      stream_.async_write_some(pieces,
                               [user = std::move(user)](ErrorCode error, std::size_t count) {
                                 user->on_written(error, count);
                               });
    });
  }

  std::size_t try_write(const Pieces&, ErrorCode& error) override {
    error = asio::error::would_block;
    return 0;
  }

  // No close_notify: every answer says its own length, and the other side's data may still be on
  // the way.
  void end_writing() override { ::shutdown(descriptor_, SHUT_WR); }

  void cut_off(Direction direction) override {
    ::shutdown(descriptor_, direction == Direction::read ? SHUT_RD : SHUT_RDWR);
  }

  bool is_secure() const override { return true; }

  void on_loop(std::function<void()> work) override {
    asio::post(stream_.get_executor(), std::move(work));
  }

 private:
  asio::ssl::stream<Socket> stream_;
  const int descriptor_;
};

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  constexpr std::string_view ours = "http/1.1";
  for (unsigned int at = 0; at < offered_size; at += 1u + offered[at]) {
    const unsigned int size = offered[at];
    if (at + 1 + size > offered_size) break;
    if (size == ours.size() && std::memcmp(offered + at + 1, ours.data(), size) == 0) {
      *out = offered + at + 1;
      *out_size = static_cast<unsigned char>(size);
      return SSL_TLSEXT_ERR_OK;
    }
  }
  return SSL_TLSEXT_ERR_NOACK;
}

[[noreturn]] void refuse_certificate(const std::string& file, const ErrorCode& error) {
  throw AppError{
      Errc::internal, "http.bad_certificate", {{"file", file}, {"reason", error.message()}}};
}

}  // namespace

std::unique_ptr<Transport> tls_transport(Socket socket, asio::ssl::context& context) {
  return std::make_unique<TlsTransport>(std::move(socket), context);
}

std::unique_ptr<asio::ssl::context> make_tls_context(const std::string& certificate_file,
                                                     const std::string& key_file) {
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX* const native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                  SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // idle connections must stay small
  SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
  ErrorCode error;
  context->use_certificate_chain_file(certificate_file, error);
  if (error) refuse_certificate(certificate_file, error);
  context->use_private_key_file(key_file, asio::ssl::context::pem, error);
  if (error) refuse_certificate(key_file, error);
  if (SSL_CTX_check_private_key(native) != 1) {
    throw AppError{Errc::internal,
                   "http.bad_certificate",
                   {{"file", key_file}, {"reason", "the key does not belong to the certificate"}}};
  }
  return context;
}

}  // namespace tw::http
