#pragma once
// CommonWords: what PostgreSQL's own statistics say about the words of the search index. Common
// words are soon found among the newest records, rare ones by the index; nobody but the statistics
// knows which is which before looking. A wrong guess costs time, never a hit. Any thread.

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "platform/store/postgres/connection.h"

namespace tw::store::postgres {

class CommonWords {
 public:
  /// Will at most about so many records have all of these words, the last one as a beginning? Asks
  /// `connection` for the statistics when they are old.
  bool finds_few(Connection& connection, const std::vector<std::string>& tokens, double most);

 private:
  using SteadyClock = std::chrono::steady_clock;
  using Counts = std::map<std::string, double>;  // about so many records have the word

  std::shared_ptr<const Counts> counts(Connection& connection);

  std::mutex mutex_;
  std::shared_ptr<const Counts> counts_;
  SteadyClock::time_point renew_at_ = SteadyClock::time_point::min();
};

}  // namespace tw::store::postgres
