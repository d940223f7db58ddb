#pragma once
// Temporary files and the reference data for the tests of exchange.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "platform/exchange/exchange.h"

namespace tw::exchange::test {

using Rows = std::vector<std::vector<std::string>>;

inline Rows rows_of(TableReader& reader) {
  Rows rows;
  std::vector<std::string> cells;
  while (reader.next(cells)) rows.push_back(cells);
  return rows;
}

inline std::string read_file(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content, std::string_view ending = ".csv") {
    static int count = 0;
    path_ = (std::filesystem::temp_directory_path() /
             ("tw_exchange_" + std::to_string(::getpid()) + "_" + std::to_string(++count) +
              std::string{ending}))
                .string();
    std::ofstream{path_, std::ios::binary} << content;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A folder of the reference data; empty where it is absent.
inline std::string reference_data(const std::string& folder) {
  const char* root = std::getenv("TRADEWIND_REFERENCE_DATA");
  const std::string path = std::string{root == nullptr ? "../shared/data" : root} + "/" + folder;
  return std::filesystem::exists(path) ? path : "";
}

}  // namespace tw::exchange::test
