#pragma once
// Permit: the proof that access was decided. Only access::Gate makes one, and reading or writing a
// record needs one, so a forgotten check does not compile.

#include <cstdint>
#include <memory>
#include <vector>

#include "platform/expr/expression.h"
#include "platform/meta/catalogue.h"

namespace tw::access {
class Gate;
}

namespace tw::store {

enum class Verb : std::uint8_t { read, create, update, remove, export_ };
/// What is done with records in the recycle bin.
enum class Deleted : std::uint8_t { hide, only, show };
enum class FieldRight : std::uint8_t { hidden, masked, read, write };

class Permit {
 public:
  const meta::EntityDef& entity() const { return *entity_; }
  Verb verb() const { return verb_; }
  /// Condition every row must meet, bound; nullptr = all rows. Uses aliases @me, @my_department and
  /// the lists below.
  const expr::NodePtr& scope() const { return scope_; }
  FieldRight right(const meta::FieldDef& field) const {
    return rights_[static_cast<std::size_t>(field.index)];
  }
  const expr::Environment& environment() const { return environment_; }

  /// Row scope by people, compiled by EntityQuery as one list parameter: rows whose owner is in
  /// `owners` or whose department is in `departments`. Both empty and `everyone` false: no row at
  /// all.
  bool everyone() const { return everyone_; }
  const std::vector<Id>& owners() const { return owners_; }
  const std::vector<Id>& departments() const { return departments_; }

 private:
  friend class ::tw::access::Gate;
  Permit() = default;
  const meta::EntityDef* entity_ = nullptr;
  Verb verb_ = Verb::read;
  bool everyone_ = false;
  std::vector<Id> owners_, departments_;
  expr::NodePtr scope_;
  std::vector<FieldRight> rights_;
  expr::Environment environment_;
};

/// Read permits of the caller for other entities met on the way (navigation, expand, any/all).
class Guard {
 public:
  virtual ~Guard() = default;
  /// nullptr: the caller may not read that entity at all.
  virtual const Permit* read_permit(const meta::EntityDef& entity) const = 0;
};

}  // namespace tw::store
