#pragma once
// What one unit has learned, so that a thousand records of an import do not ask the same question a
// thousand times: a transaction sees no other's changes, and its own make it forget.

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "platform/record/record.h"

namespace tw::record {

class Memory {
 public:
  /// About the records of one entity.
  struct About {
    std::unordered_set<Id> visible;  // to the caller
    std::unordered_map<const meta::FieldDef*, std::unordered_set<std::string>>
        free;                                               // unique values
    std::unordered_map<Id, std::optional<Record>> records;  // nothing: not for the caller
    std::unordered_map<std::string, Value> answers;
  };
  About& about(const meta::EntityDef& entity) { return known_[&entity]; }

  /// A record was written: what was asked of its entity may have another answer now.
  void created(const Record& record);
  void changed(const meta::EntityDef& entity) { known_.erase(&entity); }
  void forget() { known_.clear(); }

 private:
  std::unordered_map<const meta::EntityDef*, About> known_;
};

/// What the records of a batch will ask one by one, to be asked at once (Unit::look_ahead).
struct Questions {
  std::map<const meta::EntityDef*, std::vector<Id>> references;      // which of them are visible
  std::map<const meta::FieldDef*, std::vector<std::string>> unique;  // which of them are taken
};

}  // namespace tw::record
