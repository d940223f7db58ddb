#include <algorithm>
#include <array>

#include "platform/expr/binder.h"
#include "platform/expr/tree.h"

namespace tw::expr {
namespace {

using meta::Type;

constexpr std::string_view key_suffix = "_id";
constexpr std::array<std::string_view, 5> address_members{"street", "city", "region", "postcode",
                                                          "country"};

Type value_type_of(const meta::FieldDef& field) {
  return field.type == Type::formula || field.type == Type::rollup ? field.result : field.type;
}

bool is_record_key(const meta::FieldDef& field) {
  return field.type == Type::ref && field.target.empty();
}

/// Fields whose values no condition may see, whoever writes it.
bool is_closed(const meta::FieldDef& field) {
  return field.type == Type::secret || field.type == Type::json;
}

Step step_to(Step::What what, const meta::FieldDef* field, const meta::EntityDef* target) {
  Step step;
  step.what = what;
  step.field = field;
  step.target = target;
  return step;
}

}  // namespace

TypeOf type_of(const meta::FieldDef& field) {
  switch (value_type_of(field)) {
    case Type::boolean: return {ValueType::boolean};
    case Type::integer:
    case Type::duration: return {ValueType::integer};
    case Type::decimal:
    case Type::percent:
    case Type::money: return {ValueType::decimal, field.scale};
    case Type::date: return {ValueType::date};
    case Type::datetime: return {ValueType::datetime};
    case Type::choices:
    case Type::tags:
    case Type::files: return {ValueType::text_list};
    case Type::ref:
    case Type::file: return {ValueType::id};
    case Type::address:
    case Type::json:
    case Type::secret:
    case Type::refs:
    case Type::lines:
    case Type::formula:
    case Type::rollup: return {ValueType::any};
    default: return {ValueType::text};
  }
}

bool is_duration_field(const Node& node) {
  return node.kind == Kind::path && !node.steps.empty() &&
         node.steps.back().what == Step::What::field &&
         value_type_of(*node.steps.back().field) == Type::duration;
}

/// The names of one path and how far they are understood.
struct Binder::Walk {
  const Node* node = nullptr;
  std::vector<std::string> names;  // what is still to be walked
  std::size_t next = 0;
  const meta::EntityDef* here =
      nullptr;  // the entity that the next name is looked up in; nullptr: none may follow
  const meta::FieldDef* list = nullptr;  // a list of texts was reached
  bool many = false;                     // a collection of records was reached
  bool in_address = false;
  std::vector<Step> steps;
  int variable = -1;
  TypeOf type;
  NodePtr formula;  // the path ends in a formula: what it stands for

