// Accepting, the loops and their sweep, start and stop.

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <future>
#include <optional>
#include <thread>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/log.h"
#include "platform/http/connection.h"
#include "platform/http/http.h"
#include "platform/http/service.h"
#include "platform/http/transport.h"

namespace tw::http {
namespace {

using tcp = asio::ip::tcp;
using LoopExecutor = asio::io_context::executor_type;
using Acceptor = asio::basic_socket_acceptor<tcp, LoopExecutor>;
using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, LoopExecutor>;

constexpr int backlog = 1024;
constexpr std::chrono::milliseconds accept_pause{50};

struct Loop {
  Connections connections;  // outlives the context: destroying it destroys connections
  asio::io_context context{1};
  Timer timer{context.get_executor()};
  std::optional<asio::executor_work_guard<LoopExecutor>> keep_running{context.get_executor()};
  std::thread thread;
};

[[noreturn]] void cannot_listen(const std::string& address, const std::string& reason) {
  throw AppError{Errc::internal, "http.cannot_listen", {{"address", address}, {"reason", reason}}};
}

/// "127.0.0.1:8080", "[::1]:8080", "localhost:8080", ":8080" (all addresses).
tcp::endpoint endpoint_of(const std::string& listen, asio::io_context& context) {
  const auto colon = listen.rfind(':');
  if (colon == std::string::npos) cannot_listen(listen, "host:port expected");
  std::string host = listen.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  if (host.empty()) host = "::";
  ErrorCode error;
  const auto found = tcp::resolver{context}.resolve(
      host, listen.substr(colon + 1), tcp::resolver::passive | tcp::resolver::numeric_service,
      error);
  if (error || found.empty()) cannot_listen(listen, error.message());
  return found.begin()->endpoint();
}

std::string address_text(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

/// Every connection is a descriptor; the usual soft limit of 1024 would be the first thing to
/// break.
void allow_many_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

Service::Service(const ServerOptions& server_options, Handler answer,
                 std::function<Response(const Request&, std::exception_ptr)> error_answer,
                 std::function<Lane(Method, std::string_view)> choose_lane)
    : options{server_options},
      handler{std::move(answer)},
      on_error{std::move(error_answer)},
      lane_of{std::move(choose_lane)},
      clock{system_clock()},
      normal{{options.workers, options.queue_limit, options.queue_wait_ms}, *clock},
      slow{{options.slow_workers, options.slow_queue_limit, 0}, *clock},
      memory{{1, options.queue_limit, 0}, *clock},
      health{{1, 64, 0}, *clock},
      peers{options.max_connections_per_peer} {}

void Service::connection_opened() { open_.fetch_add(1, std::memory_order_relaxed); }

void Service::connection_closed() {
  if (open_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const std::lock_guard lock{mutex_};
  all_closed_.notify_all();
}

bool Service::wait_until_closed(int timeout_ms) {
  std::unique_lock lock{mutex_};
  return all_closed_.wait_for(lock, std::chrono::milliseconds{timeout_ms},
                              [this] { return open_.load(std::memory_order_acquire) == 0; });
}

struct Server::Impl {
  Impl(const ServerOptions& options, Handler handler,
       std::function<Response(const Request&, std::exception_ptr)> on_error,
       std::function<Lane(Method, std::string_view)> lane_of)
      : service{options, std::move(handler), std::move(on_error), std::move(lane_of)} {}

  void bind();
  void accept_next();
  void accept_later(const std::string& reason);
  void accepted(Loop& loop, Socket socket);
  void sweep_later(Loop& loop);
  static void run(Loop& loop);
  void on_every_loop(const std::function<void(Loop&)>& work);

  Service service;
  std::unique_ptr<asio::ssl::context> tls;
  std::vector<std::unique_ptr<Loop>> loops;
  std::optional<Acceptor> acceptor;
  std::optional<Timer> accept_timer;
  std::size_t turn = 0;
  std::uint16_t port = 0;
  std::unique_ptr<Random> random = system_random();
  std::chrono::milliseconds sweep_every{250};
  std::mutex stop_mutex;
  bool started = false, stopped = false;
};

void Server::Impl::bind() {
  const std::string& listen = service.options.listen;
  const tcp::endpoint where = endpoint_of(listen, loops.front()->context);
  acceptor.emplace(loops.front()->context.get_executor());
  ErrorCode error;
  acceptor->open(where.protocol(), error);
  if (!error) acceptor->set_option(Acceptor::reuse_address{true}, error);
  if (!error && where.address().is_v6()) acceptor->set_option(asio::ip::v6_only{false}, error);
  if (!error) acceptor->bind(where, error);
  if (!error) acceptor->listen(backlog, error);
  if (error) cannot_listen(listen, error.message());
  port = acceptor->local_endpoint(error).port();
}

void Server::Impl::accept_next() {
  try {
    Loop& loop = *loops[turn++ % loops.size()];
    const auto socket = std::make_shared<Socket>(loop.context.get_executor());
    acceptor->async_accept(*socket, [this, &loop, socket](ErrorCode error) {
      if (service.stopping.load(std::memory_order_relaxed)) return;
      if (error && error != asio::error::connection_aborted) return accept_later(error.message());
      if (!error) {
        asio::post(loop.context, [this, &loop, socket] { accepted(loop, std::move(*socket)); });
      }
      accept_next();
    });
  } catch (const std::exception& error) {
    accept_later(error.what());
  }
}

// No descriptor or memory is left: trying again at once would only spin.
void Server::Impl::accept_later(const std::string& reason) {
  logger::warn("http: cannot accept", reason);
  accept_timer->expires_after(accept_pause);
  accept_timer->async_wait([this](ErrorCode cancelled) {
    if (!cancelled) accept_next();
  });
}

void Server::Impl::accepted(Loop& loop, Socket socket) {
  if (service.stopping.load(std::memory_order_relaxed)) return;
  ErrorCode error;
  const tcp::endpoint endpoint = socket.remote_endpoint(error);
  if (error) return;  // gone already
  std::string peer = address_text(endpoint.address());
  std::optional<Peers::Place> place = service.peers.take(peer);
  if (!place || service.connections_open() >= service.options.max_connections) {
    service.rejected.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  socket.set_option(tcp::no_delay{true}, error);
  auto transport =
      tls ? tls_transport(std::move(socket), *tls) : plain_transport(std::move(socket));
  const auto connection =
      std::make_shared<Connection>(service, loop.connections, std::move(transport), std::move(peer),
                                   *std::move(place), random->next());
  connection->start();
}

void Server::Impl::sweep_later(Loop& loop) {
  loop.timer.expires_after(sweep_every);
  loop.timer.async_wait([this, &loop](ErrorCode cancelled) {
    if (cancelled) return;
    sweep_later(loop);
    const std::int64_t now = service.clock->monotonic_ms();
    for (const auto& connection : loop.connections.all()) connection->sweep(now);
  });
}

void Server::Impl::run(Loop& loop) {
  for (;;) {
    try {
      loop.context.run();
      return;
    } catch (const std::exception& error) {
      logger::error("http: the I/O loop goes on after an exception", error.what());
    } catch (...) {
      logger::error("http: the I/O loop goes on after an exception", "unknown");
    }
  }
}

void Server::Impl::on_every_loop(const std::function<void(Loop&)>& work) {
  for (const auto& loop : loops) {
    asio::post(loop->context, [work, &loop = *loop] { work(loop); });
  }
}

Server::Server(const ServerOptions& options, Handler handler,
               std::function<Response(const Request&, std::exception_ptr)> on_error,
               std::function<Lane(Method, std::string_view)> lane_of)
    : impl_{std::make_unique<Impl>(options, std::move(handler), std::move(on_error),
                                   std::move(lane_of))} {}

Server::~Server() { stop(0); }

void Server::start() {
  Impl& impl = *impl_;
  const ServerOptions& options = impl.service.options;
  allow_many_descriptors();
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  const int threads = options.io_threads > 0 ? options.io_threads : std::max(1, cores / 4);
  for (int i = 0; i < threads; ++i) impl.loops.push_back(std::make_unique<Loop>());
  if (!options.tls_certificate.empty()) {
    impl.tls = make_tls_context(options.tls_certificate, options.tls_key);
  }
  impl.bind();
  const int shortest = std::min(options.header_timeout_ms, options.idle_timeout_ms);
  impl.sweep_every = std::chrono::milliseconds{std::clamp(shortest / 8, 5, 250)};
  impl.accept_timer.emplace(impl.loops.front()->context.get_executor());
  impl.started = true;
  impl.service.normal.start();
  impl.service.slow.start();
  impl.service.memory.start();
  impl.service.health.start();
  for (const auto& loop : impl.loops) impl.sweep_later(*loop);
  impl.accept_next();
  for (const auto& loop : impl.loops)
    loop->thread = std::thread{[&loop = *loop] { Impl::run(loop); }};
}

std::uint16_t Server::port() const { return impl_->port; }

void Server::stop(int grace_ms) {
  Impl& impl = *impl_;
  const std::lock_guard lock{impl.stop_mutex};
  if (!impl.started || impl.stopped) return;
  impl.stopped = true;
  Service& service = impl.service;
  service.stopping.store(true);

  std::promise<void> closed;
  asio::post(impl.loops.front()->context, [&impl, &closed] {
    ErrorCode ignored;
    impl.acceptor->close(ignored);
    impl.accept_timer->cancel();
    closed.set_value();
  });
  closed.get_future().wait();
  const auto sweep = [&service](Loop& loop) {
    const std::int64_t now = service.clock->monotonic_ms();
    for (const auto& connection : loop.connections.all()) connection->sweep(now);
  };
  impl.on_every_loop(sweep);
  if (!service.wait_until_closed(std::max(grace_ms, 0))) {
    impl.on_every_loop([](Loop& loop) {
      for (const auto& connection : loop.connections.all()) connection->cut_off();
    });
  }
  service.normal.stop();
  service.slow.stop();
  service.memory.stop();
  service.health.stop();
  for (const auto& loop : impl.loops) {
    loop->keep_running.reset();
    loop->context.stop();
  }
  for (const auto& loop : impl.loops) loop->thread.join();
  // From here on this thread is alone with the connections, but for senders of events.
  for (const auto& loop : impl.loops) {
    for (const auto& connection : loop->connections.all()) connection->release_stream();
  }
  impl.acceptor.reset();
  impl.accept_timer.reset();
  impl.loops.clear();
}

Server::Statistics Server::statistics() const {
  const Service& service = impl_->service;
  return {service.requests.load(std::memory_order_relaxed),
          service.rejected.load(std::memory_order_relaxed), service.connections_open(),
          service.bytes_out.load(std::memory_order_relaxed)};
}

}  // namespace tw::http
