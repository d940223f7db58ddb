// kill -9 at random instants: what was answered is there (security.md R1). A power cut needs a disk
// that can be cut; the setting it depends on (synchronous=FULL) is checked in safety_test.cpp.

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

/// Runs in the child until it is killed: eight threads write, and each writes the id down once it
/// is answered.
[[noreturn]] void write_for_ever(const std::string& path, const std::string& log,
                                 std::int64_t first_id) {
  const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  DatabaseOptions options;
  options.sqlite_path = path;
  const auto database = Database::open(options);
  std::vector<std::thread> threads;
  for (int writer = 0; writer < 8; ++writer) {
    threads.emplace_back([&, writer] {
      for (std::int64_t i = 0;; ++i) {
        const std::int64_t id = first_id + i * 8 + writer;
        database->write([&](Transaction& tx) {
          tx.insert(customers(), {{"id", Id{id}}, {"version", 1}, {"name", std::string(200, 'x')}});
          tx.insert(orders(), {{"id", Id{id}}, {"customer_id", Id{id}}});
        });
        if (::write(file, &id, sizeof id) != sizeof id) _exit(3);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  _exit(0);
}

std::vector<std::int64_t> answered_ids(const std::string& log) {
  std::vector<std::int64_t> ids;
  std::ifstream file{log, std::ios::binary};
  for (std::int64_t id = 0; file.read(reinterpret_cast<char*>(&id), sizeof id);) ids.push_back(id);
  return ids;
}

TEST(Crash, NoAnsweredWriteIsLostByKill) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "the thread sanitizer does not follow threads after a fork";
#endif
  TemporaryDirectory directory;
  const std::string path = directory.file("test.db");
  const std::string log = directory.file("answered");
  DatabaseOptions options;
  options.sqlite_path = path;
  {
    const auto database = Database::open(options);
    database->apply(database->plan(test_schema()));
  }
  std::mt19937 random{20261121};
  std::size_t answered_before = 0;
  for (int round = 0; round < 10; ++round) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) write_for_ever(path, log, 1 + round * 10'000'000);
    // A slow disk may need longer for the first answer of a round.
    for (int tenths = 0; tenths < 300 && answered_ids(log).size() == answered_before; ++tenths)
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
    std::this_thread::sleep_for(std::chrono::milliseconds{random() % 400});
    ASSERT_EQ(kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";

    const auto database = Database::open(options);
    EXPECT_EQ(database->check(), std::vector<std::string>{});
    const std::vector<std::int64_t> answered = answered_ids(log);
    EXPECT_GT(answered.size(), answered_before);
    answered_before = answered.size();
    database->read([&](Reader& reader) {
      for (const Table* table : {&customers(), &orders()}) {
        Select query;
        query.sources = {{table, Source::Join::from, nullptr}};
        query.items = {column(*table, "id")};
        std::vector<std::int64_t> found;
        const auto cursor = reader.select(query);
        while (cursor->next()) found.push_back(cursor->integer(0));
        std::sort(found.begin(), found.end());
        std::size_t lost = 0;
        for (const std::int64_t id : answered)
          lost += !std::binary_search(found.begin(), found.end(), id);
        EXPECT_EQ(lost, 0u) << table->name << ", round " << round;
      }
    });
  }
}

}  // namespace
}  // namespace tw::store::testing
