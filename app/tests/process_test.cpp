// The program as its owner meets it: commands, signals, and the plug pulled.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include "app/tests/program.h"

namespace tw::testkit {
namespace {

TEST_F(Program, RefusesToInitialiseTwiceOrWithAWeakPassword) {
  EXPECT_NE(run({"init", "--data", data_, "--company", "x", "--admin-email", "a@test.example",
                 "--admin-password", "correct horse battery"})
                .code,
            0);
  const Outcome weak = run({"init", "--data", directory_.file("other"), "--company", "x",
                            "--admin-email", "a@test.example", "--admin-password", "12345678"});
  EXPECT_NE(weak.code, 0);
  EXPECT_FALSE(std::filesystem::exists(directory_.file("other") + "/tradewind.db"));
}

TEST_F(Program, PrintsAKeyAloneThatOpensTheApi) {
  const std::string secret = key();
  EXPECT_TRUE(secret.starts_with("tw_")) << secret;
  EXPECT_EQ(secret.size(), 46u);
  const ServerProcess server{data_};
  ASSERT_NE(server.port(), 0);
  EXPECT_EQ(server.ask("GET", "/api/v1/auth/me", secret).status, 200);
  EXPECT_EQ(server.ask("GET", "/api/v1/auth/me", "tw_" + std::string(43, 'A')).status, 401);
  EXPECT_EQ(server.ask("GET", "/api/v1/auth/me").status, 401);
}

TEST_F(Program, TellsItsHealthAndItsFigures) {
  const ServerProcess server{data_};
  ASSERT_NE(server.port(), 0);
  EXPECT_EQ(server.ask("GET", "/healthz").body, "ok\n");
  EXPECT_EQ(server.ask("GET", "/readyz").body, "ready\n");
  const auto figures = server.ask("GET", "/metrics");
  EXPECT_NE(figures.body.find("tradewind_http_requests_total"), std::string::npos);
  EXPECT_NE(figures.body.find("tradewind_database_read_only 0"), std::string::npos);
}

// A slow disk holds every worker that writes; whoever opens the page must still get all of it.
TEST_F(Program, ServesThePagesWhileEveryWorkerWaitsForTheDatabase) {
  const std::string secret = key();
  const ServerProcess server{data_};
  ASSERT_NE(server.port(), 0);
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open((data_ + "/tradewind.db").c_str(), &other), SQLITE_OK);
  sqlite3_busy_timeout(other, 5000);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  std::vector<std::jthread> writers;
  writers.reserve(32);
  for (int i = 0; i < 32; ++i)
    writers.emplace_back([&, i] {
      server.ask("POST", "/api/v1/tags", secret, R"({"name":")" + std::to_string(i) + "\"}");
    });
  std::this_thread::sleep_for(std::chrono::milliseconds{600});
  EXPECT_EQ(server.ask("GET", "/api/v1/tags", secret).status, 503);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(server.ask("GET", "/icon.svg").status, 200);
  EXPECT_EQ(server.ask("GET", "/accounts").status, 200);
  sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  writers.clear();
  EXPECT_EQ(server.ask("GET", "/api/v1/tags", secret).status, 200);
  sqlite3_close(other);
}

TEST_F(Program, ServesOneDataDirectoryOnce) {
  const ServerProcess first{data_};
  ASSERT_NE(first.port(), 0);
  ServerProcess second{data_};
  EXPECT_EQ(second.port(), 0);
  EXPECT_GT(second.wait(), 0);
  EXPECT_EQ(first.ask("GET", "/readyz").status, 200);
}

TEST_F(Program, RefusesWordsItDoesNotKnow) {
  EXPECT_EQ(run({"serve", "--data", data_, "--colour", "blue"}).code, 2);
  EXPECT_EQ(run({"dance"}).code, 2);
  std::ofstream{data_ + "/tradewind.yaml", std::ios::app} << "colour: blue\n";
  const Outcome refused = run({"user", "list", "--data", data_});
  EXPECT_NE(refused.code, 0);
  EXPECT_NE(refused.err.find("colour"), std::string::npos) << refused.err;
}

TEST_F(Program, RefusesADatabaseThatItWouldHaveToGuess) {
  const Outcome refused = run({"user", "list", "--data", directory_.file("nowhere")});
  EXPECT_NE(refused.code, 0);
  EXPECT_FALSE(refused.err.empty());
}

