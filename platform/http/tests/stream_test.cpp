#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/http/tests/raw_client.h"

namespace tw::http {
namespace {

using namespace testing;
using std::chrono::milliseconds;

const std::string ask_for_events = "GET /events HTTP/1.1\r\nHost: t\r\n\r\n";

class Streams : public ::testing::Test {
 protected:
  void start(const ServerOptions& options) {
    const auto handler = [this](const Request& request) -> Response {
      if (request.path() != "/events") return text("ok");
      Response response;
      response.on_stream = [this](std::shared_ptr<EventStream> stream) {
        stream->send("hello", "first");
        const std::lock_guard lock{mutex_};
        streams_.push_back(std::move(stream));
      };
      return response;
    };
    server_ = std::make_unique<Server>(options, handler, show_error, lane_by_path);
    server_->start();
  }
  std::shared_ptr<EventStream> stream(std::size_t index = 0) {
    for (;;) {
      {
        const std::lock_guard lock{mutex_};
        if (streams_.size() > index) return streams_[index];
      }
      std::this_thread::sleep_for(milliseconds{1});
    }
  }

  std::mutex mutex_;
  std::vector<std::shared_ptr<EventStream>> streams_;
  std::unique_ptr<Server> server_;
};

TEST_F(Streams, EventsArriveAsTheyAreSent) {
  start(quick_options());
  RawClient client{server_->port()};
  const Answer head = client.ask(ask_for_events);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-type"), "text/event-stream");
  EXPECT_EQ(head.header("cache-control"), "no-store");
  EXPECT_TRUE(client.read_until("event: hello\ndata: first\n\n"));
  EXPECT_TRUE(stream()->send("change", "line one\nline two\r\nline three\rend"));
  EXPECT_TRUE(client.read_until(
      "event: change\ndata: line one\ndata: line two\ndata: line three\ndata: end\n\n"));
  EXPECT_TRUE(stream()->send("", ""));
  EXPECT_TRUE(client.read_until("\n\ndata: \n\n"));
  EXPECT_TRUE(stream()->send("evil\nid: 1", "x"));  // a name cannot smuggle a field
  EXPECT_TRUE(client.read_until("event: evilid: 1\ndata: x\n\n"));
}

TEST_F(Streams, TheWorkerIsFreeAgain) {
  ServerOptions options = quick_options();
  options.workers = 1;
  start(options);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::make_unique<RawClient>(server_->port()));
    EXPECT_EQ(clients.back()->ask(ask_for_events).status, 200);
  }
  RawClient other{server_->port()};
  EXPECT_EQ(other.ask("GET / HTTP/1.1\r\nHost: t\r\n\r\n").body, "ok");
}

TEST_F(Streams, SendIsFalseOnceTheClientHasGone) {
  start(quick_options());
  {
    RawClient client{server_->port()};
    client.ask(ask_for_events);
    client.read_until("first\n\n");
    stream();
  }
  while (stream()->send("x", "y")) std::this_thread::sleep_for(milliseconds{1});
  while (server_->statistics().connections_open > 0) std::this_thread::sleep_for(milliseconds{1});
  EXPECT_FALSE(stream()->send("x", "y"));
}

TEST_F(Streams, ALaggingClientIsCutOff) {
  ServerOptions options = quick_options();
  options.stream_buffer_bytes = 64u << 10;
  start(options);
  RawClient client{server_->port(), 4096};
  client.ask(ask_for_events);
  const std::string data(10'000, 'x');
  int sent = 0;
  while (stream()->send("x", data) && sent < 100'000) ++sent;
  EXPECT_LT(sent, 100'000);
  client.read_all();
  while (server_->statistics().connections_open > 0) std::this_thread::sleep_for(milliseconds{1});
}

TEST_F(Streams, ManySendersKeepEventsWhole) {
  ServerOptions options = quick_options();
  options.stream_buffer_bytes = 8u << 20;
  start(options);
  RawClient client{server_->port()};
  client.ask(ask_for_events);
  const auto open = stream();
  std::vector<std::thread> senders;
  for (int t = 0; t < 4; ++t) {
    senders.emplace_back([&open] {
      for (int i = 0; i < 1000; ++i) EXPECT_TRUE(open->send("n", "0123456789"));
    });
  }
  for (std::thread& sender : senders) sender.join();
  open->send("end", "");
  ASSERT_TRUE(client.read_until("event: end\n"));
  std::size_t count = 0, at = 0;
  const std::string one = "event: n\ndata: 0123456789\n\n";
  while ((at = client.received().find(one, at)) != std::string::npos) {
    ++count;
    at += one.size();
  }
  EXPECT_EQ(count, 4000u);
}

TEST_F(Streams, AStopEndsStreamsAtOnceAndSendersSurviveIt) {
  start(quick_options());
  RawClient client{server_->port()};
  client.ask(ask_for_events);
  const auto open = stream();
  std::atomic<bool> done{false};
  std::thread sender{[&] {
    while (!done) open->send("x", "y");
  }};
  const auto begin = std::chrono::steady_clock::now();
  server_->stop(5000);
  EXPECT_LT(milliseconds_since(begin), 2000);
  server_.reset();
  done = true;
  sender.join();
  EXPECT_FALSE(open->send("x", "y"));
}

TEST_F(Streams, HeadOpensNoStream) {
  start(quick_options());
  RawClient client{server_->port()};
  const Answer answer = client.ask("HEAD /events HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  const std::lock_guard lock{mutex_};
  EXPECT_TRUE(streams_.empty());
}

}  // namespace
}  // namespace tw::http
