#pragma once
// IndexMerge: tidies the full-text index in small steps while nobody writes. Every commit leaves a
// segment in it, an import large ones; at sixteen of a level SQLite merges them inside somebody's
// write, which then takes seconds.

#include <cstdint>

#include "platform/store/sqlite/connection.h"

namespace tw::store::sqlite {

class IndexMerge {
 public:
  explicit IndexMerge(Connection& connection) : connection_{connection} {}
  /// Merges a little, about 10 ms; false when nothing is left to merge. AppError like any write.
  bool step();

 private:
  bool merge(int pages);
  bool is_worth_a_whole_merge();

  Connection& connection_;
  std::int64_t looked_at_ = -1;  // changes on this connection when its segments were last counted
};

}  // namespace tw::store::sqlite
