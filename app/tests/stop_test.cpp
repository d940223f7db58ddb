// R26: whoever stops the server, at whatever moment, breaks nothing. What was begun is finished and
// answered, what comes later is refused, the end is clean, the next start is quick.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "app/tests/program.h"

namespace tw::testkit {
namespace {

using http::testing::Answer;
using http::testing::milliseconds_since;
using http::testing::RawClient;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int writers = 4;

int rounds() { return std::getenv("TRADEWIND_TEST_LONG") != nullptr ? 50 : 10; }

class Stop : public Program {
 protected:
  void SetUp() override {
    Program::SetUp();
    if (!IsSkipped()) secret_ = key();
  }

  std::string create(const std::string& name, const std::string& more = {}) const {
    const std::string body = "{\"name\":\"" + name + "\"}";
    return "POST /api/v1/accounts HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer " + secret_ +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n" + more + "\r\n" + body;
  }

  /// Writes until nobody listens any more; odd writers on one connection, even ones on many.
  void write(std::uint16_t port, const std::string& prefix, bool on_one_connection) {
    auto client = std::make_unique<RawClient>(port);
    for (int number = 0;; ++number) {
      if (number > 0 && !on_one_connection) client = std::make_unique<RawClient>(port);
      const std::string name = prefix + std::to_string(number);
      if (!client->connected() || !client->send(create(name))) return;
      const Answer answer = client->read_answer();
      if (answer.status == 201) {
        const std::lock_guard lock{mutex_};
        acknowledged_.insert(name);
      } else if (answer.status == 0 ? !client->received().empty() : answer.status != 503) {
        ++broken_;  // an answer begun and not finished, or one that nobody should get
      }
      if (answer.status == 0 || answer.header("connection") == "close") return;
    }
  }

  /// From a moment after the signal nobody may hear that the server is ready.
  static bool stays_unready(const ServerProcess& server) {
    std::this_thread::sleep_for(milliseconds{50});
    for (;;) {
      const Answer answer = server.ask("GET", "/readyz");
      if (answer.status == 0) return true;  // it no longer listens
      if (answer.status != 503) return false;
    }
  }

  void stop_under_load(int round) {
    const auto begin = steady_clock::now();
    ServerProcess server{data_};
    starts_ms_.push_back(milliseconds_since(begin));
    ASSERT_NE(server.port(), 0);
    const std::string prefix = "round" + std::to_string(round) + "-";
    std::vector<std::thread> threads;
    threads.reserve(writers);
    for (int i = 0; i < writers; ++i)
      threads.emplace_back(
          [&, i] { write(server.port(), prefix + static_cast<char>('a' + i) + "-", i % 2 == 1); });
    const std::string slow = prefix + "slow";
    const std::string request = create(slow, "Expect: 100-continue\r\n");
    RawClient half{server.port()};
    const std::size_t body = request.find("\r\n\r\n") + 4;
    half.send(request.substr(0, body));
    EXPECT_EQ(half.read_answer().status, 100);  // it is in flight
    half.send(request.substr(body, 5));

    std::this_thread::sleep_for(milliseconds{random_() % 150});
    const auto signalled = steady_clock::now();
    server.signal(SIGTERM);
    EXPECT_TRUE(stays_unready(server));
    half.send(request.substr(body + 5));
    EXPECT_EQ(half.read_answer().status, 201);
    EXPECT_EQ(server.wait(), 0);
    EXPECT_LE(milliseconds_since(signalled), 10'000);
    for (std::thread& thread : threads) thread.join();
    const std::lock_guard lock{mutex_};
    acknowledged_.insert(slow);
  }

  std::set<std::string> written() const {
    std::set<std::string> names;
    std::istringstream table{run({"export", "accounts", "--data", data_}).out};
    for (std::string line; std::getline(table, line);) {
      const std::size_t at = line.find("round");
      if (at != std::string::npos) names.insert(line.substr(at, line.find(',', at) - at));
    }
    return names;
  }

  /// The first few of `names` that `all` does not hold.
  static std::string missing_in(const std::set<std::string>& all,
                                const std::set<std::string>& names) {
    std::vector<std::string> missing;
    std::set_difference(names.begin(), names.end(), all.begin(), all.end(),
                        std::back_inserter(missing));
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(missing.size(), 10); ++i)
      text += missing[i] + ' ';
    return text;
  }

  std::string secret_;
  std::minstd_rand random_{26};
  std::mutex mutex_;
  std::set<std::string> acknowledged_;
  std::atomic<int> broken_ = 0;
  std::vector<std::int64_t> starts_ms_;
};

TEST_F(Stop, AtAnyMomentUnderLoadLosesNothing) {
  for (int round = 0; round < rounds(); ++round) {
    SCOPED_TRACE(round);
    stop_under_load(round);
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(broken_, 0);
  // One written and not acknowledged would be an effect that nobody was told of.
  const std::set<std::string> there = written();
  EXPECT_EQ(missing_in(there, acknowledged_), "");
  EXPECT_EQ(missing_in(acknowledged_, there), "");
  EXPECT_GT(acknowledged_.size(), static_cast<std::size_t>(rounds()) * 10);
  std::sort(starts_ms_.begin(), starts_ms_.end());
  EXPECT_LE(starts_ms_[starts_ms_.size() / 2], 1000);
  RecordProperty("acknowledged", static_cast<int>(acknowledged_.size()));
  RecordProperty("slowest_start_ms", static_cast<int>(starts_ms_.back()));
}

}  // namespace
}  // namespace tw::testkit
