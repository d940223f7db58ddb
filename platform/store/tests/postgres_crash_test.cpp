// No answered write is lost when the database dies under load, and the store heals by itself
// (security.md R2, R4).

#include <atomic>
#include <mutex>
#include <set>

#include "platform/store/tests/postgres_cluster.h"
#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

class PostgresCrash : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!PostgresCluster::possible()) GTEST_SKIP() << "PostgreSQL 15 is not installed";
    cluster_ = std::make_unique<PostgresCluster>();
    DatabaseOptions options;
    options.postgres_uri = cluster_->uri();
    options.readers = 4;
    database_ = Database::open(options);
    database_->apply(database_->plan(test_schema()));
  }
  void add(std::int64_t id) {
    database_->write([&](Transaction& tx) {
      tx.insert(customers(), {{"id", Id{id}}, {"version", 1}, {"code", std::to_string(id)}});
      tx.insert(orders(), {{"id", Id{id}}, {"customer_id", Id{id}}});
    });
  }
  std::string code_of_adding(std::int64_t id) {
    try {
      add(id);
      return {};
    } catch (const AppError& error) {
      EXPECT_EQ(error.kind(), Errc::busy) << error.code();
      return error.code();
    }
  }
  std::set<std::int64_t> stored(const Table& table, std::string_view column_name) {
    return database_->read([&](Reader& reader) {
      Select query;
      query.sources = {{&table, Source::Join::from, nullptr}};
      query.items = {column(table, column_name)};
      std::set<std::int64_t> ids;
      const auto cursor = reader.select(query);
      while (cursor->next()) ids.insert(cursor->integer(0));
      return ids;
    });
  }
  template <class Condition>
  static bool within(milliseconds patience, Condition&& holds) {
    for (const auto end = SteadyClock::now() + patience; SteadyClock::now() < end;) {
      if (holds()) return true;
      std::this_thread::sleep_for(milliseconds{10});
    }
    return false;
  }

  std::unique_ptr<PostgresCluster> cluster_;
  std::unique_ptr<Database> database_;
};

/// Writes on eight threads and remembers what was answered.
class Load {
 public:
  template <class Add>
  explicit Load(Add add) {
    for (int i = 0; i < 8; ++i) threads_.emplace_back([this, add] { write(add); });
  }
  ~Load() { stop(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  void stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }
  std::size_t acknowledged() {
    const std::lock_guard lock{mutex_};
    return done.size();
  }
  std::set<std::int64_t> done, unknown;
  std::atomic<int> refused{0};

 private:
  template <class Add>
  void write(Add& add) {
    while (!stopping_) {
      const std::int64_t id = ++next_;
      const std::string code = add(id);
      const std::lock_guard lock{mutex_};
      if (code.empty())
        done.insert(id);
      else if (code == "store.outcome_unknown")
        unknown.insert(id);
      else
        ++refused;
    }
  }
  std::atomic<std::int64_t> next_{0};
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

TEST_F(PostgresCrash, NoAnsweredWriteIsLostAndTheStoreHeals) {
  Load load{[&](std::int64_t id) { return code_of_adding(id); }};
  for (int round = 0; round < 5; ++round) {
    const std::size_t before = load.acknowledged();
    ASSERT_TRUE(within(milliseconds{10'000}, [&] { return load.acknowledged() > before + 20; }));
    std::this_thread::sleep_for(milliseconds{37 * round});
    cluster_->kill();
    ASSERT_TRUE(within(milliseconds{5'000}, [&] { return !database_->ready(); }));
    const int refused = load.refused;
    ASSERT_TRUE(within(milliseconds{5'000}, [&] { return load.refused > refused + 8; }));
    cluster_->start();
    ASSERT_TRUE(within(milliseconds{3'000}, [&] { return database_->ready(); }));
  }
  const std::size_t before = load.acknowledged();
  EXPECT_TRUE(within(milliseconds{10'000}, [&] { return load.acknowledged() > before + 20; }));
  load.stop();
  const std::set<std::int64_t> found = stored(customers(), "id");
  for (const std::int64_t id : load.done)
    EXPECT_TRUE(found.contains(id)) << id << " was answered and is lost";
  for (const std::int64_t id : found) {
    EXPECT_TRUE(load.done.contains(id) || load.unknown.contains(id))
        << id << " was refused and is there";
  }
  EXPECT_EQ(found, stored(orders(), "customer_id"));
  EXPECT_TRUE(database_->check().empty());
}

class PostgresStandby : public PostgresCrash {
 protected:
  /// Every COMMIT waits for a standby from now on, and there is none.
  void demand_standby(bool demanded) {
    cluster_->command(std::string{"ALTER SYSTEM SET synchronous_standby_names = '"} +
                      (demanded ? "*" : "") + "'");
    cluster_->command("SELECT pg_reload_conf()");
    ASSERT_TRUE(within(milliseconds{5'000}, [&] {
      return cluster_->command("SHOW synchronous_standby_names") == (demanded ? "*" : "");
    }));
  }
  std::string waiting() {
    return cluster_->command(
        "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' LIMIT 1");
  }
};

TEST_F(PostgresStandby, AnEndedWaitIsNoAnswer) {
  demand_standby(true);
  std::string code;
  std::thread writer{[&] { code = code_of_adding(1); }};
  EXPECT_TRUE(within(milliseconds{5'000}, [&] { return !waiting().empty(); }));
  cluster_->command("SELECT pg_cancel_backend(" + waiting() + ")");
  writer.join();
  EXPECT_EQ(code, "store.outcome_unknown");
  std::thread second{[&] { code = code_of_adding(2); }};
  EXPECT_TRUE(within(milliseconds{5'000}, [&] { return !waiting().empty(); }));
  cluster_->command("SELECT pg_terminate_backend(" + waiting() + ")");
  second.join();
  EXPECT_EQ(code, "store.outcome_unknown");
  demand_standby(false);
  EXPECT_EQ(code_of_adding(3), "");
}

TEST_F(PostgresStandby, AWaitWithoutEndIsLeftAloneAndReported) {
  demand_standby(true);
  const auto begun = SteadyClock::now();
  EXPECT_EQ(code_of_adding(1), "store.outcome_unknown");
  EXPECT_LT(SteadyClock::now() - begun, milliseconds{12'000});
  // The connection is gone, the wait is not: nobody cancelled it, nor did the server by itself.
  std::this_thread::sleep_for(milliseconds{3'000});
  EXPECT_NE(waiting(), "");
  demand_standby(false);
  EXPECT_TRUE(within(milliseconds{5'000}, [&] { return stored(customers(), "id").contains(1); }));
}

}  // namespace
}  // namespace tw::store::testing
