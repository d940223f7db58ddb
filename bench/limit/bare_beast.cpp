// The limit for our HTTP layer: what Beast answers when nothing else is done. Fixed 300-byte JSON,
// keep-alive, the handler runs on the I/O thread, no limits, no timeouts, no request ids.
//   bench_limit PORT [THREADS]     one io_context per thread, connections dealt in turn

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type>;

const std::string& fixed_json() {
  static const std::string text = [] {
    std::string json = R"({"id":"01H0000000000","name":"Tradewind","note":")";
    json.append(300 - json.size() - 2, 'x');
    return json + "\"}";
  }();
  return text;
}

class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(Socket socket) : socket_{std::move(socket)} {}

  void read() {
    request_ = {};
    http::async_read(socket_, buffer_, request_,
                     [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                       if (!error) self->write();
                     });
  }

 private:
  void write() {
    response_.emplace(http::status::ok, request_.version());
    response_->set(http::field::content_type, "application/json");
    response_->keep_alive(request_.keep_alive());
    response_->body() = fixed_json();
    response_->prepare_payload();
    http::async_write(socket_, *response_,
                      [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                        if (!error && self->response_->keep_alive()) self->read();
                      });
  }

  Socket socket_;
  boost::beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  std::optional<http::response<http::string_body>> response_;
};

void accept_next(Acceptor& acceptor, std::vector<std::unique_ptr<asio::io_context>>& loops,
                 std::size_t turn) {
  auto& loop = *loops[turn % loops.size()];
  auto socket = std::make_shared<Socket>(loop.get_executor());
  acceptor.async_accept(
      *socket, [&acceptor, &loops, turn, &loop, socket](boost::system::error_code error) {
        if (!error) {
          socket->set_option(asio::ip::tcp::no_delay{true});
          asio::post(loop, [socket] { std::make_shared<Session>(std::move(*socket))->read(); });
        }
        accept_next(acceptor, loops, turn + 1);
      });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: bare_beast PORT [THREADS]\n", stderr);
    return 2;
  }
  const int threads = argc > 2 ? std::atoi(argv[2]) : 1;
  std::vector<std::unique_ptr<asio::io_context>> loops;
  for (int i = 0; i < threads; ++i) loops.push_back(std::make_unique<asio::io_context>(1));
  const asio::ip::tcp::endpoint where{asio::ip::address_v4::loopback(),
                                      static_cast<asio::ip::port_type>(std::atoi(argv[1]))};
  Acceptor acceptor{loops[0]->get_executor(), where};
  accept_next(acceptor, loops, 0);
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < loops.size(); ++i) {
    others.emplace_back([&loop = *loops[i]] {
      const auto keep_running = asio::make_work_guard(loop);
      loop.run();
    });
  }
  loops[0]->run();
}
