#pragma once
// Reads whole records for the pipeline: every stored field, whatever the caller may see, since
// hooks and rules need them. Rights are decided before (`visible`), by the caller's permit.

#include <optional>
#include <vector>

#include "platform/record/record.h"
#include "platform/store/database.h"
#include "platform/store/entity_query.h"

namespace tw::record {

enum class WithLines : std::uint8_t { no, yes };

class Loader {
 public:
  explicit Loader(const store::Schema& schema) : schema_{schema} {}

  /// Also finds deleted records.
  std::optional<Record> load(store::Reader& reader, const meta::EntityDef& entity, Id id,
                             WithLines lines) const;
  std::vector<Id> links(store::Reader& reader, const meta::EntityDef& entity,
                        const meta::FieldDef& refs, Id id) const;
  /// The records of a relation or a refs field, not deleted, at most 1000: for conditions read in
  /// memory.
  std::vector<Record> related(store::Reader& reader, const Record& record,
                              const expr::Step& step) const;
  /// Whether the permit's row scope covers the record.
  bool visible(store::Reader& reader, const store::Permit& permit, const store::Guard& guard, Id id,
               store::Deleted deleted = store::Deleted::hide) const;

  /// What is now in the database becomes "stored" (after a save).
  static void mark_stored(Record& record);

 private:
  std::vector<Id> related_ids(store::Reader& reader, const Record& record,
                              const expr::Step& step) const;
  store::Select all_columns(const meta::EntityDef& entity) const;
  static Record read_row(const meta::EntityDef& entity, const store::Cursor& cursor);
  void load_lines(store::Reader& reader, Record& record) const;
  const store::Schema& schema_;
};

}  // namespace tw::record
