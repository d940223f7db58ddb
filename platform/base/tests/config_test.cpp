#include "platform/base/config.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "platform/base/seams.h"

namespace tw {
namespace {

class ConfigTest : public ::testing::Test {
 protected:
  using Texts = std::map<std::string, std::string>;

  ConfigTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "config-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~ConfigTest() override { std::filesystem::remove_all(folder_); }
  Config load(const std::string& yaml, const Texts& environment = {}, const Texts& flags = {}) {
    if (!yaml.empty()) system_files()->write_durable(folder_ + "/tradewind.yaml", yaml);
    problems_ = {};
    return load_config(folder_, environment, flags, problems_);
  }
  std::string problems() const {
    std::string all;
    for (const Problem& problem : problems_.list()) {
      all += problem.code + ' ' + problem.field + " (" + problem.params.at("where") + ")\n";
    }
    return all;
  }
  std::string folder_;
  Problems problems_;
};

TEST_F(ConfigTest, WithoutAFileTheDefaultsStand) {
  const Config config = load("");
  EXPECT_EQ(problems(), "");
  EXPECT_EQ(config.data_directory, folder_);
  EXPECT_EQ(config.listen, "127.0.0.1:8080");
  EXPECT_EQ(config.session_idle_minutes, 480);
}

TEST_F(ConfigTest, FlagsWinOverTheEnvironmentAndThatOverTheFile) {
  const std::string yaml = "listen: 0.0.0.0:1\nworkers: 1\nlog_level: warn\n";
  const Config config = load(yaml, {{"TRADEWIND_WORKERS", "2"}, {"TRADEWIND_LOG_LEVEL", "error"}},
                             {{"log-level", "debug"}});
  EXPECT_EQ(problems(), "");
  EXPECT_EQ(config.listen, "0.0.0.0:1");
  EXPECT_EQ(config.workers, 2);
  EXPECT_EQ(config.log_level, "debug");
}

TEST_F(ConfigTest, ReadsEverySetting) {
  const Config config = load(
      "database: postgresql://crm@db/crm\nlisten: '[::1]:8443'\nworkers: 16\n"
      "max_body_bytes: 1048576\npublic_url: https://crm.example/\nlog_level: error\n"
      "tls_certificate: c.pem\ntls_key: k.pem\nsession_idle_minutes: 30\n"
      "session_absolute_hours: 12\n",
      {}, {{"clock", "clock.txt"}, {"record_sql", "sql.txt"}});
  EXPECT_EQ(problems(), "");
  EXPECT_EQ(config.database, "postgresql://crm@db/crm");
  EXPECT_EQ(config.listen, "[::1]:8443");
  EXPECT_EQ(config.workers, 16);
  EXPECT_EQ(config.max_body_bytes, 1'048'576U);
  EXPECT_EQ(config.public_url, "https://crm.example");
  EXPECT_EQ(config.log_level, "error");
  EXPECT_EQ(config.tls_certificate, "c.pem");
  EXPECT_EQ(config.tls_key, "k.pem");
  EXPECT_EQ(config.session_idle_minutes, 30);
  EXPECT_EQ(config.session_absolute_hours, 12);
  EXPECT_EQ(config.clock_file, "clock.txt");
  EXPECT_EQ(config.record_sql_file, "sql.txt");
}

TEST_F(ConfigTest, EveryFaultIsToldAtOnceWithItsPlace) {
  load(
      "worker: 4\nlisten: nowhere\nworkers: many\nlog_level: loud\nlog_level: info\n"
      "database: [a]\nclock: x\ndata: y\n",
      {{"TRADEWIND_PORT", "80"}, {"PATH", "/bin"}}, {{"workers", "-1"}, {"verbose", "yes"}});
  EXPECT_EQ(problems(),
            "config.unknown_key worker (tradewind.yaml:1)\n"
            "config.malformed listen (tradewind.yaml:2)\n"
            "config.malformed workers (tradewind.yaml:3)\n"
            "config.malformed log_level (tradewind.yaml:4)\n"
            "config.malformed log_level (tradewind.yaml:5)\n"
            "config.malformed database (tradewind.yaml:6)\n"
            "config.unknown_key clock (tradewind.yaml:7)\n"
            "config.unknown_key data (tradewind.yaml:8)\n"
            "config.unknown_key port (TRADEWIND_PORT)\n"
            "config.unknown_key verbose (--verbose)\n"
            "config.malformed workers (--workers)\n");
}

TEST_F(ConfigTest, AFileThatIsNoYamlIsAProblemNotACrash) {
  for (const char* yaml :
       {"listen: [", "- a\n- b\n", "just text", "{{{", "a: &x *x", "? [a]\n: b\n", "\tlisten: x"}) {
    load(yaml);
    EXPECT_FALSE(problems_.empty()) << yaml;
  }
  load("# only a comment\n");
  EXPECT_EQ(problems(), "");
  load("workers:\n");
  EXPECT_EQ(problems(), "");
}

TEST_F(ConfigTest, NeverRepeatsAValueInAProblem) {
  load("", {{"TRADEWIND_PUBLIC_URL", "secret"}, {"TRADEWIND_PASSWORD", "secret"}});
  EXPECT_EQ(problems_.list().size(), 2U);
  for (const Problem& problem : problems_.list()) {
    for (const auto& [name, value] : problem.params) EXPECT_NE(value, "secret") << name;
  }
}

TEST_F(ConfigTest, LeavesAloneWhatIsNotMeantForIt) {
  load("", {{"TRADEWIND_REFERENCE_DATA", "x"},
            {"TRADEWIND_TEST_DATABASE", "x"},
            {"TRADEWIND_LISTEN", ""},
            {"HOME", "/"}});
  EXPECT_EQ(problems(), "");
}

TEST_F(ConfigTest, TheDataDirectoryOfTheFlagIsWhereTheFileIsRead) {
  std::filesystem::create_directory(folder_ + "/other");
  system_files()->write_durable(folder_ + "/other/tradewind.yaml", "workers: 9\n");
  const Config config =
      load("workers: 3\n", {{"TRADEWIND_DATA", "/nowhere"}}, {{"data", folder_ + "/other"}});
  EXPECT_EQ(problems(), "");
  EXPECT_EQ(config.workers, 9);
  EXPECT_EQ(config.data_directory, folder_ + "/other");
}

TEST_F(ConfigTest, ACertificateNeedsItsKey) {
  load("tls_certificate: c.pem\n");
  EXPECT_EQ(problems(), "config.malformed tls_key (tls_key)\n");
}

TEST_F(ConfigTest, NumbersHaveBounds) {
  for (const char* workers : {"", "1x", "1.5", "99999999999999999999", "1025", "-1", " 4"}) {
    Problems problems;
    load_config(folder_, {}, {{"workers", workers}}, problems);
    EXPECT_EQ(problems.list().size(), 1U) << workers;
  }
  for (const char* listen : {"", ":80", "host", "host:", "host:x", "host:65536", "host:-1"}) {
    Problems problems;
    const Config config = load_config(folder_, {}, {{"listen", listen}}, problems);
    EXPECT_EQ(problems.list().size(), 1U) << listen;
    EXPECT_EQ(config.listen, "127.0.0.1:8080") << listen;
  }
}

}  // namespace
}  // namespace tw
