// A write or sync that fails never becomes an answered write (security.md R6): the k-th call fails,
// for every k.

#include "platform/store/tests/fault_vfs.h"
#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

struct Outcome {
  std::vector<std::int64_t> answered;
  bool read_only = false;
  bool struck = false;
  bool sync_failed = false;
};

class Faulty : public ::testing::Test {
 protected:
  void SetUp() override {
    fault_vfs::install();
    options_.vfs = "faulty";
    options_.sqlite_path = directory_.file("test.db");
  }
  void TearDown() override { faults().disarm(); }

  void fresh() {
    faults().disarm();
    for (const char* suffix : {"", "-wal", "-shm"})
      std::filesystem::remove(options_.sqlite_path + suffix);
    const auto database = Database::open(options_);
    database->apply(database->plan(test_schema()));
  }

  /// Twelve writes, some of them big enough to leave the cache early, with the fault somewhere
  /// among them.
  Outcome write_some() {
    Outcome outcome;
    try {
      const auto database = Database::open(options_);
      for (std::int64_t id = 1; id <= 12; ++id) {
        try {
          database->write([&](Transaction& tx) {
            tx.insert(customers(), {{"id", Id{id}},
                                    {"version", 1},
                                    {"name", std::string(id % 4 == 0 ? 50'000 : 50, 'x')}});
          });
          EXPECT_FALSE(database->read_only());
          outcome.answered.push_back(id);
        } catch (const AppError& error) {
          EXPECT_EQ(error.kind(), Errc::storage) << error.code();
        }
      }
      outcome.read_only = database->read_only();
      // Reading goes on whatever happened to the writer.
      database->read([&](Reader& reader) {
        Select query;
        query.sources = {{&customers(), Source::Join::from, nullptr}};
        query.items = {call(Fn::count_all, {})};
        EXPECT_GE(reader.count(query), static_cast<std::int64_t>(outcome.answered.size()));
      });
      outcome.struck = faults().failed;
      outcome.sync_failed = faults().sync_failed;
    } catch (const AppError&) {
      outcome.struck = true;  // it did not even open
    }
    return outcome;
  }

  void expect_all(const std::vector<std::int64_t>& answered, const std::string& what) {
    faults().disarm();
    const auto database = Database::open(options_);
    EXPECT_EQ(database->check(), std::vector<std::string>{}) << what;
    EXPECT_FALSE(database->read_only());
    for (const std::int64_t id : answered) {
      Select query;
      query.sources = {{&customers(), Source::Join::from, nullptr}};
      query.items = {column(customers(), "id")};
      query.where = equals(customers(), "id", Id{id});
      EXPECT_EQ(database->read([&](Reader& reader) { return reader.single(query); }), Value{Id{id}})
          << what;
    }
  }

  /// Tries every k until one lies beyond the last call.
  void every_k(bool sticky, bool only_syncs) {
    for (long k = 1;; ++k) {
      ASSERT_LT(k, 500);
      fresh();
      faults().arm(k, sticky, only_syncs);
      const Outcome outcome = write_some();
      const std::string what = "k=" + std::to_string(k);
      EXPECT_TRUE(outcome.read_only || !outcome.sync_failed) << what;
      expect_all(outcome.answered, what);
      if (!outcome.struck) {
        EXPECT_EQ(outcome.answered.size(), 12u);
        EXPECT_GT(k, 10) << "the fault never met a call";
        return;
      }
    }
  }

  // In memory where there is such a place: hundreds of databases are opened, and real syncs would
  // only cost time.
  TemporaryDirectory directory_{std::filesystem::exists("/dev/shm") ? "/dev/shm" : "/tmp"};
  DatabaseOptions options_;
};

TEST_F(Faulty, OneFailingCall) { every_k(false, false); }
TEST_F(Faulty, AllCallsFailFromThenOn) { every_k(true, false); }
TEST_F(Faulty, OneFailingSync) { every_k(false, true); }
TEST_F(Faulty, AllSyncsFailFromThenOn) { every_k(true, true); }

TEST_F(Faulty, AfterAFailedSyncOnlyReadsGoOn) {
  fresh();
  const auto database = Database::open(options_);
  const auto add = [&](std::int64_t id) {
    try {
      database->write([&](Transaction& tx) {
        tx.insert(customers(), {{"id", Id{id}}, {"version", 1}});
      });
    } catch (const AppError& error) {
      return error.code();
    }
    return std::string{};
  };
  EXPECT_EQ(add(1), "");
  faults().arm(1, false, true);
  EXPECT_EQ(add(2), "store.io");
  EXPECT_EQ(add(3), "store.read_only");  // the disk answers again, but nobody knows what it has
  EXPECT_TRUE(database->read_only());
  EXPECT_TRUE(database->ready());
}

TEST_F(Faulty, AFullDiskPasses) {
  fresh();
  const auto database = Database::open(options_);
  const auto add = [&](std::int64_t id) {
    database->write([&](Transaction& tx) {
      tx.insert(customers(), {{"id", Id{id}}, {"version", 1}});
    });
  };
  add(1);
  faults().arm(1, true, false);
  faults().code = SQLITE_FULL;
  for (int i = 0; i < 3; ++i) {
    try {
      add(2);
      FAIL() << "written to a full disk";
    } catch (const AppError& error) {
      EXPECT_EQ(error.code(), "store.full");
      EXPECT_EQ(error.kind(), Errc::storage);
    }
  }
  faults().disarm();
  add(2);
  EXPECT_FALSE(database->read_only());
}

}  // namespace
}  // namespace tw::store::testing
