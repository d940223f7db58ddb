// What a unit puts off: its numbers, the search index, and in a batch the totals of others, which
// many of its records change.
#include "platform/record/pipeline.h"
#include "platform/record/totals.h"

namespace tw::record {

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

void Unit::settle() {
  write_numbers();
  settle_totals();
  tx_.session();  // writes what was appended, while the last words are cut
  unindexed_.write(tx_);
}

}  // namespace tw::record
