#include "bench/limit/bare_beast.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace bench {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type>;

struct Loop {
  asio::io_context context{1};
  Answerer answer;
};
using Loops = std::vector<std::unique_ptr<Loop>>;

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Socket socket, const Answerer& answer) : socket_{std::move(socket)}, answer_{answer} {}

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
    answer_(request_.target(), response_->body());
    response_->prepare_payload();
    http::async_write(socket_, *response_,
                      [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                        if (!error && self->response_->keep_alive()) self->read();
                      });
  }

  Socket socket_;
  const Answerer& answer_;
  boost::beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  std::optional<http::response<http::string_body>> response_;
};

void accept_next(Acceptor& acceptor, Loops& loops, std::size_t turn) {
  Loop& loop = *loops[turn % loops.size()];
  auto socket = std::make_shared<Socket>(loop.context.get_executor());
  acceptor.async_accept(*socket,
                        [&acceptor, &loops, turn, &loop, socket](boost::system::error_code error) {
                          if (!error) {
                            socket->set_option(asio::ip::tcp::no_delay{true});
                            asio::post(loop.context, [socket, &loop] {
                              std::make_shared<Session>(std::move(*socket), loop.answer)->read();
                            });
                          }
                          accept_next(acceptor, loops, turn + 1);
                        });
}

}  // namespace

void serve(std::uint16_t port, int threads, const std::function<Answerer()>& make) {
  Loops loops;
  for (int i = 0; i < threads; ++i) {
    loops.push_back(std::make_unique<Loop>());
    loops.back()->answer = make();
  }
  Acceptor acceptor{loops[0]->context.get_executor(),
                    asio::ip::tcp::endpoint{asio::ip::address_v4::loopback(), port}};
  accept_next(acceptor, loops, 0);
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < loops.size(); ++i) {
    others.emplace_back([&loop = *loops[i]] {
      const auto keep_running = asio::make_work_guard(loop.context);
      loop.context.run();
    });
  }
  loops[0]->context.run();
}

}  // namespace bench