  bool last() const { return next == names.size(); }
};

NodePtr Binder::path(const Node& node) {
  Walk walk;
  if (!frame_.declared && context_.computed.contains(node.names.front()))
    return computed_name(node);
  if (!start(node, walk) || !walk_on(walk)) return nullptr;
  if (walk.formula != nullptr) return walk.formula;
  if (walk.many) return wrong_type(node, "any, all or $count", "collection");
  auto bound = std::make_shared<Node>(node);
  put_prefix(walk, bound->names);
  bound->steps = std::move(walk.steps);
  bound->variable = walk.variable;
  bound->type = walk.type.type;
  bound->scale = walk.type.scale;
  return counted(std::move(bound));
}

/// Inside a formula, names start at the record that the caller's expression is about.
void Binder::put_prefix(const Walk& walk, std::vector<std::string>& names) const {
  if (!frame_.declared || walk.variable != frame_.variable) return;
  if (names.front() == "$it") names.erase(names.begin());
  names.insert(names.begin(), frame_.names.begin(), frame_.names.end());
}

NodePtr Binder::computed_name(const Node& node) {
  const auto& [type, scale] = context_.computed.at(node.names.front());
  if (node.names.size() > 1) return wrong_type(node, "operator", "/");
  auto bound = std::make_shared<Node>(node);
  bound->type = type;
  bound->scale = scale;
  return counted(std::move(bound));
}

NodePtr Binder::collection(const Node& node, Variable& variable) {
  Walk walk;
  if (!start(node, walk) || !walk_on(walk)) return nullptr;
  if (walk.formula != nullptr ||
      (!walk.many && (walk.list == nullptr || walk.type.type != ValueType::text_list))) {
    return wrong_type(node, "collection",
                      name_of(walk.formula != nullptr ? walk.formula->type : walk.type.type));
  }
  variable.entity = walk.many ? walk.here : nullptr;
  variable.list = walk.list;
  auto bound = std::make_shared<Node>(node);
  put_prefix(walk, bound->names);
  bound->steps = std::move(walk.steps);
  bound->variable = walk.variable;
  bound->type = walk.many ? ValueType::any : ValueType::text_list;
  return counted(std::move(bound));
}

/// The first name may be `$it` or a lambda variable; otherwise the path starts at the frame's
/// record.
bool Binder::start(const Node& node, Walk& walk) {
  walk.node = &node;
  walk.names = node.names;
  if (node.names.front() == "$it") {
    walk.next = 1;
    if (walk.last()) {
      wrong_type(node, "name after $it", name_of(ValueType::any));
      return false;
    }
  } else {
    for (std::size_t i = variables_.size(); i > frame_.first_variable; --i) {
      const Variable& variable = variables_[i - 1];
      if (variable.name != node.names.front()) continue;
      walk.next = 1;
      walk.variable = static_cast<int>(i - 1);
      walk.here = variable.entity;
      if (variable.list != nullptr) walk.type = {ValueType::text};
      if (variable.entity != nullptr && walk.last()) {
        wrong_type(node, "name after " + variable.name, name_of(ValueType::any));
        return false;
      }
      return true;
    }
  }
  walk.here = frame_.entity;
  walk.variable = frame_.variable;
  walk.steps = frame_.steps;
  return true;
}

bool Binder::walk_on(Walk& walk) {
  while (!walk.last()) {
    const std::string& name = walk.names[walk.next++];
    if (name == "$count") {
      if (!step_count(walk)) return false;
      continue;
    }
    if (walk.in_address) {
      walk.in_address = false;
      if (std::find(address_members.begin(), address_members.end(), name) !=
          address_members.end()) {
        walk.steps.push_back(step_to(Step::What::member, nullptr, nullptr));
        walk.steps.back().member = name;
        walk.type = {ValueType::text};
        continue;
      }
      walk.here = nullptr;
    }
    if (walk.many) {
      wrong_type(*walk.node, "any, all or $count", "collection");
      return false;
    }
    const meta::FieldDef* field = walk.here == nullptr ? nullptr : walk.here->find(name);
    const meta::RelationDef* relation = walk.here == nullptr ? nullptr : walk.here->relation(name);
    const bool found = field != nullptr      ? step_field(walk, *field)
                       : relation != nullptr ? step_relation(walk, *relation)
                                             : step_key(walk, name);
    if (!found) return false;
  }
  return true;
}

bool Binder::allowed(const Walk& walk, const meta::EntityDef& entity, const meta::FieldDef& field) {
  const bool asked = !frame_.declared && context_.check;
  const bool children = field.type == Type::lines || field.type == Type::refs;
  if (asked) context_.check(entity, field);  // first: what is hidden answers like what is not there
  if (is_closed(field) || (asked && !children && !field.filterable)) {
    fault("expression.not_filterable",
          {{"field", field.name}, {"position", column_text(walk.node->position)}});
    return false;
  }
  return true;
}

bool Binder::step_field(Walk& walk, const meta::FieldDef& field) {
  if (!allowed(walk, *walk.here, field)) return false;
  const meta::EntityDef* target = field.target_entity;
  walk.type = type_of(field);
  const bool navigates = field.type == Type::ref && !is_record_key(field);
  if (navigates && !walk.last()) {
    // The key of the other record is here already.
    const bool key = walk.next + 1 == walk.names.size() && walk.names[walk.next] == "id";
    if (key) ++walk.next;
    walk.steps.push_back(step_to(key ? Step::What::key : Step::What::one, &field, target));
    walk.here = key ? nullptr : target;
    return true;
  }
  if (field.type == Type::refs || field.type == Type::lines) {
    walk.steps.push_back(step_to(Step::What::many, &field, target));
    walk.many = true;
    walk.here = target;
    return true;
  }
  const bool computed = field.type == Type::formula && field.storage == meta::Storage::none;
  if (computed && walk.last()) {
    walk.formula = formula(walk, field);
    return walk.formula != nullptr;
  }
  walk.steps.push_back(step_to(navigates ? Step::What::key : Step::What::field, &field, target));
  walk.list = walk.type.type == ValueType::text_list ? &field : nullptr;
  walk.in_address = field.type == Type::address;
  walk.here = nullptr;
  return true;
}

/// `account_id`, the key of the reference `account`; anything else is unknown.
bool Binder::step_key(Walk& walk, const std::string& name) {
  const std::string_view stem =
      std::string_view{name}.substr(0, name.size() - std::min(name.size(), key_suffix.size()));
  const meta::FieldDef* field =
      walk.here != nullptr && name.ends_with(key_suffix) ? walk.here->find(stem) : nullptr;
  if (field == nullptr || field->type != Type::ref || is_record_key(*field)) {
    fault("expression.unknown_field", {{"name", name},
                                       {"entity", walk.here != nullptr ? walk.here->name
                                                  : walk.next > 1      ? walk.names[walk.next - 2]
                                                                       : ""},
                                       {"position", column_text(walk.node->position)}});
    return false;
  }
  if (!allowed(walk, *walk.here, *field)) return false;
  walk.steps.push_back(step_to(Step::What::key, field, field->target_entity));
  walk.type = {ValueType::id};
  walk.here = nullptr;
  return true;
}

bool Binder::step_relation(Walk& walk, const meta::RelationDef& relation) {
  const meta::FieldDef* via =
      relation.target == nullptr ? nullptr : relation.target->find(relation.via);
  if (via != nullptr && !allowed(walk, *relation.target, *via)) return false;
  walk.steps.push_back(step_to(Step::What::many, nullptr, relation.target));
  walk.steps.back().relation = &relation;
  walk.many = true;
  walk.here = relation.target;
  walk.type = {ValueType::any};
  return true;
}

bool Binder::step_count(Walk& walk) {
  if (!walk.many && walk.list == nullptr) {
    wrong_type(*walk.node, "collection before $count", name_of(walk.type.type));
    return false;
  }
  walk.steps.push_back(step_to(Step::What::count, nullptr, nullptr));
  walk.many = false;
  walk.list = nullptr;
  walk.here = nullptr;
  walk.type = {ValueType::integer};
  return true;
}

NodePtr Binder::formula(const Walk& walk, const meta::FieldDef& field) {
  if (std::find(formulas_.begin(), formulas_.end(), &field) != formulas_.end()) {
    return fault("expression.cycle", {{"field", field.name}});
  }
  const auto parsed = parse(field.expression);
  if (!parsed) {
    problem_ = parsed.error();
    return nullptr;
  }
  Frame outer = frame_;
  frame_.entity = walk.here;
  frame_.steps = walk.steps;
  frame_.names.insert(frame_.names.end(), walk.node->names.begin(), walk.node->names.end() - 1);
  if (walk.variable != outer.variable)
    frame_.names.assign(walk.node->names.begin(), walk.node->names.end() - 1);
  frame_.variable = walk.variable;
  frame_.first_variable = variables_.size();
  frame_.declared = true;
  formulas_.push_back(&field);
  NodePtr bound = bind(*parsed);
  if (bound != nullptr) bound = to_result(std::move(bound), field);
  formulas_.pop_back();
  frame_ = std::move(outer);
  return bound;
}

}  // namespace tw::expr