TEST_F(Program, KeepsUsersInOrder) {
  EXPECT_EQ(run({"user", "add", "--data", data_, "b@test.example", "--name", "小林", "--role",
                 "sales_rep", "--password", "tr0ubadour & three"})
                .code,
            0);
  EXPECT_NE(run({"user", "add", "--data", data_, "c@test.example", "--role", "king", "--password",
                 "tr0ubadour & three"})
                .code,
            0);
  EXPECT_NE(run({"user", "list", "--data", data_}).out.find("b@test.example\t小林\tactive"),
            std::string::npos);
  EXPECT_EQ(run({"user", "disable", "--data", data_, "b@test.example"}).code, 0);
  EXPECT_NE(run({"user", "list", "--data", data_}).out.find("b@test.example\t小林\tdisabled"),
            std::string::npos);
}

TEST_F(Program, ImportsAndExportsAndComesBackFromABackupTheSame) {
  const std::string table =
      file("accounts.csv", "external_id,name,country\nE1,Nordlicht,DE\nE2,远洋,CN\n");
  EXPECT_EQ(run({"import", "accounts", table, "--data", data_, "--dry-run"}).code, 0);
  EXPECT_EQ(run({"export", "accounts", "--data", data_}).out.find("Nordlicht"), std::string::npos);
  const Outcome imported = run({"import", "accounts", table, "--data", data_});
  EXPECT_EQ(imported.code, 0) << imported.out << imported.err;
  EXPECT_NE(run({"export", "accounts", "--data", data_}).out.find("远洋"), std::string::npos);

  const std::string before = run({"dump", "--canonical", "--data", data_}).out;
  EXPECT_NE(before.find("Nordlicht"), std::string::npos);
  const std::string copy = directory_.file("copy");
  EXPECT_EQ(run({"backup", copy, "--data", data_}).code, 0);
  EXPECT_EQ(
      run({"import", "accounts", file("more.csv", "external_id,name\nE3,Drei\n"), "--data", data_})
          .code,
      0);
  EXPECT_NE(run({"dump", "--canonical", "--data", data_}).out, before);
  const Outcome restored = run({"restore", copy, "--data", data_});
  EXPECT_EQ(restored.code, 0) << restored.err;
  EXPECT_EQ(run({"dump", "--canonical", "--data", data_}).out, before);

  EXPECT_EQ(run({"check", "--data", data_}).code, 0);
  EXPECT_NE(run({"migrate", "--plan", "--data", data_}).out.find("The schema is current."),
            std::string::npos);
}

TEST_F(Program, RefusesADamagedBackupAndKeepsWhatItHas) {
  const std::string copy = directory_.file("copy");
  ASSERT_EQ(run({"backup", copy, "--data", data_}).code, 0);
  std::filesystem::resize_file(copy, std::filesystem::file_size(copy) / 2);
  const std::string before = run({"dump", "--data", data_}).out;
  EXPECT_NE(run({"restore", copy, "--data", data_}).code, 0);
  EXPECT_EQ(run({"dump", "--data", data_}).out, before);
}

/// R1, ten rounds: whatever was acknowledged before the kill is there after it.
TEST_F(Program, KilledUnderLoadItLosesNothingItAnswered) {
  const std::string secret = key();
  std::mutex mutex;
  std::set<std::string> acknowledged;
  for (int round = 0; round < 10; ++round) {
    ServerProcess server{data_};
    ASSERT_NE(server.port(), 0) << "round " << round;
    std::vector<std::thread> writers;
    writers.reserve(4);
    const std::size_t before = acknowledged.size();
    for (int i = 0; i < 4; ++i)
      writers.emplace_back([&] {
        for (;;) {
          const auto answer = server.ask("POST", "/api/v1/accounts", secret, R"({"name":"x"})");
          if (answer.status != 201) return;
          const std::size_t at = answer.body.find("\"id\":\"");
          const std::lock_guard lock{mutex};
          acknowledged.insert(answer.body.substr(at + 6, 13));
        }
      });
    for (;;) {
      std::this_thread::sleep_for(std::chrono::milliseconds{5 + round});
      const std::lock_guard lock{mutex};
      if (acknowledged.size() >= before + 10) break;
    }
    server.signal(SIGKILL);
    EXPECT_EQ(server.wait(), -SIGKILL);
    for (std::thread& writer : writers) writer.join();
  }
  EXPECT_EQ(run({"check", "--data", data_}).code, 0);
  const ServerProcess server{data_};
  for (const std::string& id : acknowledged)
    EXPECT_EQ(server.ask("GET", "/api/v1/accounts/" + id + "?$select=id", secret).status, 200);
}

}  // namespace
}  // namespace tw::testkit
