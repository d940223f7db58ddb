#pragma once
// Records whose words go into the search index at the end of a unit: a full-text index writes
// itself out before every statement that may be undone. Cutting the words of many records takes as
// long as writing the records, so it goes on beside that.

#include <deque>
#include <future>
#include <optional>
#include <vector>

#include "platform/record/record.h"
#include "platform/search/search.h"

namespace tw::record {

class LateIndex {
 public:
  explicit LateIndex(const search::Index& index) : index_{index} {}

  void add(const Record& record);
  /// The record was removed again.
  void drop(Id id) { dropped_.push_back(id); }
  struct Mark {
    std::size_t records, dropped;
  };
  Mark mark() const { return {records_.size(), dropped_.size()}; }
  /// Forgets what came since.
  void undo_to(Mark mark);
  void write(store::Transaction& tx);

 private:
  struct Late {
    const meta::EntityDef* entity;
    Id id;
    std::vector<Value> values;
    bool is_new;
  };
  using Words = std::optional<store::SearchText>;
  void cut_ahead();
  static Words words_of(const Late& late);

  const search::Index& index_;
  std::deque<Late> records_;  // stay where they are while others come
  std::vector<Id> dropped_;
  std::vector<std::future<std::vector<Words>>> ahead_;  // of each full part of records_
};

}  // namespace tw::record
