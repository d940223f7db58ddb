// Runs schemac on the trees of golden/ and compares what it writes with the files under
// golden/<tree>.expected. TW_UPDATE_GOLDEN=1 writes those files anew; read the difference before
// you commit it.

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "platform/base/json.h"

namespace tw::schemac {
namespace {

namespace fs = std::filesystem;

const fs::path golden = "tools/schemac/tests/golden";

std::string read(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void expect_golden(const std::string& text, const fs::path& expected) {
  if (::getenv("TW_UPDATE_GOLDEN") != nullptr) {
    fs::create_directories(expected.parent_path());
    std::ofstream{expected, std::ios::binary} << text;
    return;
  }
  ASSERT_TRUE(fs::exists(expected)) << expected;
  EXPECT_EQ(text, read(expected)) << expected;
}

class Golden : public ::testing::Test {
 protected:
  Golden() {
    std::string pattern = (fs::temp_directory_path() / "schemac-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~Golden() override { fs::remove_all(folder_); }

  /// Runs schemac; its output and exit status.
  std::pair<std::string, int> run(const std::string& arguments) const {
    const fs::path output = folder_ / "output.txt";
    const std::string command = std::string{TW_TOOL} + " " + arguments + " >" + output.string() +
                                " 2>" + (folder_ / "errors.txt").string();
    const int status = std::system(command.c_str());
    return {read(output), WIFEXITED(status) ? WEXITSTATUS(status) : -1};
  }
  std::string root(const std::string& tree) const { return "--root " + (golden / tree).string(); }

  fs::path folder_;
};

TEST_F(Golden, WritesKeysCatalogueAndTypes) {
  const fs::path out = folder_ / "gen";
  const auto [output, status] = run(root("good") + " --out " + out.string() + " --typescript " +
                                    (out / "entities.ts").string());
  EXPECT_EQ(status, 0) << output;
  const fs::path expected = golden / "good.expected";
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator{out}) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const std::string text = read(entry.path());
    expect_golden(text, expected / fs::relative(entry.path(), out));
    const bool is_json = entry.path().extension() == ".json";
    EXPECT_TRUE(!is_json || parse_json(text).has_value()) << entry;
  }
  EXPECT_EQ(files, 7);
}

TEST_F(Golden, LeavesUnchangedFilesAlone) {
  const fs::path out = folder_ / "gen";
  const std::string arguments = root("good") + " --out " + out.string();
  ASSERT_EQ(run(arguments).second, 0);
  const fs::path header = out / "shop" / "order.gen.h";
  const auto long_ago = fs::last_write_time(header) - std::chrono::hours{1};
  fs::last_write_time(header, long_ago);
  fs::resize_file(out / "catalog.json", 3);
  ASSERT_EQ(run(arguments).second, 0);
  EXPECT_EQ(fs::last_write_time(header), long_ago);
  EXPECT_GT(fs::file_size(out / "catalog.json"), 1000u);
}

TEST_F(Golden, ReportsAllFaultsWithTheirPlaces) {
  const auto [output, status] = run("--check " + root("bad"));
  EXPECT_EQ(status, 1);
  expect_golden(output, golden / "bad.expected.txt");
}

TEST_F(Golden, ReportsFaultsOfExpressions) {
  const auto [output, status] = run("--check " + root("expressions"));
  EXPECT_EQ(status, 1);
  expect_golden(output, golden / "expressions.expected.txt");
}

TEST_F(Golden, WritesNothingWhileThereAreFaults) {
  const fs::path out = folder_ / "gen";
  EXPECT_EQ(run(root("bad") + " --out " + out.string()).second, 1);
  EXPECT_FALSE(fs::exists(out));
}

TEST_F(Golden, PrintsTheSchemaThatItWrites) {
  const auto [output, status] = run("--schema");
  EXPECT_EQ(status, 0);
  EXPECT_EQ(output, read(golden / "good.expected" / "entity.schema.json"));
}

TEST_F(Golden, OurOwnTreeIsRight) {
  if (!fs::exists("modules")) GTEST_SKIP();
  const auto [output, status] = run("--check --root .");
  EXPECT_EQ(status, 0) << output;
}

}  // namespace
}  // namespace tw::schemac
