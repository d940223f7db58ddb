#pragma once
// Which databases tests run on, and where their files lie. SQLite always; PostgreSQL when
// TRADEWIND_TEST_POSTGRES names a database in which the tests may make schemas of their own.

#include <filesystem>
#include <string>
#include <vector>

namespace tw::testkit {

/// "sqlite", and "postgres" where there is one.
std::vector<std::string> database_kinds();

/// A directory that goes away with the test; in memory where the machine has such a place.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The root of the repository, from wherever the test binary was started.
std::filesystem::path repository();

}  // namespace tw::testkit
