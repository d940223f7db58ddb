#pragma once
// Making and measuring nodes. Internal to expr/.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/expr/expression.h"

namespace tw::expr {

inline constexpr std::size_t max_text_bytes = 8192;
inline constexpr std::size_t max_nodes = 500;
inline constexpr int max_depth = 50;
/// A bound tree may be larger, since formulas are written out in it; nothing ever walks deeper.
inline constexpr std::size_t max_bound_nodes = 4000;
inline constexpr int max_bound_depth = 200;

NodePtr make_literal(Value value, ValueType type, std::size_t position);
NodePtr make_unary(Op op, NodePtr operand, std::size_t position);
NodePtr make_binary(Op op, NodePtr left, NodePtr right, std::size_t position);
NodePtr make_call(Function function, std::vector<NodePtr> arguments, std::size_t position);

/// One `and` or `or` over all operands. Nested operands of the same operator are taken apart and
/// the whole is built as a balanced tree, so that equal conditions have equal trees and a long list
/// stays shallow.
NodePtr make_chain(Op op, const std::vector<NodePtr>& operands);
/// The operands of the `and` (or `or`) chain that `node` is; itself alone when it is none.
std::vector<NodePtr> chain_of(Op op, const NodePtr& node);

struct TreeSize {
  std::size_t nodes = 0;
  int depth = 0;
};
TreeSize size_of(const NodePtr& node);

/// The problem of a text or tree beyond its budget.
Problem too_complex();
/// 1-based column for messages.
std::string column_text(std::size_t position);

bool is_null_literal(const Node& node);
bool is_binary(const Node& node, Op op);

}  // namespace tw::expr
