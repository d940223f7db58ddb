#include "platform/base/seams.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <set>
#include <thread>

#include "platform/base/error.h"

namespace tw {
namespace {

class Folder : public ::testing::Test {
 protected:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "seams-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() override { std::filesystem::remove_all(path_); }
  std::string in(const std::string& name) const { return path_ + '/' + name; }
  std::size_t count() const {
    const std::filesystem::directory_iterator entries{path_};
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
  }
  std::string path_;
};

using Files = Folder;
using FileClockTest = Folder;

TEST(RandomTest, TheSameSeedGivesTheSameNumbers) {
  const auto a = seeded_random(7);
  const auto b = seeded_random(7);
  const auto c = seeded_random(8);
  const std::uint64_t first = a->next();
  EXPECT_EQ(first, b->next());
  EXPECT_NE(first, c->next());
  EXPECT_EQ(first, 0x63CBE1E459320DD7U);  // SplitMix64, published first output for seed 7
}

TEST(RandomTest, TokensAreUrlSafeAndDiffer) {
  const auto random = system_random();
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random->token(32));
  EXPECT_EQ(seen.size(), 1000U);
  constexpr auto alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (const std::string& token : seen) {
    EXPECT_EQ(token.size(), 43U);
    EXPECT_EQ(token.find_first_not_of(alphabet), std::string::npos);
  }
  EXPECT_EQ(random->token(0), "");
  EXPECT_EQ(random->token(1).size(), 2U);
}

TEST(ClockTest, TheSystemClockRunsForward) {
  const auto clock = system_clock();
  const std::int64_t start = clock->monotonic_ms();
  EXPECT_GT(clock->now(), *DateTime::parse("2025-01-01T00:00:00Z"));
  EXPECT_GE(clock->monotonic_ms(), start);
}

TEST(ClockTest, AManualClockMayBeSetWhileOthersRead) {
  ManualClock clock{DateTime{1000}};
  std::thread reader{[&clock] {
    for (int i = 0; i < 1000; ++i) EXPECT_GE(clock.now().ms(), 1000);
  }};
  for (int i = 0; i < 1000; ++i) clock.advance_ms(1);
  reader.join();
  EXPECT_EQ(clock.now().ms(), 2000);
  clock.set(DateTime{5});
  EXPECT_EQ(clock.monotonic_ms(), 5);
}

TEST_F(FileClockTest, ShowsWhatTheFileSays) {
  const auto files = system_files();
  files->write_durable(in("clock"), "2026-11-21T08:30:00.000Z\n");
  const auto clock = file_clock(in("clock"));
  EXPECT_EQ(clock->now().text(), "2026-11-21T08:30:00.000Z");
  files->write_durable(in("clock"), "2020-01-01T00:00:00Z");
  EXPECT_EQ(clock->now().text(), "2020-01-01T00:00:00.000Z");
}

TEST_F(FileClockTest, StandsStillWhileTheFileIsBroken) {
  const auto files = system_files();
  files->write_durable(in("clock"), "2026-11-21T08:30:00Z");
  const auto clock = file_clock(in("clock"));
  files->write_durable(in("clock"), "");
  EXPECT_EQ(clock->now().text(), "2026-11-21T08:30:00.000Z");
  files->remove(in("clock"));
  EXPECT_EQ(clock->now().text(), "2026-11-21T08:30:00.000Z");
}

TEST_F(FileClockTest, RefusesToStartWithoutAnInstant) {
  EXPECT_THROW(file_clock(in("absent")), AppError);
  system_files()->write_durable(in("clock"), "tomorrow");
  EXPECT_THROW(file_clock(in("clock")), AppError);
}

TEST_F(Files, AreReadAsTheyWereWritten) {
  const auto files = system_files();
  const std::string data = std::string(200'000, 'x') + '\0' + "end";
  files->write_durable(in("a"), data);
  EXPECT_EQ(files->read(in("a")), data);
  files->write_durable(in("a"), "");
  EXPECT_EQ(files->read(in("a")), "");
  EXPECT_EQ(count(), 1U) << "a temporary file was left behind";
  EXPECT_EQ(std::filesystem::status(in("a")).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(Files, WrittenByManyThreadsHoldOneOfTheTexts) {
  const auto files = system_files();
  std::vector<std::thread> writers;
  for (char c = 'a'; c < 'e'; ++c) {
    writers.emplace_back([&, c] {
      for (int i = 0; i < 20; ++i) files->write_durable(in("a"), std::string(10'000, c));
    });
  }
  for (auto& writer : writers) writer.join();
  const std::string data = files->read(in("a"));
  EXPECT_EQ(data, std::string(10'000, data.at(0)));
  EXPECT_EQ(count(), 1U);
}

TEST_F(Files, FailuresNameTheFileButNotItsFolder) {
  const auto files = system_files();
  try {
    static_cast<void>(files->read(in("absent.pdf")));
    FAIL() << "nothing was thrown";
  } catch (const AppError& error) {
    EXPECT_EQ(error.code(), "file.unreadable");
    EXPECT_EQ(error.kind(), Errc::not_found);
    EXPECT_EQ(error.params(), (Params{{"file", "absent.pdf"}}));
  }
  EXPECT_THROW(static_cast<void>(files->read(path_)), AppError);
  EXPECT_THROW(files->write_durable(in("no/such/folder"), "x"), AppError);
  std::filesystem::create_directory(in("folder"));
  EXPECT_THROW(files->write_durable(in("folder"), "x"), AppError);
  EXPECT_EQ(count(), 1U) << "a temporary file was left behind";
}

TEST_F(Files, APlaceThatTakesNoFilesIsAnError) {
  try {
    system_files()->write_durable("/proc/tradewind", "x");
    FAIL() << "nothing was thrown";
  } catch (const AppError& error) {
    EXPECT_EQ(error.code(), "file.unwritable");
    EXPECT_EQ(error.params(), (Params{{"file", "tradewind"}}));
  }
}

TEST_F(Files, DirectoriesAreMadeWithTheirParents) {
  const auto files = system_files();
  files->make_directories(in("a/b/c"));
  files->make_directories(in("a/b/c/"));
  files->make_directories(in("a//b"));
  EXPECT_TRUE(files->exists(in("a/b/c")));
  files->write_durable(in("file"), "x");
  EXPECT_THROW(files->make_directories(in("file")), AppError);
  EXPECT_THROW(files->make_directories(in("file/x")), AppError);
}

TEST_F(Files, RemovingTwiceIsNoError) {
  const auto files = system_files();
  files->write_durable(in("a"), "x");
  files->remove(in("a"));
  EXPECT_FALSE(files->exists(in("a")));
  EXPECT_NO_THROW(files->remove(in("a")));
}

}  // namespace
}  // namespace tw
