// What SQLite must not run on (security.md R5), and the settings every connection really has.

#include "platform/store/sqlite/safety.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/store/sqlite/connection.h"
#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

template <class F>
std::string refusal(F&& action) {
  try {
    action();
  } catch (const AppError& error) {
    EXPECT_EQ(error.kind(), Errc::storage);
    EXPECT_EQ(error.code(), "store.unsafe");
    return error.params().at("setting");
  }
  return {};
}

TEST(Safety, OldVersionsAreRefused) {
  EXPECT_EQ(refusal([] { sqlite::refuse_old_version(3053001); }), "SQLite 3053001 < 3053002");
  EXPECT_EQ(refusal([] { sqlite::refuse_old_version(3040001); }), "SQLite 3040001 < 3053002");
  EXPECT_EQ(refusal([] { sqlite::refuse_old_version(3053002); }), "");
  EXPECT_EQ(refusal([] { sqlite::refuse_old_version(sqlite3_libversion_number()); }), "");
}

TEST(Safety, WeakSyncIsRefused) {
  EXPECT_EQ(refusal([] { sqlite::refuse_weak_sync("0"); }), "synchronous=0");
  EXPECT_EQ(refusal([] { sqlite::refuse_weak_sync("1"); }), "synchronous=1");
  EXPECT_EQ(refusal([] { sqlite::refuse_weak_sync("2"); }), "");
}

TEST(Safety, NetworkFileSystemsAreRefused) {
  EXPECT_TRUE(sqlite::is_network_file_system(0x6969));
  EXPECT_TRUE(sqlite::is_network_file_system(0xFF534D42));
  EXPECT_TRUE(sqlite::is_network_file_system(0x65735546));
  EXPECT_FALSE(sqlite::is_network_file_system(0xEF53));      // ext4
  EXPECT_FALSE(sqlite::is_network_file_system(0x58465342));  // XFS
  EXPECT_FALSE(sqlite::is_network_file_system(0x9123683E));  // Btrfs
  EXPECT_FALSE(sqlite::is_network_file_system(0x01021994));  // tmpfs
}

class Opened : public ::testing::Test {
 protected:
  void SetUp() override { options_.sqlite_path = directory_.file("test.db"); }
  TemporaryDirectory directory_;
  DatabaseOptions options_;
};

TEST_F(Opened, ASecondOpeningIsRefused) {
  const auto first = Database::open(options_);
  EXPECT_EQ(refusal([&] { Database::open(options_); }),
            "another process has " + options_.sqlite_path + " open");
}

TEST_F(Opened, ASecondProcessIsRefused) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "the thread sanitizer does not follow threads after a fork";
#endif
  int ready[2], finish[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(finish), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto database = Database::open(options_);
    char byte = 'r';
    if (write(ready[1], &byte, 1) != 1 || read(finish[0], &byte, 1) != 1) _exit(1);
    _exit(0);
  }
  char byte = 'f';
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_NE(refusal([&] { Database::open(options_); }), "");
  ASSERT_EQ(write(finish[1], &byte, 1), 1);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(refusal([&] { Database::open(options_); }), "");  // its lock went with it
}

TEST_F(Opened, AFileThatIsNoDatabaseIsNotTouched) {
  std::ofstream{options_.sqlite_path}
      << "This is a letter, not a database, and it is long enough to have a header.";
  EXPECT_THROW(Database::open(options_), AppError);
  std::ifstream file{options_.sqlite_path};
  std::string word;
  file >> word;
  EXPECT_EQ(word, "This");
}

TEST_F(Opened, AMissingDirectoryIsAClearError) {
  options_.sqlite_path = directory_.file("none/test.db");
  try {
    Database::open(options_);
    FAIL();
  } catch (const AppError& error) {
    EXPECT_EQ(error.code(), "store.cannot_open");
    EXPECT_NE(error.params().at("reason").find("No such file"), std::string::npos);
  }
}

TEST_F(Opened, OthersCannotReadTheFiles) {
  const auto database = Database::open(options_);
  database->apply(database->plan(test_schema()));
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    struct stat info {};
    ASSERT_EQ(stat((options_.sqlite_path + suffix).c_str(), &info), 0) << suffix;
    EXPECT_EQ(info.st_mode & 0777u, 0600u) << suffix;
  }
}

TEST_F(Opened, EveryConnectionHasTheSettings) {
  sql::SqlRecorder recorder{""};
  for (const sqlite::Role role : {sqlite::Role::writer, sqlite::Role::reader}) {
    sqlite::Connection connection{options_.sqlite_path, "", role, recorder};
    EXPECT_EQ(connection.answer_of("PRAGMA journal_mode"), "wal");
    EXPECT_EQ(connection.answer_of("PRAGMA synchronous"), "2");
    EXPECT_EQ(connection.answer_of("PRAGMA foreign_keys"), "1");
    EXPECT_EQ(connection.answer_of("PRAGMA trusted_schema"), "0");
    EXPECT_EQ(connection.answer_of("PRAGMA busy_timeout"), "5000");
    int defensive = 0;
    sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
    EXPECT_EQ(defensive, 1);
  }
  sqlite::Connection hostile{options_.sqlite_path, "", sqlite::Role::hostile, recorder};
  EXPECT_EQ(hostile.answer_of("PRAGMA cell_size_check"), "1");
  sqlite::Connection reader{options_.sqlite_path, "", sqlite::Role::reader, recorder};
  EXPECT_THROW(reader.run("CREATE TABLE t (a INTEGER)"), AppError);
}

TEST_F(Opened, PreparedStatementsStayBounded) {
  sql::SqlRecorder recorder{""};
  sqlite::Connection connection{options_.sqlite_path, "", sqlite::Role::writer, recorder};
  const sqlite::Prepared held = connection.prepare("SELECT -1");
  for (int i = 0; i < 1000; ++i) connection.run("SELECT " + std::to_string(i));
  int statements = 0;
  for (sqlite3_stmt* s = sqlite3_next_stmt(connection.handle(), nullptr); s != nullptr;
       s = sqlite3_next_stmt(connection.handle(), s)) {
    ++statements;
  }
  EXPECT_LE(statements, 201);
  EXPECT_EQ(sqlite3_step(held.get()), SQLITE_ROW);
}

}  // namespace
}  // namespace tw::store::testing
