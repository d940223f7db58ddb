#include "platform/expr/tree.h"

#include <algorithm>
#include <span>

namespace tw::expr {
namespace {

std::shared_ptr<Node> make(Kind kind, std::size_t position) {
  auto node = std::make_shared<Node>();
  node->kind = kind;
  node->position = position;
  return node;
}

// Recursion is bounded by the depth of the tree, which parse and bind bound.
void collect(Op op, const NodePtr& node, std::vector<NodePtr>& out) {
  if (!is_binary(*node, op)) {
    out.push_back(node);
    return;
  }
  for (const NodePtr& child : node->children) collect(op, child, out);
}

NodePtr balanced(Op op, std::span<const NodePtr> operands) {
  if (operands.size() == 1) return operands.front();
  const std::size_t half = (operands.size() + 1) / 2;
  auto node = make(Kind::binary, operands.front()->position);
  node->op = op;
  node->type = ValueType::boolean;
  node->children = {balanced(op, operands.first(half)), balanced(op, operands.subspan(half))};
  return node;
}

NodePtr composed(Op op, const std::vector<NodePtr>& conditions) {
  std::vector<NodePtr> present;
  for (const NodePtr& condition : conditions) {
    if (condition != nullptr) present.push_back(condition);
  }
  return present.empty() ? nullptr : make_chain(op, present);
}

bool same_nodes(const NodePtr& a, const NodePtr& b) {
  return a->kind == b->kind && a->literal == b->literal && a->literal_quoted == b->literal_quoted &&
         a->names == b->names && a->op == b->op && a->function == b->function &&
         a->lambda == b->lambda && a->variable_name == b->variable_name &&
         a->children.size() == b->children.size() &&
         (a->kind != Kind::literal || (a->type == b->type && a->scale == b->scale)) &&
         std::equal(a->children.begin(), a->children.end(), b->children.begin(), same_nodes);
}

}  // namespace

NodePtr make_literal(Value value, ValueType type, std::size_t position) {
  auto node = make(Kind::literal, position);
  node->type = type;
  if (const auto* decimal = value.get_if<Decimal>()) node->scale = decimal->scale();
  node->literal = std::move(value);
  return node;
}

NodePtr make_unary(Op op, NodePtr operand, std::size_t position) {
  auto node = make(Kind::unary, position);
  node->op = op;
  node->children = {std::move(operand)};
  return node;
}

NodePtr make_binary(Op op, NodePtr left, NodePtr right, std::size_t position) {
  auto node = make(Kind::binary, position);
  node->op = op;
  node->children = {std::move(left), std::move(right)};
  return node;
}

NodePtr make_call(Function function, std::vector<NodePtr> arguments, std::size_t position) {
  auto node = make(Kind::function, position);
  node->function = function;
  node->children = std::move(arguments);
  return node;
}

NodePtr make_chain(Op op, const std::vector<NodePtr>& operands) {
  std::vector<NodePtr> all;
  for (const NodePtr& operand : operands) collect(op, operand, all);
  return balanced(op, all);
}

std::vector<NodePtr> chain_of(Op op, const NodePtr& node) {
  std::vector<NodePtr> all;
  collect(op, node, all);
  return all;
}

TreeSize size_of(const NodePtr& node) {
  TreeSize size{1, 0};
  for (const NodePtr& child : node->children) {
    const TreeSize part = size_of(child);
    size.nodes += part.nodes;
    size.depth = std::max(size.depth, part.depth);
  }
  ++size.depth;
  return size;
}

Problem too_complex() {
  return Problem{"expression.too_complex",
                 "",
                 {{"nodes", std::to_string(max_nodes)}, {"depth", std::to_string(max_depth)}}};
}

std::string column_text(std::size_t position) { return std::to_string(position + 1); }

bool is_null_literal(const Node& node) {
  return node.kind == Kind::literal && node.literal.is_null();
}

bool is_binary(const Node& node, Op op) { return node.kind == Kind::binary && node.op == op; }

NodePtr all_of(std::vector<NodePtr> conditions) { return composed(Op::and_, conditions); }

NodePtr any_of(std::vector<NodePtr> conditions) { return composed(Op::or_, conditions); }

bool same(const NodePtr& a, const NodePtr& b) { return same_nodes(a, b); }

}  // namespace tw::expr
