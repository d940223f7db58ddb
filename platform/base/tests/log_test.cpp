#include "platform/base/log.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <thread>
#include <vector>

#include "platform/base/json.h"
#include "platform/base/seams.h"
#include "platform/base/text.h"

namespace tw {
namespace {

class LogTest : public ::testing::Test {
 protected:
  LogTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "log-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    logger::to_directory(folder_.c_str());
    logger::set_level(logger::Level::info);
  }
  ~LogTest() override { std::filesystem::remove_all(folder_); }
  std::vector<json::value> lines() const {
    std::vector<json::value> out;
    const std::string text = system_files()->read(folder_ + "/tradewind.log");
    for (const std::string_view line : split(text, '\n')) {
      if (line.empty()) continue;
      auto value = parse_json(line);
      EXPECT_TRUE(value) << line;
      if (value) out.push_back(std::move(value).value());
    }
    return out;
  }
  std::string folder_;
};

TEST_F(LogTest, ALineIsOneJsonObject) {
  logger::warn("disk nearly full", "free=12\nforged line \"x\"\x01");
  ASSERT_EQ(lines().size(), 1U);
  const json::object line = lines()[0].as_object();
  EXPECT_EQ(line.at("level").as_string(), "warning");
  EXPECT_EQ(line.at("what").as_string(), "disk nearly full");
  EXPECT_EQ(line.at("detail").as_string(), "free=12\nforged line \"x\"\x01");
  EXPECT_TRUE(DateTime::parse(line.at("time").as_string()));
}

TEST_F(LogTest, TextThatIsNotUtf8IsRepaired) {
  logger::info("name", "\xBF\xF3 {} {0} %v");
  ASSERT_EQ(lines().size(), 1U);
  EXPECT_EQ(lines()[0].as_object().at("detail").as_string(), "\uFFFD\uFFFD {} {0} %v");
}

TEST_F(LogTest, TheLevelHolds) {
  logger::debug("quiet");
  logger::info("heard");
  logger::set_level(logger::Level::error);
  logger::warn("quiet");
  logger::error("heard");
  logger::set_level(logger::Level::info);
  EXPECT_EQ(lines().size(), 2U);
}

TEST_F(LogTest, LinesOfThreadsDoNotMix) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int n = 0; n < 50; ++n) logger::info("work", std::string(200, 'x'));
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(lines().size(), 200U);
}

TEST_F(LogTest, ADirectoryThatCannotBeUsedIsNoReasonToFail) {
  EXPECT_NO_THROW(logger::to_directory("/proc/nowhere"));
  EXPECT_NO_THROW(logger::info("still heard"));
}

}  // namespace
}  // namespace tw
