#pragma once
// OrderChoice: a list wants the first rows of an order among those that match. Either find all that
// match by an index and sort them, or walk an index of the order and test each row. SQLite does not
// see that a LIMIT lets the walk end early and always finds and sorts; with many matches that is
// hundreds of times slower. So we count the matches, only as far as it matters, and remember the
// answer for a while. Belongs to one connection.

#include <chrono>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/store/select.h"

namespace tw::store::sql {
class Session;
}

namespace tw::store::sqlite {

class OrderChoice {
 public:
  bool walk(sql::Session& session, const Select& query);

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Known {
    bool many = false;
    Time until;
  };

  bool matches_many(sql::Session& session, const Select& query, const TermPtr& condition,
                    const TermPtr& living, std::int64_t many);
  std::int64_t rows_of(sql::Session& session, const Table& table);

  std::unordered_map<std::string, Known> known_;
  std::unordered_map<std::string, std::pair<std::int64_t, Time>> rows_;
};

}  // namespace tw::store::sqlite
