#include "platform/http/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <latch>
#include <memory>
#include <thread>

namespace tw::http {
namespace {

class Work final : public Job {
 public:
  explicit Work(std::function<void()> work) : work_{std::move(work)} {}
  void run() noexcept override { work_(); }

 private:
  std::function<void()> work_;
};

std::shared_ptr<Job> work(std::function<void()> what) {
  return std::make_shared<Work>(std::move(what));
}

TEST(WorkerPool, DoesEverythingThatItTook) {
  const auto clock = system_clock();
  WorkerPool pool{{.threads = 4, .queue = 8, .wait_ms = 0}, *clock};
  pool.start();
  std::atomic<int> done{0};
  int taken = 0;
  while (taken < 20'000) {
    if (pool.push(work([&done] { ++done; }))) {
      ++taken;
    } else {
      std::this_thread::yield();
    }
  }
  while (done < taken) std::this_thread::yield();
  pool.stop();
  EXPECT_FALSE(pool.push(work([] {})));
}

TEST(WorkerPool, AllThreadsAreWoken) {
  const auto clock = system_clock();
  WorkerPool pool{{.threads = 4, .queue = 8, .wait_ms = 0}, *clock};
  pool.start();
  for (int round = 0; round < 100; ++round) {
    std::latch all_inside{4};  // jobs that only end together need four threads
    std::atomic<int> done{0};
    for (int i = 0; i < 4; ++i) {
      ASSERT_TRUE(pool.push(work([&] {
        all_inside.arrive_and_wait();
        ++done;
      })));
    }
    while (done < 4) std::this_thread::yield();
  }
}

TEST(WorkerPool, RefusesWhoWouldWaitTooLong) {
  const auto clock = system_clock();
  WorkerPool pool{{.threads = 1, .queue = 1000, .wait_ms = 50}, *clock};
  pool.start();
  const auto slow = [] { std::this_thread::sleep_for(std::chrono::milliseconds{5}); };
  const auto begin = std::chrono::steady_clock::now();
  int refused = 0;
  while (std::chrono::steady_clock::now() - begin < std::chrono::seconds{1}) {
    if (!pool.push(work(slow))) ++refused;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  EXPECT_GT(refused, 100);
  const auto asked = std::chrono::steady_clock::now();
  std::atomic<bool> served{false};
  while (!pool.push(work([&served] { served = true; }))) std::this_thread::yield();
  while (!served) std::this_thread::yield();
  EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::milliseconds{1000});
}

TEST(WorkerPool, AStopDropsWhatWaits) {
  const auto clock = system_clock();
  WorkerPool pool{{.threads = 1, .queue = 100'000'000, .wait_ms = 0}, *clock};
  pool.start();
  std::latch inside{1}, leave{1};
  std::atomic<int> done{0};
  ASSERT_TRUE(pool.push(work([&] {
    inside.count_down();
    leave.wait();
    ++done;
  })));
  inside.wait();
  ASSERT_TRUE(pool.push(work([&done] { ++done; })));
  std::thread stopping{[&pool] { pool.stop(); }};
  while (pool.push(work([] {}))) std::this_thread::yield();
  leave.count_down();
  stopping.join();
  EXPECT_EQ(done, 1);
}

}  // namespace
}  // namespace tw::http
