#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdio>
#include <future>
#include <memory>

#include "platform/http/tests/raw_client.h"

namespace tw::http {
namespace {

using namespace testing;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* session) const { SSL_free(session); }
  void operator()(std::FILE* file) const { std::fclose(file); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

Owned<X509> self_signed(EVP_PKEY* key) {
  Owned<X509> certificate{X509_new()};
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

class Tls : public ::testing::Test {
 protected:
  Tls() {
    const std::string base = ::testing::TempDir() + "tw_http_tls_" + std::to_string(::getpid());
    options_ = quick_options();
    options_.tls_certificate = base + ".crt";
    options_.tls_key = base + ".key";
    const Owned<EVP_PKEY> key{EVP_EC_gen("P-256")};
    const auto certificate = self_signed(key.get());
    const Owned<std::FILE> key_file{std::fopen(options_.tls_key.c_str(), "w")};
    PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    const Owned<std::FILE> certificate_file{std::fopen(options_.tls_certificate.c_str(), "w")};
    PEM_write_X509(certificate_file.get(), certificate.get());
  }
  ~Tls() override {
    ::unlink(options_.tls_certificate.c_str());
    ::unlink(options_.tls_key.c_str());
  }

  void start() {
    const auto handler = [this](const Request& request) -> Response {
      if (request.path() == "/large") return text(std::string(3u << 20, 'x'));
      if (request.path() == "/events") {
        Response response;
        response.on_stream = [this](std::shared_ptr<EventStream> stream) {
          opened_.set_value(stream);
          stream->send("hello", "x");
        };
        return response;
      }
      return text(std::string{request.secure ? "secure" : "plain"} + request.body);
    };
    server_ = std::make_unique<Server>(options_, handler, show_error, lane_by_path);
    server_->start();
  }

  ServerOptions options_;
  std::promise<std::shared_ptr<EventStream>> opened_;
  std::unique_ptr<Server> server_;
};

class TlsClient {
 public:
  TlsClient(std::uint16_t port, int newest)
      : socket_{port}, context_{SSL_CTX_new(TLS_client_method())} {
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), newest);
    SSL_CTX_set_security_level(context_.get(), 0);
    static constexpr unsigned char protocols[] = "\x02h2\x08http/1.1";
    SSL_CTX_set_alpn_protos(context_.get(), protocols, sizeof protocols - 1);
    session_.reset(SSL_new(context_.get()));
    SSL_set_fd(session_.get(), socket_.descriptor());
  }
  bool handshake() { return SSL_connect(session_.get()) == 1; }
  SSL* session() { return session_.get(); }
  bool send(std::string_view bytes) {
    return SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
  }
  std::string read_until(std::string_view end, std::size_t more = 0) {
    char piece[16384];
    for (;;) {
      const auto found = received_.find(end);
      if (found != std::string::npos && received_.size() >= found + end.size() + more) break;
      const int count = SSL_read(session_.get(), piece, sizeof piece);
      if (count <= 0) break;
      received_.append(piece, static_cast<std::size_t>(count));
    }
    std::string all;
    all.swap(received_);
    return all;
  }

 private:
  RawClient socket_;
  Owned<SSL_CTX> context_;
  Owned<SSL> session_;
  std::string received_;
};

TEST_F(Tls, ServesOverTls12And13) {
  start();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client{server_->port(), version};
    ASSERT_TRUE(client.handshake());
    EXPECT_EQ(SSL_version(client.session()), version);
    const unsigned char* protocol = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(client.session(), &protocol, &size);
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(protocol), size), "http/1.1");
    for (int i = 0; i < 20; ++i) {
      client.send("POST /x HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nab");
      EXPECT_NE(client.read_until("secureab").find("200 OK"), std::string::npos);
    }
    client.send("GET /large HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_GT(client.read_until("\r\n\r\n", 3u << 20).size(), 3u << 20);
  }
}

TEST_F(Tls, RefusesOldVersionsAndPlainText) {
  start();
  TlsClient old{server_->port(), TLS1_1_VERSION};
  EXPECT_FALSE(old.handshake());
  RawClient plain{server_->port()};
  EXPECT_EQ(plain.ask("GET / HTTP/1.1\r\nHost: t\r\n\r\n").status, 0);
  TlsClient good{server_->port(), TLS1_3_VERSION};
  EXPECT_TRUE(good.handshake());
}

TEST_F(Tls, AClientThatNeverShakesHandsIsGivenUp) {
  options_.header_timeout_ms = 100;
  start();
  RawClient silent{server_->port()};
  EXPECT_TRUE(silent.closed_by_server());
}

TEST_F(Tls, StreamsEvents) {
  start();
  TlsClient client{server_->port(), TLS1_3_VERSION};
  ASSERT_TRUE(client.handshake());
  client.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_NE(client.read_until("data: x\n\n").find("event: hello"), std::string::npos);
  const auto stream = opened_.get_future().get();
  EXPECT_TRUE(stream->send("second", "y"));
  EXPECT_NE(client.read_until("data: y\n\n").find("event: second"), std::string::npos);
  server_->stop(1000);
  EXPECT_FALSE(stream->send("third", "z"));
}

TEST_F(Tls, ABadCertificateIsAnAppError) {
  options_.tls_key = options_.tls_certificate;
  try {
    start();
    ADD_FAILURE();
  } catch (const AppError& error) {
    EXPECT_EQ(error.code(), "http.bad_certificate");
  }
}

}  // namespace
}  // namespace tw::http
