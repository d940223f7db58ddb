#pragma once
// AnswerCache: what counts and sums gave, for as long as nothing at all was written. They read much
// and say little, and a screen asks for the same ones again and again. Exact: an answer belongs to
// one state of the data (SQLite's data_version, PostgreSQL's snapshot), and goes with it.
// Used by one thread at a time.

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/store/database.h"
#include "platform/store/sql/statement.h"

namespace tw::store::sql {

struct Answer {
  std::vector<ResultColumn> columns;
  std::vector<std::vector<Datum>> rows;
};

class AnswerCache {
 public:
  /// `state` names the state of the data that the caller sees; others' answers are forgotten.
  std::shared_ptr<const Answer> find(const std::string& state, const Statement& statement);
  /// Reads the cursor to its end and gives its rows, kept when they are few.
  std::shared_ptr<const Answer> keep(const Statement& statement, Cursor& cursor);

 private:
  std::string state_;
  std::unordered_map<std::string, std::shared_ptr<const Answer>> answers_;
};

std::unique_ptr<Cursor> cursor_over(std::shared_ptr<const Answer> answer);

}  // namespace tw::store::sql
