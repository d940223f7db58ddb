#pragma once
// Finds the records that cells name: one query per target, key and batch, never one per row; only
// what the caller may see counts. What was found is remembered for the next batches.

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/exchange/draft.h"
#include "platform/record/pipeline.h"

namespace tw::exchange {

/// Ids and key texts of the records whose `key` is one of `texts`, whoever may see them, deleted
/// ones too.
std::vector<std::pair<std::string, Id>> ids_by_key(store::Reader& reader,
                                                   const store::Schema& schema,
                                                   const meta::EntityDef& entity,
                                                   const meta::FieldDef& key,
                                                   const std::vector<std::string>& texts);
/// Those of `ids` that the caller may see.
std::set<Id> visible_of(store::Reader& reader, const store::Schema& schema,
                        const access::Gate& gate, const meta::EntityDef& entity,
                        const std::vector<Id>& ids);

class References {
 public:
  References(const record::RecordService& records, const access::Gate& gate)
      : records_{records}, gate_{gate} {}

  /// Looks up everything the drafts name and that is not known yet. Forgets what `add` was told
  /// since the last `keep` (a transaction that runs again starts anew).
  void look_up(store::Reader& reader, const std::vector<Draft>& drafts);
  /// Problems: import.no_such_reference {entity, value}, import.ambiguous_reference. An empty id is
  /// a record that this dry run would have made.
  Result<Id> find(const BoundPath& path, const std::string& text) const;

  /// A record made in the running transaction; `keep` once it is committed.
  void add(const meta::EntityDef& entity, const json::object& body, Id id);
  void keep();
  /// After a dry run's rollback: the records count as made, without an id.
  void pretend();

 private:
  using Key = std::pair<const meta::EntityDef*, const meta::FieldDef*>;
  struct Found {
    Id id;
    bool several = false;
    bool pretended = false;
  };
  using Known = std::unordered_map<std::string, Found>;

  std::vector<const meta::FieldDef*> keys_of(const BoundPath& path) const;
  const Found* known(const Key& key, const std::string& text) const;
  void query(store::Reader& reader, const Key& key, const std::set<std::string>& texts);
  void query_ids(store::Reader& reader, const meta::EntityDef& entity,
                 const std::set<std::string>& texts);

  const record::RecordService& records_;
  const access::Gate& gate_;
  std::map<Key, Known> known_, fresh_;
  std::size_t size_ = 0;
};

}  // namespace tw::exchange
