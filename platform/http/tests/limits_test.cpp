// Overload bends, never breaks (R12, R13); slow clients cannot starve others (R14); a stop loses
// nothing (R26).

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/http/peers.h"
#include "platform/http/tests/raw_client.h"

namespace tw::http {
namespace {

using namespace testing;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::string get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: t\r\n\r\n";
}

/// Handlers of "/wait" and "/login" stand still until the gate opens.
class Gate {
 public:
  void pass() {
    std::unique_lock lock{mutex_};
    ++inside_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_for(int inside) {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return inside_ >= inside; });
    EXPECT_GE(inside_, inside);
  }
  void open() {
    const std::lock_guard lock{mutex_};
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int inside_ = 0;
  bool open_ = false;
};

class Limits : public ::testing::Test {
 public:
  ~Limits() override { gate_.open(); }

 protected:
  Server& start(const ServerOptions& options) {
    const auto handler = [this](const Request& request) {
      if (request.path() == "/wait" || request.path() == "/login") gate_.pass();
      return text(std::string{request.path()});
    };
    server_ = std::make_unique<Server>(options, handler, show_error, lane_by_path);
    server_->start();
    return *server_;
  }
  std::unique_ptr<RawClient> asking(const std::string& target, const std::string& from = {}) {
    auto client = std::make_unique<RawClient>(server_->port(), 0, from);
    client->send(get(target));
    return client;
  }

  Gate gate_;
  std::unique_ptr<Server> server_;
};

TEST_F(Limits, AFullQueueRefusesAtOnceWhilePagesAndHealthAnswer) {
  ServerOptions options = quick_options();
  options.queue_limit = 3;
  options.queue_wait_ms = 0;
  start(options);
  std::vector<std::unique_ptr<RawClient>> waiting;
  waiting.reserve(5);
  for (int i = 0; i < 2; ++i) waiting.push_back(asking("/wait"));
  gate_.wait_for(2);
  for (int i = 0; i < 3; ++i) waiting.push_back(asking("/wait"));
  while (server_->statistics().requests < 5) std::this_thread::yield();

  const auto start_time = steady_clock::now();
  RawClient late{server_->port()};
  for (int i = 0; i < 20; ++i) {
    const Answer answer = late.ask(get("/wait"));
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.body, "http.busy");
    EXPECT_EQ(answer.header("retry-after"), "1");
    EXPECT_EQ(answer.header("connection"), "");  // shed answers are cheap: the connection stays
    EXPECT_EQ(late.ask(get("/page")).body, "/page");
    EXPECT_EQ(late.ask(get("/health")).body, "/health");
  }
  EXPECT_LT(milliseconds_since(start_time), 2000);
  EXPECT_EQ(server_->statistics().rejected, 20u);

  gate_.open();
  for (const auto& client : waiting) EXPECT_EQ(client->read_answer().status, 200);
  EXPECT_EQ(late.ask(get("/wait")).status, 200);
}

TEST_F(Limits, AQueueThatStandsStillTooLongTakesNoMore) {
  ServerOptions options = quick_options();
  options.workers = 1;
  options.queue_wait_ms = 50;
  start(options);
  const auto first = asking("/wait");
  gate_.wait_for(1);
  const auto second = asking("/wait");
  while (server_->statistics().requests < 2) std::this_thread::yield();
  std::this_thread::sleep_for(milliseconds{80});
  EXPECT_EQ(asking("/x")->read_answer().status, 503);
  gate_.open();
  EXPECT_EQ(first->read_answer().status, 200);
  EXPECT_EQ(second->read_answer().status, 200);
  EXPECT_EQ(asking("/x")->read_answer().status, 200);
}

TEST_F(Limits, SlowWorkDoesNotTouchTheRest) {
  ServerOptions options = quick_options();
  options.slow_queue_limit = 2;
  start(options);
  std::vector<std::unique_ptr<RawClient>> logins{};
  logins.push_back(asking("/login"));
  gate_.wait_for(1);
  for (int i = 0; i < 2; ++i) logins.push_back(asking("/login"));
  while (server_->statistics().requests < 3) std::this_thread::yield();
  EXPECT_EQ(asking("/login")->read_answer().status, 503);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(asking("/x")->read_answer().status, 200);
  gate_.open();
  for (const auto& client : logins) EXPECT_EQ(client->read_answer().status, 200);
}

