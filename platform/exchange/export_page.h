#pragma once
// What an export reads for one page of records: their fields as cells, the children of their
// `lines` fields, the names of the records that their `refs` fields link to.

#include <map>
#include <string>
#include <vector>

#include "platform/record/pipeline.h"
#include "platform/store/entity_query.h"

namespace tw::exchange {

/// The readable fields of an entity as columns of a query, and its rows as cells. A reference
/// becomes the key by which the import finds it, an address five cells.
class Cells {
 public:
  /// `without` is left out: the way from a line to its owner.
  Cells(store::EntityQuery& query, const access::Gate& gate, const store::Permit& permit,
        const meta::EntityDef& entity, const meta::FieldDef* without);
  void names(const std::string& prefix, std::vector<std::string>& names) const;
  void read(const store::Cursor& cursor, std::vector<Value>& cells) const;

 private:
  struct Item {
    const meta::FieldDef* field;
    std::vector<int> columns;  // of a reference: its keys, then its id
  };
  bool wanted(const meta::FieldDef& field) const;
  void add(store::EntityQuery& query, const meta::FieldDef& field);
  void read_item(const Item& item, const store::Cursor& cursor, std::vector<Value>& cells) const;

  const access::Gate& gate_;
  const store::Permit& permit_;
  std::vector<Item> items_;
};

/// The children of a `lines` field for one page of records.
class LinesOfPage {
 public:
  LinesOfPage(const record::RecordService& records, const access::Gate& gate,
              const meta::FieldDef& field)
      : records_{records}, gate_{gate}, field_{field} {}

  void names(std::vector<std::string>& names);
  void read(store::Reader& reader, const std::vector<Id>& ids);
  std::size_t count(Id id) const;
  void append(Id id, std::size_t line, std::vector<Value>& cells) const;

 private:
  Cells make_cells(store::EntityQuery& query) const;

  const record::RecordService& records_;
  const access::Gate& gate_;
  const meta::FieldDef& field_;
  std::size_t width_ = 0;
  std::map<Id, std::vector<std::vector<Value>>> rows_;
};

/// The targets of a `refs` field for one page of records, as one cell `key; key`.
class LinksOfPage {
 public:
  LinksOfPage(const record::RecordService& records, const access::Gate& gate,
              const meta::EntityDef& owner, const meta::FieldDef& field)
      : records_{records}, gate_{gate}, owner_{owner}, field_{field} {}

  const std::string& name() const { return field_.name; }
  void read(store::Reader& reader, const std::vector<Id>& ids);
  Value cell(Id id) const;

 private:
  const record::RecordService& records_;
  const access::Gate& gate_;
  const meta::EntityDef& owner_;
  const meta::FieldDef& field_;
  std::map<Id, std::string> texts_;
};

}  // namespace tw::exchange
