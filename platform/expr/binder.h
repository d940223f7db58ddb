#pragma once
// Binder: one walk over a parsed tree that finds names, checks types and converts literals. Every
// function returns nullptr after a fault, which `problem` then holds. Internal to expr/; its parts
// lie in bind*.cpp.

#include <optional>
#include <string>
#include <vector>

#include "platform/expr/expression.h"

namespace tw::expr {

/// Type and, for decimals, scale of a field's values; `any` for what cannot be compared.
struct TypeOf {
  ValueType type = ValueType::any;
  int scale = 0;
};
TypeOf type_of(const meta::FieldDef& field);
/// The word for messages: "integer", "list".
std::string name_of(ValueType type);

class Binder {
 public:
  explicit Binder(const BindContext& context);

  NodePtr bind(const NodePtr& node);
  NodePtr bind_condition(const NodePtr& node);
  /// A formula of `entity`, converted to the field's declared result.
  NodePtr bind_formula(const NodePtr& parsed, const meta::FieldDef& field);
  const std::optional<Problem>& problem() const { return problem_; }

 private:
  /// A lambda variable: a record of an entity, or one text of a list field.
  struct Variable {
    std::string name;
    const meta::EntityDef* entity = nullptr;
    const meta::FieldDef* list = nullptr;
  };
  /// Whose expression is being bound: the caller's, or that of a formula reached by a path.
  struct Frame {
    const meta::EntityDef* entity = nullptr;
    std::vector<Step> steps;  // put before paths that start at the record
    std::vector<std::string> names;
    int variable = -1;
    std::size_t first_variable = 0;  // older variables are not its own
    bool declared = false;           // a formula: no rights are asked, no caller's names are known
  };
  struct Walk;  // one path on its way

  // bind.cpp
  NodePtr bind_inside(const NodePtr& node);
  NodePtr alias(const NodePtr& node);
  NodePtr unary(const Node& node);
  NodePtr binary(const Node& node);
  NodePtr logical(const Node& node, NodePtr left, NodePtr right);
  NodePtr comparison(const Node& node, NodePtr left, NodePtr right);
  NodePtr has(const Node& node, NodePtr list, NodePtr item);
  NodePtr in_list(const Node& node);
  NodePtr lambda(const Node& node);
  NodePtr arithmetic(const Node& node, NodePtr left, NodePtr right);
  NodePtr time_arithmetic(const Node& node, NodePtr left, NodePtr right);

  // bind_function.cpp
  NodePtr function(const Node& node);
  NodePtr pattern(const Node& node, const NodePtr& text);
  NodePtr cast(const Node& node);
  NodePtr cast_to(const Node& node, const NodePtr& value, ValueType target);
  NodePtr to_result(NodePtr value, const meta::FieldDef& field);

  // bind_literal.cpp
  bool unify(NodePtr& left, NodePtr& right, Op op);
  /// The literal as the type of `other`; itself where nothing fits; nullptr after a fault.
  NodePtr converted(const NodePtr& literal, const NodePtr& other);
  NodePtr converted_text(const NodePtr& literal, const NodePtr& other);
  NodePtr checked_option(const NodePtr& literal, const NodePtr& other);
  const meta::FieldDef* options_of(const Node& node) const;

  // bind_path.cpp
  NodePtr path(const Node& node);
  NodePtr collection(const Node& node, Variable& variable);
  void put_prefix(const Walk& walk, std::vector<std::string>& names) const;
  NodePtr computed_name(const Node& node);
  bool start(const Node& node, Walk& walk);
  bool walk_on(Walk& walk);
  bool step_field(Walk& walk, const meta::FieldDef& field);
  bool step_key(Walk& walk, const std::string& name);
  bool step_relation(Walk& walk, const meta::RelationDef& relation);
  bool step_count(Walk& walk);
  bool allowed(const Walk& walk, const meta::EntityDef& entity, const meta::FieldDef& field);
  NodePtr formula(const Walk& walk, const meta::FieldDef& field);

  /// Sets the problem; the first one stays.
  NodePtr fault(std::string code, Params params);
  NodePtr wrong_type(const Node& at, std::string expected);
  NodePtr wrong_type(const Node& at, std::string expected, std::string found);
  NodePtr counted(std::shared_ptr<Node> node);

  const BindContext& context_;
  Frame frame_;
  std::vector<Variable> variables_;
  std::vector<const meta::FieldDef*> formulas_;  // being written out, outermost first
  std::size_t nodes_ = 0;
  int depth_ = 0;
  std::optional<Problem> problem_;
};

/// Is this a path that ends in a field of type duration (minutes)?
bool is_duration_field(const Node& node);
/// The minutes of a duration field as milliseconds.
NodePtr in_milliseconds(NodePtr minutes);
/// A cast that bind itself puts in.
NodePtr make_cast(NodePtr value, ValueType target, int scale);

}  // namespace tw::expr