TEST_F(Limits, ABodyBeyondTheLimitIsRefused) {
  ServerOptions options = quick_options();
  options.max_body_bytes = 1000;
  start(options);
  const std::string head = "POST / HTTP/1.1\r\nHost: t\r\n";
  const std::string chunks = head + "Transfer-Encoding: chunked\r\n\r\n";
  const std::string big(1001, 'x');
  const std::string sized = head + "Content-Length: 1001\r\n\r\n";
  const std::string two_chunks = chunks + "3e8\r\n" + big.substr(1) + "\r\n1\r\n";
  for (const std::string& request :
       {sized, sized + big, head + "Expect: 100-continue\r\nContent-Length: 1001\r\n\r\n",
        chunks + "3e9\r\n", two_chunks}) {
    RawClient client{server_->port()};
    const Answer answer = client.ask(request);
    EXPECT_EQ(answer.status, 413) << request.substr(0, 200);
    EXPECT_EQ(answer.body, "http.body_too_large");
    EXPECT_TRUE(client.closed_by_server());
  }
  RawClient client{server_->port()};
  EXPECT_EQ(client.ask(head + "Content-Length: 1000\r\n\r\n" + big.substr(1)).status, 200);
}

TEST_F(Limits, ARefusedSenderStillHearsWhy) {
  ServerOptions options = quick_options();
  options.max_body_bytes = 1000;
  start(options);
  RawClient client{server_->port()};
  const std::string body(3u << 20, 'x');
  std::thread sender{[&] {
    client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 3145728\r\n\r\n");
    client.send(body);
  }};
  EXPECT_EQ(client.read_answer().status, 413);
  sender.join();
}

TEST_F(Limits, SlowClientsAreGivenUp) {
  ServerOptions options = quick_options();
  options.header_timeout_ms = 200;
  options.idle_timeout_ms = 400;
  start(options);
  const auto begin = steady_clock::now();
  RawClient silent{server_->port()}, slow_head{server_->port()}, slow_body{server_->port()},
      slow_chunks{server_->port()}, idle{server_->port()};
  EXPECT_EQ(idle.ask(get("/x")).status, 200);
  slow_head.send("GET / HT");
  slow_body.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nabc");
  slow_chunks.send("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na");
  std::atomic<bool> done{false};
  std::thread dripping{[&] {  // a byte now and then does not buy time
    while (!done && slow_head.send("x")) std::this_thread::sleep_for(milliseconds{20});
  }};
  for (RawClient* client : {&slow_head, &slow_body, &slow_chunks}) {
    const Answer answer = client->read_answer();
    EXPECT_EQ(answer.status, 408);
    EXPECT_NE(answer.body.find("http.timeout"), std::string::npos);
  }
  done = true;
  dripping.join();
  const auto taken = milliseconds_since(begin);
  EXPECT_GE(taken, 200);
  EXPECT_LT(taken, 2000);
  EXPECT_TRUE(idle.closed_by_server());
  EXPECT_GE(milliseconds_since(begin), 400);
  slow_head.close();
  slow_body.close();
  slow_chunks.close();
  silent.close();
  while (server_->statistics().connections_open > 0) std::this_thread::sleep_for(milliseconds{5});
}

TEST_F(Limits, ASteadyBodyMayTakeItsTime) {
  ServerOptions options = quick_options();
  options.header_timeout_ms = 200;
  options.body_min_bytes_per_second = 100;
  start(options);
  RawClient client{server_->port()};
  client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\n");
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(client.send("12345"));
    std::this_thread::sleep_for(milliseconds{25});
  }
  EXPECT_EQ(client.read_answer().status, 200);
}

TEST_F(Limits, AReaderWhoDoesNotReadIsCutOff) {
  ServerOptions options = quick_options();
  options.header_timeout_ms = 200;
  options.body_min_bytes_per_second = 1
                                      << 30;  // so that what the kernel has buffered earns no time
  const std::string body(16u << 20, 'x');
  Server server{options, [&](const Request&) { return text(body); }, show_error, lane_by_path};
  server.start();
  RawClient client{server.port(), 4096};
  client.send(get("/"));
  const auto begin = steady_clock::now();
  while (server.statistics().requests == 0 || server.statistics().connections_open > 0) {
    ASSERT_LT(milliseconds_since(begin), 20'000);
    std::this_thread::sleep_for(milliseconds{10});
  }
}

TEST_F(Limits, ConnectionsAreBounded) {
  ServerOptions options = quick_options();
  options.max_connections = 3;
  start(options);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(asking("/x"));
    EXPECT_EQ(clients.back()->read_answer().status, 200);
  }
  EXPECT_EQ(asking("/x")->read_answer().status, 0);
  clients.clear();
  while (server_->statistics().connections_open > 0) std::this_thread::sleep_for(milliseconds{5});
  EXPECT_EQ(asking("/x")->read_answer().status, 200);
}

