#pragma once
// Lowering: a bound expression becomes terms over tables. Paths through references become left
// joins, collections become EXISTS, decimals become integers of one scale. Every entity met on the
// way is limited to what the caller may see.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "platform/expr/expression.h"
#include "platform/store/permit.h"
#include "platform/store/select.h"

namespace tw::store {

class Lowering {
 public:
  Lowering(const Schema& schema, const Guard& guard, const expr::Environment& environment);

  /// Begins the outermost select on the entity's table and returns it for building.
  Select& begin(const meta::EntityDef& entity);
  /// Names of $compute, lowered when they are met.
  void define(const std::string& name, TermPtr term) { computed_[name] = std::move(term); }

  TermPtr lower(const expr::NodePtr& node);
  /// A field reached through to-one references, from the record itself.
  TermPtr path(const std::vector<expr::Step>& steps);
  /// Row scope of a permit on the source of the current level; nullptr = all rows. Deleted rows are
  /// left out.
  TermPtr scope(const Permit& permit, int source, Deleted deleted);
  /// Only a line's parent: it must be visible and not deleted.
  TermPtr parent_scope(const meta::EntityDef& line, int source);

 private:
  struct Level;
  struct Place {
    std::size_t level = 0;
    int source = 0;
    const meta::EntityDef* entity = nullptr;
  };
  /// What the paths and lambda variables of the expression being lowered start at.
  struct Origin {
    Place place;
    std::size_t first_lambda = 1;  // level
    bool of_rule = false;          // an access rule speaks of facts, whoever may see them
  };
  struct Level {
    Select* select = nullptr;
    Place variable;                    // the element a lambda runs over
    std::map<std::string, int> joins;  // path → source, so that a path is joined once
  };

  TermPtr literal(const expr::Node& node) const;
  TermPtr truth(const expr::NodePtr& node);
  TermPtr binary(const expr::Node& node);
  TermPtr comparison(const expr::Node& node);
  TermPtr arithmetic(const expr::Node& node);
  TermPtr multiplication(const expr::Node& node, TermPtr a, TermPtr b) const;
  TermPtr division(const expr::Node& node, TermPtr a, TermPtr b) const;
  TermPtr in_list(const expr::Node& node);
  TermPtr function(const expr::Node& node);
  TermPtr cast(const expr::Node& node);
  TermPtr lambda(const expr::Node& node);
  TermPtr list_lambda(const expr::Node& node);
  TermPtr list_has(const expr::Node& over, const expr::NodePtr& body);
  TermPtr path_of(const expr::Node& node);

  Place start_of(int variable) const;
  TermPtr walk(Place place, const std::vector<expr::Step>& steps, std::size_t from);
  Place join_one(Place place, const expr::Step& step, const std::string& key);
  /// A select over the collection, related to `place`; `element` receives where its records lie.
  Select collection(Place place, const expr::Step& step, Place& element);
  Select elements(const std::function<TermPtr()>& list);
  TermPtr list_count(const Place& place, const meta::FieldDef& field);
  TermPtr column_at(const Place& place, std::string_view name) const;
  TermPtr visible(const meta::EntityDef& entity, int source);
  bool has_rule(const meta::EntityDef& entity) const;
  /// The record of that id exists and may be seen; `key` is said from one level further in.
  TermPtr among_visible(const meta::EntityDef& entity, TermPtr key);
  TermPtr living(const meta::EntityDef& entity, int source, Deleted deleted) const;
  const Table& table(const meta::EntityDef& entity) const { return schema_.table(entity.set); }

  const Schema& schema_;
  const Guard& guard_;
  const expr::Environment& environment_;
  std::vector<Level> levels_;
  Origin origin_;
  std::map<std::string, TermPtr> computed_;
  Select root_;
};

/// The same number at another scale, exact upwards, rounded half away from zero downwards.
TermPtr at_scale(TermPtr term, int scale);

}  // namespace tw::store
