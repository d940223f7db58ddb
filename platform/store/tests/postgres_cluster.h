#pragma once
// A PostgreSQL of a test's own, which it may kill, misconfigure and start again.

#include <libpq-fe.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

namespace tw::store::testing {

class PostgresCluster {
 public:
  static bool possible() { return std::filesystem::exists(std::string{programs} + "/initdb"); }

  PostgresCluster() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tradewind-pg.XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
    home_ = pattern;
    if (::geteuid() == 0) shell("chown postgres: " + home_);
    run("initdb -D " + home_ + "/data -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8");
    port_ = 20'000 + static_cast<int>(::getpid() % 10'000);
    start();
    command("CREATE ROLE tradewind LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE");
    command("CREATE DATABASE tradewind OWNER tradewind");
  }
  ~PostgresCluster() {
    kill();
    std::filesystem::remove_all(home_);
  }
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  /// `settings`: `-c fsync=off` and the like. After a kill the old server's memory may take a while
  /// to go.
  void start(const std::string& settings = {}) {
    const std::string text = "pg_ctl -s -w -D " + home_ + "/data -l " + home_ +
                             "/log start -o '-p " + std::to_string(port_) + " -k " + home_ +
                             " -c listen_addresses=127.0.0.1 " + settings + "'";
    for (int attempt = 0; attempt < 50; ++attempt) {
      if (quietly(text) == 0) return;
      std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    throw std::runtime_error("PostgreSQL did not start");
  }
  void stop() { quietly("pg_ctl -s -D " + home_ + "/data -m fast stop"); }
  /// SIGKILL to the server's first process; the others notice and go.
  void kill() {
    std::ifstream file{home_ + "/data/postmaster.pid"};
    pid_t pid = 0;
    if (file >> pid) ::kill(pid, SIGKILL);
  }

  /// The address of the server's role, and of the superuser.
  std::string uri() const { return address("tradewind"); }
  std::string superuser_uri() const { return address("postgres"); }

  /// One statement as the superuser; the first column of the first row.
  std::string command(const std::string& text, const std::string& database = "postgres") {
    PGconn* connection = PQconnectdb((socket_of("postgres") + " dbname=" + database).c_str());
    PGresult* result = PQexec(connection, text.c_str());
    const ExecStatusType status = PQresultStatus(result);
    const bool rows = status == PGRES_TUPLES_OK && PQntuples(result) > 0;
    const std::string answer = rows ? PQgetvalue(result, 0, 0) : "";
    const std::string problem = PQerrorMessage(connection);
    PQclear(result);
    PQfinish(connection);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
      throw std::runtime_error(text + ": " + problem);
    return answer;
  }

 private:
  static constexpr const char* programs = "/usr/lib/postgresql/15/bin";

  std::string socket_of(const std::string& role) const {
    return "host=" + home_ + " port=" + std::to_string(port_) + " user=" + role;
  }
  std::string address(const std::string& role) const {
    return "postgresql://" + role + "@127.0.0.1:" + std::to_string(port_) + "/tradewind";
  }
  static int shell(const std::string& text) {
    return std::system((text + " > /dev/null 2>&1").c_str());
  }
  /// PostgreSQL refuses to run as root.
  static int quietly(const std::string& text) {
    const std::string program = std::string{programs} + "/" + text;
    return shell(::geteuid() == 0 ? "cd / && runuser -u postgres -- " + program : program);
  }
  static void run(const std::string& text) {
    if (quietly(text) != 0) throw std::runtime_error(text);
  }

  std::string home_;
  int port_ = 0;
};

}  // namespace tw::store::testing
