#include "platform/http/transport.h"

#include <sys/socket.h>

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace tw::http {
namespace {

// An idle plain connection costs its read buffer and nothing else: reads started from a worker
// thread land in the loop's epoll set without waking it, and answers are written by the thread that
// made them.
class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(Socket socket) : socket_{std::move(socket)} {
    ErrorCode ignored;
    socket_.non_blocking(true, ignored);
  }

  void open(User user) override {
    asio::post(socket_.get_executor(), [user = std::move(user)] { user->on_open({}); });
  }

  void read(asio::mutable_buffer into, User user) override {
    socket_.async_read_some(into, [user = std::move(user)](ErrorCode error, std::size_t count) {
      user->on_read(error, count);
    });
  }

  void write(const Pieces& pieces, User user) override {
    socket_.async_write_some(pieces, [user = std::move(user)](ErrorCode error, std::size_t count) {
      user->on_written(error, count);
    });
  }

  std::size_t try_write(const Pieces& pieces, ErrorCode& error) override {
    return socket_.write_some(pieces, error);
  }

  void end_writing() override { ::shutdown(descriptor(), SHUT_WR); }

  // The descriptor stays open until the last owner goes, so this races with nothing.
  void cut_off(Direction direction) override {
    ::shutdown(descriptor(), direction == Direction::read ? SHUT_RD : SHUT_RDWR);
  }

  bool is_secure() const override { return false; }

  void on_loop(std::function<void()> work) override {
    asio::post(socket_.get_executor(), std::move(work));
  }

 private:
  int descriptor() const { return const_cast<Socket&>(socket_).native_handle(); }

  Socket socket_;
};

}  // namespace

std::unique_ptr<Transport> plain_transport(Socket socket) {
  return std::make_unique<PlainTransport>(std::move(socket));
}

}  // namespace tw::http