TEST_F(Limits, APeerWithManyConnectionsKeepsNobodyElseOut) {
  ServerOptions options = quick_options();
  options.max_connections = 8;
  options.max_connections_per_peer = 4;
  start(options);
  std::vector<std::unique_ptr<RawClient>> greedy;
  for (int i = 0; i < 4; ++i) {
    greedy.push_back(asking("/x", "127.0.0.1"));
    EXPECT_EQ(greedy.back()->read_answer().status, 200);
  }
  for (int i = 0; i < 20; ++i) {
    const auto one_more = asking("/x", "127.0.0.1");
    ASSERT_EQ(one_more->read_answer().status, 0);
    ASSERT_TRUE(one_more->closed_by_server());
  }
  EXPECT_EQ(server_->statistics().rejected, 20u);
  EXPECT_EQ(server_->statistics().connections_open, 4u);
  for (const char* other : {"127.0.0.2", "127.0.0.3"})
    EXPECT_EQ(asking("/x", other)->read_answer().status, 200);

  EXPECT_EQ(greedy.back()->ask(get("/x")).status, 200);  // who is in stays in
  greedy.pop_back();
  while (server_->statistics().connections_open > 3) std::this_thread::sleep_for(milliseconds{5});
  EXPECT_EQ(asking("/x", "127.0.0.1")->read_answer().status, 200);
}

TEST(Peers, CountEachAddressAndGiveThePlaceBack) {
  Peers peers{2};
  {
    const auto first = peers.take("192.0.2.1");
    const auto second = peers.take("192.0.2.1");
    EXPECT_TRUE(first && second);
    EXPECT_FALSE(peers.take("192.0.2.1"));
    EXPECT_TRUE(peers.take("192.0.2.2"));
  }
  EXPECT_TRUE(peers.take("192.0.2.1"));
  EXPECT_EQ(peers.known(), 0u);
}

/// Whoever has an IPv6 address has 2^64 of them.
TEST(Peers, CountANetworkOfIPv6AsOne) {
  Peers peers{1};
  const auto first = peers.take("2001:db8:0:1::1");
  EXPECT_TRUE(first);
  EXPECT_FALSE(peers.take("2001:db8:0:1:ffff::2"));
  EXPECT_TRUE(peers.take("2001:db8:0:2::1"));
}

TEST_F(Limits, AStopFinishesWhatIsInFlight) {
  ServerOptions options = quick_options();
  options.workers = 1;
  start(options);
  const auto idle = asking("/x");
  EXPECT_EQ(idle->read_answer().status, 200);
  const auto running = asking("/wait");
  gate_.wait_for(1);
  const auto queued = asking("/x");
  RawClient sending{server_->port()};
  sending.send("POST /half HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n\r\nab");
  while (server_->statistics().requests < 4) std::this_thread::yield();

  std::thread stopping{[this] { server_->stop(10'000); }};
  EXPECT_TRUE(idle->closed_by_server());
  RawClient late{server_->port()};
  EXPECT_EQ(late.ask(get("/x")).status, 0);
  sending.send("cd");
  gate_.open();
  for (RawClient* client : {running.get(), queued.get(), &sending}) {
    const Answer answer = client->read_answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("connection"), "close");
  }
  const auto begin = steady_clock::now();
  stopping.join();
  EXPECT_LT(milliseconds_since(begin), 1000);  // not the whole grace
}

TEST_F(Limits, AStopDoesNotWaitForeverForAClient) {
  start(quick_options());
  RawClient half{server_->port()};
  half.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n\r\nab");
  while (server_->statistics().requests < 1) std::this_thread::yield();
  const auto begin = steady_clock::now();
  server_->stop(100);
  EXPECT_GE(milliseconds_since(begin), 100);
  EXPECT_LT(milliseconds_since(begin), 2000);
  EXPECT_TRUE(half.closed_by_server());
  server_->stop(100);  // twice is once
}

/// What was served was answered: a client that hears nothing may take it that nothing happened.
TEST_F(Limits, NoAnswerIsLostByAStopUnderLoad) {
  for (int round = 0; round < 100; ++round) {
    std::atomic<int> served{0}, answered{0}, broken{0};
    Server server{quick_options(),
                  [&](const Request& request) {
                    ++served;
                    return text(std::string{request.path()});
                  },
                  show_error, lane_by_path};
    server.start();
    std::vector<std::thread> clients;
    clients.reserve(8);
    for (int t = 0; t < 8; ++t) {
      clients.emplace_back([&] {
        RawClient client{server.port()};
        for (;;) {
          if (!client.send(get("/x"))) return;
          const Answer answer = client.read_answer();
          if (answer.status == 0) {
            if (!client.received().empty()) ++broken;  // begun, not finished
            return;
          }
          if (answer.status != 200 || answer.body != "/x") ++broken;
          ++answered;
          if (answer.header("connection") == "close") return;
        }
      });
    }
    std::this_thread::sleep_for(milliseconds{5 + round % 10});
    server.stop(5000);
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(broken, 0);
    EXPECT_EQ(answered, served) << "round " << round;
  }
}

}  // namespace
}  // namespace tw::http
