#pragma once
// SqlRecorder: appends every distinct SQL text that is prepared to a file, one a line (security.md
// S2: the set must stay finite and hold no input). A test seam; any thread.

#include <fstream>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

namespace tw::store::sql {

class SqlRecorder {
 public:
  /// An empty path records nothing.
  explicit SqlRecorder(const std::string& path);
  void record(std::string_view text);

 private:
  std::mutex mutex_;
  std::unordered_set<std::string> seen_;
  std::ofstream file_;
  const bool on_;
};

}  // namespace tw::store::sql
