#pragma once
// The records that a batch meets again: found by their keys in one query, their values read in one
// more, so that unchanged rows cost no write and no query of their own.

#include <map>
#include <optional>
#include <unordered_map>

#include "platform/exchange/references.h"

namespace tw::exchange {

class Existing {
 public:
  /// Reads what the drafts name by key or id.
  Existing(store::Reader& reader, const record::RecordService& records, const access::Gate& gate,
           const Plan& plan, const std::vector<Draft>& drafts);

  enum class Found : std::uint8_t { no, yes, taken };  // taken: there, but not for the caller
  Found find(const Draft& draft, Id& id) const;
  /// Puts what the record keeps into the draft's JSON: stored lines' ids, other members of an
  /// address; then tells whether anything differs.
  bool complete(Id id, const Plan& plan, Draft& draft) const;

 private:
  struct Stored {
    Id id;
    std::unordered_map<std::string, Value> values;  // by field name
  };
  void read_values(store::Reader& reader, const record::RecordService& records,
                   const access::Gate& gate, const Plan& plan, const std::vector<Id>& ids);
  void read_lines(store::Reader& reader, const record::RecordService& records,
                  const access::Gate& gate, const LinePlan& lines, const std::vector<Id>& ids);
  void read_links(store::Reader& reader, const record::RecordService& records, const Plan& plan);

  std::unordered_map<std::string, Id> by_key_;
  std::unordered_map<Id, Stored> records_;
  std::map<std::pair<Id, const meta::FieldDef*>, std::vector<Stored>> lines_;
  std::map<std::pair<Id, const meta::FieldDef*>, std::vector<Id>> links_;
};

}  // namespace tw::exchange
