#pragma once
// EntityQuery: a query in the words of entities (fields, paths, bound expressions) lowered to a
// Select, with the caller's row scope on the entity and on every entity met on the way, and deleted
// records left out.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/expr/expression.h"
#include "platform/store/database.h"
#include "platform/store/permit.h"
#include "platform/store/select.h"

namespace tw::store {

class EntityQuery {
 public:
  /// `schema`, `permit` and `guard` must outlive the query.
  EntityQuery(const Schema& schema, const Permit& permit, const Guard& guard);

  /// Adds a result column and returns its position. Hidden fields throw AppError{forbidden,
  /// "field.hidden"}; a masked field is selected raw: the writer masks it (mask_of).
  int add_field(const meta::FieldDef& field);
  /// Field of a record reached through to-one references: {account, country}; null where the caller
  /// may not see it.
  int add_path(const std::vector<expr::Step>& steps);
  /// Any bound expression ($compute, formula).
  int add_expression(const expr::NodePtr& bound);
  /// A name made by $compute, usable in expressions added later.
  void define(const std::string& name, const expr::NodePtr& bound);
  /// Aggregates for $apply.
  enum class Aggregate : std::uint8_t { sum, min, max, average, count_distinct, count };
  int add_aggregate(Aggregate aggregate, const expr::NodePtr& bound);  // bound is nullptr for count
  void group_by(const expr::NodePtr& bound);
  /// `group_by` and a result column in one, so that a database sees one expression; its position.
  int add_group(const expr::NodePtr& bound);

  void where(const expr::NodePtr& bound);  // ANDed
  void where_id(Id id);
  /// The id comes when the query runs (Reader::compile).
  void where_id_later();
  void where_ids(const std::vector<Id>& ids);
  /// Children of many parents: `via` in ids, at most `per_parent` each.
  void where_parent(const meta::FieldDef& via, const std::vector<Id>& parents,
                    std::optional<std::int64_t> per_parent);
  /// Targets of a refs field for many owners; the owner id becomes result column 0 of
  /// `link_column()`.
  void where_linked(const meta::EntityDef& owner, const meta::FieldDef& refs,
                    const std::vector<Id>& owners, std::optional<std::int64_t> per_parent);
  /// The other side of a refs field: records of this entity whose `refs` names one of `targets`.
  void where_linked_back(const meta::FieldDef& refs, const std::vector<Id>& targets,
                         std::optional<std::int64_t> per_parent);
  int link_column() const;
  /// Records found by the search index for these tokens (see search/).
  void where_search(const std::vector<std::string>& tokens);
  void order_by(const expr::NodePtr& bound, bool descending);
  /// Rows after the given values of all order terms (keyset); call after the order terms. The id is
  /// always the last term.
  void after(const std::vector<Value>& last_values);
  void deleted(Deleted deleted);
  void limit(std::int64_t limit);
  void offset(std::int64_t offset);

  /// Order terms' values are appended as hidden result columns when `with_keys`; `key_columns()`
  /// tells where.
  const Select& build(bool with_keys = false);
  const std::vector<int>& key_columns() const;
  /// The same conditions as a capped count.
  Select build_count(std::int64_t cap) const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// phone 138****5678, mail l***@x.com, others: first and last character.
std::string mask_of(const meta::FieldDef& field, std::string_view value);

}  // namespace tw::store
