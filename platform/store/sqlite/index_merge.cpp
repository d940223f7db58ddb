#include "platform/store/sqlite/index_merge.h"

#include <string>

namespace tw::store::sqlite {
namespace {

constexpr int pages_a_step = 500;  // 2 MB

}  // namespace

bool IndexMerge::step() {
  if (merge(pages_a_step)) return true;
  // A negative number takes all segments together; the steps that follow go on with that.
  return is_worth_a_whole_merge() && merge(-pages_a_step);
}

bool IndexMerge::merge(int pages) {
  const std::int64_t before = sqlite3_total_changes64(connection_.handle());
  connection_.run("INSERT INTO search_index (search_index, rank) VALUES ('merge', " +
                  std::to_string(pages) + ")");
  // One change is the INSERT itself: nothing was merged.
  return sqlite3_total_changes64(connection_.handle()) - before > 1;
}

/// An import leaves a few large segments of each level: the next small ones that come would have
/// the whole index written anew in the midst of somebody's work. So this is done now, whenever what
/// came since amounts to half of what was one.
bool IndexMerge::is_worth_a_whole_merge() {
  constexpr std::int64_t often = 10'000;
  const std::int64_t changes = sqlite3_total_changes64(connection_.handle());
  if (looked_at_ >= 0 && changes - looked_at_ < often) return false;
  looked_at_ = changes;
  // The table has a row for each page of each segment.
  return connection_.answer_of(
             "SELECT sum(pages) - max(pages) > max(1000, max(pages) / 2) FROM (SELECT count(*) AS "
             "pages FROM search_index_idx GROUP BY segid)") == "1";
}

}  // namespace tw::store::sqlite
