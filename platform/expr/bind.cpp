#include <algorithm>

#include "platform/expr/binder.h"
#include "platform/expr/functions.h"
#include "platform/expr/tree.h"

namespace tw::expr {
namespace {

bool is_number(ValueType type) { return type == ValueType::integer || type == ValueType::decimal; }
bool is_day(ValueType type) { return type == ValueType::date || type == ValueType::datetime; }
bool is_null(const NodePtr& node) { return node->type == ValueType::null; }

std::shared_ptr<Node> copy_with(const Node& node, std::vector<NodePtr> children, ValueType type) {
  auto bound = std::make_shared<Node>(node);
  bound->children = std::move(children);
  bound->type = type;
  return bound;
}

}  // namespace

std::string name_of(ValueType type) {
  switch (type) {
    case ValueType::null: return "null";
    case ValueType::boolean: return "boolean";
    case ValueType::integer: return "integer";
    case ValueType::decimal: return "decimal";
    case ValueType::text: return "text";
    case ValueType::date: return "date";
    case ValueType::datetime: return "datetime";
    case ValueType::duration: return "duration";
    case ValueType::id: return "id";
    case ValueType::text_list: return "list";
    case ValueType::any: break;
  }
  return "record";
}

Binder::Binder(const BindContext& context) : context_{context} { frame_.entity = context.entity; }

NodePtr Binder::bind(const NodePtr& node) {
  if (problem_) return nullptr;
  if (depth_ >= max_bound_depth) return fault("expression.too_complex", too_complex().params);
  ++depth_;
  NodePtr bound = bind_inside(node);
  --depth_;
  return bound;
}

NodePtr Binder::bind_condition(const NodePtr& node) {
  NodePtr bound = bind(node);
  if (bound == nullptr || bound->type == ValueType::boolean) return bound;
  return wrong_type(*bound, name_of(ValueType::boolean));
}

NodePtr Binder::fault(std::string code, Params params) {
  if (!problem_) problem_ = Problem{std::move(code), "", std::move(params)};
  return nullptr;
}

NodePtr Binder::wrong_type(const Node& at, std::string expected) {
  return wrong_type(at, std::move(expected), name_of(at.type));
}

NodePtr Binder::wrong_type(const Node& at, std::string expected, std::string found) {
  return fault("expression.type", {{"position", column_text(at.position)},
                                   {"expected", std::move(expected)},
                                   {"found", std::move(found)}});
}

NodePtr Binder::counted(std::shared_ptr<Node> node) {
  if (++nodes_ > max_bound_nodes) return fault("expression.too_complex", too_complex().params);
  return node;
}

NodePtr Binder::bind_inside(const NodePtr& node) {
  switch (node->kind) {
    case Kind::literal: return counted(std::make_shared<Node>(*node));
    case Kind::path: return path(*node);
    case Kind::alias: return alias(node);
    case Kind::unary: return unary(*node);
    case Kind::binary: return binary(*node);
    case Kind::in_list: return in_list(*node);
    case Kind::function: return function(*node);
    case Kind::lambda: return lambda(*node);
  }
  return nullptr;
}

NodePtr Binder::alias(const NodePtr& node) {
  const std::string& name = node->names.front();
  auto bound = std::make_shared<Node>(*node);
  if (name == "me" || name == "my_department") bound->type = ValueType::id;
  if (name == "today") bound->type = ValueType::date;
  if (name == "now") bound->type = ValueType::datetime;
  if (bound->type != ValueType::any) return counted(std::move(bound));
  const auto found = context_.aliases.find(name);
  const bool known =
      !frame_.declared && found != context_.aliases.end() && found->second != nullptr;
  if (!known || found->second->kind != Kind::literal) {
    return fault("expression.unknown_alias",
                 {{"name", name}, {"position", column_text(node->position)}});
  }
  bound = std::make_shared<Node>(*found->second);
  bound->position = node->position;
  return counted(std::move(bound));
}

NodePtr Binder::unary(const Node& node) {
  NodePtr operand = bind(node.children.front());
  if (operand == nullptr) return nullptr;
  if (node.op == Op::not_) {
    if (operand->type != ValueType::boolean && !is_null(operand)) {
      return wrong_type(*operand, name_of(ValueType::boolean));
    }
    return counted(copy_with(node, {std::move(operand)}, ValueType::boolean));
  }
  const ValueType type = operand->type;
  if (!is_number(type) && type != ValueType::duration && type != ValueType::null) {
    return wrong_type(*operand, "number");
  }
  auto bound = copy_with(node, {operand}, type);
  bound->scale = operand->scale;
  return counted(std::move(bound));
}

NodePtr Binder::binary(const Node& node) {
  NodePtr left = bind(node.children[0]);
  NodePtr right = left == nullptr ? nullptr : bind(node.children[1]);
  if (right == nullptr) return nullptr;
  switch (node.op) {
    case Op::and_:
    case Op::or_: return logical(node, std::move(left), std::move(right));
    case Op::has: return has(node, std::move(left), std::move(right));
    case Op::in: return has(node, std::move(right), std::move(left));
    case Op::add:
    case Op::sub:
    case Op::mul:
    case Op::div:
    case Op::divby:
    case Op::mod: return arithmetic(node, std::move(left), std::move(right));
    default: return comparison(node, std::move(left), std::move(right));
  }
}

NodePtr Binder::logical(const Node& node, NodePtr left, NodePtr right) {
  for (const NodePtr& side : {left, right}) {
    if (side->type != ValueType::boolean && !is_null(side)) {
      return wrong_type(*side, name_of(ValueType::boolean));
    }
  }
  return counted(copy_with(node, {std::move(left), std::move(right)}, ValueType::boolean));
}

NodePtr Binder::comparison(const Node& node, NodePtr left, NodePtr right) {
  if (!unify(left, right, node.op)) return nullptr;
  return counted(copy_with(node, {std::move(left), std::move(right)}, ValueType::boolean));
}

NodePtr Binder::has(const Node& node, NodePtr list, NodePtr item) {
  if (list->type != ValueType::text_list) return wrong_type(*list, name_of(ValueType::text_list));
  if (item->type != ValueType::text && !is_null(item))
    return wrong_type(*item, name_of(ValueType::text));
  item = checked_option(item, list);
  if (item == nullptr) return nullptr;
  auto bound = copy_with(node, {std::move(list), std::move(item)}, ValueType::boolean);
  bound->op = Op::has;
  return counted(std::move(bound));
}

/// Items that are null, or that the operand must be cast for, become comparisons beside the list.
NodePtr Binder::in_list(const Node& node) {
  const NodePtr operand = bind(node.children.front());
  if (operand == nullptr) return nullptr;
  std::vector<NodePtr> plain{operand};
  std::vector<NodePtr> conditions;
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    NodePtr item = bind(node.children[i]);
    NodePtr side = operand;
    if (item == nullptr || !unify(side, item, Op::eq)) return nullptr;
    if (side == operand && !is_null(item)) {
      plain.push_back(std::move(item));
      continue;
    }
    auto equal = std::make_shared<Node>(
        *make_binary(Op::eq, std::move(side), std::move(item), node.position));
    equal->type = ValueType::boolean;
    conditions.push_back(counted(std::move(equal)));
  }
  if (plain.size() > 1)
    conditions.push_back(counted(copy_with(node, std::move(plain), ValueType::boolean)));
  if (problem_) return nullptr;
  return make_chain(Op::or_, conditions);
}

