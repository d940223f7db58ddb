// Many threads write at once: every answered row is there, and a failing writer hurts nobody else.

#include <atomic>

#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

class Concurrency : public StoreTest {
 protected:
  template <class F>
  static void in_threads(int threads, F&& body) {
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i) running.emplace_back([&body, i] { body(i); });
    for (std::thread& thread : running) thread.join();
  }
};
INSTANTIATE_TEST_SUITE_P(Both, Concurrency, ::testing::ValuesIn(database_kinds()));

TEST_P(Concurrency, SixteenWritersLoseNothing) {
  constexpr int writers = 16, rows = 50;
  std::atomic<int> answered{0}, refused{0}, told{0};
  in_threads(writers, [&](int writer) {
    for (int i = 0; i < rows; ++i) {
      const std::int64_t id = writer * 1000 + i + 1;
      try {
        db().write([&](Transaction& tx) {
          tx.insert(customers(),
                    {{"id", Id{id}}, {"version", 1}, {"code", "C" + std::to_string(id)}});
          // Every tenth write fails after it has changed something.
          if (i % 10 == 9) tx.insert(customers(), {{"id", Id{id}}, {"version", 1}});
          tx.after_commit([&] { ++told; });
        });
        ++answered;
      } catch (const AppError& error) {
        EXPECT_EQ(error.code(), "store.unique");
        ++refused;
      }
    }
  });
  EXPECT_EQ(answered, writers * rows * 9 / 10);
  EXPECT_EQ(refused, writers * rows / 10);
  EXPECT_EQ(told, answered);
  EXPECT_EQ(count(customers()), answered);
  EXPECT_TRUE(db().check().empty());
}

TEST_P(Concurrency, CountersNeverSkipOrRepeat) {
  add_customer(1, "A");
  std::mutex mutex;
  std::vector<std::int64_t> numbers;
  in_threads(8, [&](int) {
    for (int i = 0; i < 25; ++i) {
      const std::int64_t number = db().write([&](Transaction& tx) {
        return tx.increment(customers(), "version", 1, equals(customers(), "id", Id{1}));
      });
      const std::lock_guard lock{mutex};
      numbers.push_back(number);
    }
  });
  std::sort(numbers.begin(), numbers.end());
  ASSERT_EQ(numbers.size(), 200u);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    EXPECT_EQ(numbers[i], static_cast<std::int64_t>(i) + 2);
}

TEST_P(Concurrency, ReadsGoOnWhileOthersWrite) {
  std::atomic<bool> stop{false};
  std::atomic<int> reads{0};
  std::thread reader{[&] {
    while (!stop) {
      db().read([&](Reader& r) {
        // Both rows of a write are seen, or neither.
        EXPECT_EQ(r.count(count_of(customers())), r.count(count_of(orders())));
      });
      ++reads;
    }
  }};
  in_threads(4, [&](int writer) {
    for (int i = 1; i <= 25; ++i) {
      const Id id{writer * 1000 + i};
      db().write([&](Transaction& tx) {
        tx.insert(customers(), {{"id", id}, {"version", 1}});
        tx.insert(orders(), {{"id", id}, {"customer_id", id}});
      });
    }
  });
  stop = true;
  reader.join();
  EXPECT_GT(reads, 0);
  EXPECT_EQ(count(customers()), 100);
}

TEST_P(Concurrency, MoreReadersThanConnectionsWaitTheirTurn) {
  add_customer(1, "A");
  in_threads(12, [&](int) {
    for (int i = 0; i < 50; ++i) EXPECT_EQ(count(customers()), 1);
  });
}

}  // namespace
}  // namespace tw::store::testing
