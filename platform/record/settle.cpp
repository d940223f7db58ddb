// What a unit puts off: the search index always, since a full-text index writes itself out before
// every statement that may be undone; in a batch also the totals of others, which many of its
// records change.
#include <future>

#include "platform/record/pipeline.h"
#include "platform/record/totals.h"
#include "platform/store/full_text.h"

namespace tw::record {

void Unit::index(const Record& record) {
  unindexed_.push_back({&record.entity(), record.id(), record.values(), record.is_new()});
}

void Unit::refresh_totals_of_others(const Record& record, const WriteOptions& options) {
  for (const RollupSource& source : service_.conditions().fed_by(record.entity())) {
    Due& due = due_[source.owner];
    due.sources.insert(&source);
    for (const Value* owner : {&record.get(*source.via), &record.stored(*source.via)})
      if (!owner->is_null()) due.owners.insert(owner->as<Id>());
  }
  if (!options.batch) settle_totals();
}

void Unit::settle_totals(const meta::EntityDef& owner) {
  const auto due = due_.find(&owner);
  if (due == due_.end()) return;
  const Due now = std::move(due->second);
  due_.erase(due);
  refresh_totals(*this, service_.conditions(), now.sources, now.owners);
  memory_.about(owner).records.clear();
}

void Unit::settle_totals() {
  while (!due_.empty()) settle_totals(*due_.begin()->first);
}

/// Cutting words takes as long as writing rows: in a batch both go on at the same time.
void Unit::settle_index() {
  const auto cut = [this] {
    std::vector<store::SearchText> texts;
    for (const Unindexed& late : unindexed_)
      if (late.is_new)
        if (auto words = search::Index::words_of(*late.entity, late.id, late.values))
          texts.push_back(*std::move(words));
    return texts;
  };
  constexpr std::size_t many = 100;
  auto texts =
      std::async(unindexed_.size() < many ? std::launch::deferred : std::launch::async, cut);
  tx_.session();  // writes what was appended
  store::FullTextIndex::put(tx_, texts.get(), store::FullTextIndex::Known::no);
  for (const Unindexed& late : unindexed_)
    if (!late.is_new) service_.index().put(tx_, *late.entity, late.id, late.values);
  unindexed_.clear();
}

void Unit::settle() {
  write_numbers();
  settle_totals();
  settle_index();
}

}  // namespace tw::record