NodePtr Binder::lambda(const Node& node) {
  Variable variable{node.variable_name};
  NodePtr list = collection(*node.children.front(), variable);
  if (list == nullptr) return nullptr;
  std::vector<NodePtr> children{std::move(list)};
  if (node.children.size() > 1) {
    variables_.push_back(std::move(variable));
    NodePtr body = bind_condition(node.children[1]);
    variables_.pop_back();
    if (body == nullptr) return nullptr;
    children.push_back(std::move(body));
  }
  return counted(copy_with(node, std::move(children), ValueType::boolean));
}

NodePtr Binder::arithmetic(const Node& node, NodePtr left, NodePtr right) {
  const auto is_time = [](const NodePtr& side) {
    return is_day(side->type) || side->type == ValueType::duration;
  };
  if (is_time(left) || is_time(right))
    return time_arithmetic(node, std::move(left), std::move(right));
  for (const NodePtr& side : {left, right}) {
    if (!is_number(side->type) && !is_null(side)) return wrong_type(*side, "number");
  }
  const int left_scale = left->scale;
  const int right_scale = right->scale;
  const bool decimal = left->type == ValueType::decimal || right->type == ValueType::decimal;
  const bool both_null = is_null(left) && is_null(right);
  auto bound = copy_with(node, {std::move(left), std::move(right)}, ValueType::integer);
  if (both_null) bound->type = ValueType::null;
  if (!decimal && node.op != Op::divby) return counted(std::move(bound));
  bound->type = ValueType::decimal;
  switch (node.op) {
    case Op::mul: bound->scale = std::min(left_scale + right_scale, Decimal::max_scale); break;
    case Op::div:
    case Op::divby: bound->scale = division_scale; break;
    default: bound->scale = std::max(left_scale, right_scale); break;
  }
  return counted(std::move(bound));
}

/// date ± duration, date sub date, duration ± duration, duration × number, duration ÷ number.
NodePtr Binder::time_arithmetic(const Node& node, NodePtr left, NodePtr right) {
  const bool additive = node.op == Op::add || node.op == Op::sub;
  if (additive && is_duration_field(*left)) left = in_milliseconds(std::move(left));
  if (additive && is_duration_field(*right)) right = in_milliseconds(std::move(right));
  const ValueType l = left->type;
  const ValueType r = right->type;
  const auto made = [&](ValueType type) {
    return counted(copy_with(node, {std::move(left), std::move(right)}, type));
  };
  if (l == ValueType::null || r == ValueType::null) return made(l == ValueType::null ? r : l);
  if (additive && is_day(l) && r == ValueType::duration) return made(l);
  if (node.op == Op::sub && is_day(l) && is_day(r)) {
    if (l != r && l == ValueType::date) left = make_cast(left, ValueType::datetime, 0);
    if (l != r && r == ValueType::date) right = make_cast(right, ValueType::datetime, 0);
    return made(ValueType::duration);
  }
  if (additive && l == ValueType::duration) {
    return r == ValueType::duration ? made(l) : wrong_type(*right, name_of(ValueType::duration));
  }
  if (additive) return wrong_type(*right, is_day(l) ? name_of(ValueType::duration) : "number");
  if (is_day(l)) return wrong_type(*left, "number");
  if (l == ValueType::duration && node.op != Op::mod) {
    return is_number(r) ? made(l) : wrong_type(*right, "number");
  }
  if (node.op == Op::mul && r == ValueType::duration && is_number(l)) return made(r);
  return wrong_type(l == ValueType::duration ? *left : *right, "number");
}

Result<NodePtr> bind(const NodePtr& node, const BindContext& context) {
  Binder binder{context};
  NodePtr bound = binder.bind(node);
  if (bound == nullptr) return *binder.problem();
  return bound;
}

Result<NodePtr> bind_condition(const NodePtr& node, const BindContext& context) {
  Binder binder{context};
  NodePtr bound = binder.bind_condition(node);
  if (bound == nullptr) return *binder.problem();
  return bound;
}

}  // namespace tw::expr
