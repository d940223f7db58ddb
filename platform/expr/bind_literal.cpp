#include <algorithm>
#include <optional>

#include "platform/expr/binder.h"
#include "platform/expr/duration.h"
#include "platform/expr/functions.h"
#include "platform/expr/lexer.h"
#include "platform/expr/tree.h"

namespace tw::expr {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t day_ms = 24 * 60 * minute_ms;

bool is_number(ValueType type) { return type == ValueType::integer || type == ValueType::decimal; }
bool is_literal(const Node& node, ValueType type) {
  return node.kind == Kind::literal && node.type == type;
}

NodePtr literal_at(const Node& place, Value value, ValueType type) {
  return make_literal(std::move(value), type, place.position);
}

/// The number at the other side's scale when no digit is lost and a column could hold it.
NodePtr at_scale(const NodePtr& literal, int scale) {
  const Decimal number = as_decimal(literal->literal);
  const Decimal bound = Decimal::scaled(__int128{1} << 62, 0);
  if (number.normalized().scale() > scale || number > bound || number < -bound) return literal;
  return literal_at(*literal, number.rescaled(scale), ValueType::decimal);
}

std::optional<std::int64_t> duration_of(const std::string& text) {
  const auto duration = parse_duration(text);
  return duration ? duration : parse_time_of_day(text);
}

/// A navigation property named as if it were a value: `account` instead of `account_id`.
bool is_navigation(const Node& node) {
  return node.kind == Kind::path && !node.steps.empty() &&
         node.steps.back().what == Step::What::key &&
         node.names.back() == node.steps.back().field->name;
}

/// Which comparisons a type knows: a record or a list only with null, true and false only whether
/// they are equal.
bool compares(ValueType type, Op op) {
  if (type == ValueType::any || type == ValueType::text_list) return false;
  return type != ValueType::boolean || op == Op::eq || op == Op::ne;
}

}  // namespace

NodePtr in_milliseconds(NodePtr minutes) {
  const std::size_t position = minutes->position;
  auto factor = make_literal(minute_ms, ValueType::integer, position);
  auto node = std::make_shared<Node>(
      *make_binary(Op::mul, std::move(minutes), std::move(factor), position));
  node->type = ValueType::duration;
  return node;
}

/// Brings both sides of a comparison to one type.
bool Binder::unify(NodePtr& left, NodePtr& right, Op op) {
  const bool null = left->type == ValueType::null || right->type == ValueType::null;
  for (const NodePtr& side : {left, right}) {
    if (is_navigation(*side) && !null) {
      wrong_type(*side, side->names.back() + "_id", name_of(ValueType::any));
      return false;
    }
  }
  if (null) return true;
  left = converted(left, right);
  right = left == nullptr ? nullptr : converted(right, left);
  if (right == nullptr) return false;
  if (left->type == ValueType::duration && is_duration_field(*right))
    right = in_milliseconds(right);
  if (right->type == ValueType::duration && is_duration_field(*left)) left = in_milliseconds(left);
  if (left->type == ValueType::date && right->type == ValueType::datetime)
    left = make_cast(left, right->type, 0);
  if (right->type == ValueType::date && left->type == ValueType::datetime)
    right = make_cast(right, left->type, 0);
  const bool fits = left->type == right->type || (is_number(left->type) && is_number(right->type));
  if (fits && compares(left->type, op)) return true;
  wrong_type(fits ? *left : *right, fits ? "null" : name_of(left->type), name_of(right->type));
  return false;
}

NodePtr Binder::converted(const NodePtr& literal, const NodePtr& other) {
  if (literal->kind != Kind::literal) return literal;
  if (literal->type == ValueType::text) {
    return other->type == ValueType::text ? checked_option(literal, other)
                                          : converted_text(literal, other);
  }
  if (is_number(literal->type) && other->type == ValueType::decimal &&
      other->kind != Kind::literal) {
    return at_scale(literal, other->scale);
  }
  if (literal->type == ValueType::date && other->type == ValueType::datetime) {
    const std::int64_t days = literal->literal.as<Date>().days();
    return literal_at(*literal, DateTime{days * day_ms}, ValueType::datetime);
  }
  if (literal->type == ValueType::duration && is_duration_field(*other)) {
    const std::int64_t ms = literal->literal.as<std::int64_t>();
    if (ms % minute_ms == 0) return literal_at(*literal, ms / minute_ms, ValueType::integer);
  }
  return literal;
}

/// Quoted text next to something else than text. Text that cannot be read so is left for `unify` to
/// refuse.
NodePtr Binder::converted_text(const NodePtr& literal, const NodePtr& other) {
  const std::string& text = literal->literal.as<std::string>();
  switch (other->type) {
    case ValueType::date:
    case ValueType::datetime: {
      if (const auto day = Date::parse(text)) {
        return converted(literal_at(*literal, *day, ValueType::date), other);
      }
      const auto instant = DateTime::parse(text);
      return instant ? literal_at(*literal, *instant, ValueType::datetime) : literal;
    }
    case ValueType::id: {
      const auto id = Id::parse(text);
      return id ? literal_at(*literal, *id, ValueType::id) : literal;
    }
    case ValueType::duration: {
      const auto ms = duration_of(text);
      return ms ? literal_at(*literal, *ms, ValueType::duration) : literal;
    }
    case ValueType::integer:
    case ValueType::decimal: {
      if (const auto ms = duration_of(text); ms && is_duration_field(*other)) {
        return converted(literal_at(*literal, *ms, ValueType::duration), other);
      }
      const std::vector<Token> tokens = tokens_of(text);
      const bool number =
          tokens.size() == 2 && tokens[1].kind == TokenKind::end && is_number(tokens[0].type);
      return number ? converted(literal_at(*literal, tokens[0].value, tokens[0].type), other)
                    : literal;
    }
    default: return literal;
  }
}

const meta::FieldDef* Binder::options_of(const Node& node) const {
  if (node.kind != Kind::path) return nullptr;
  const meta::FieldDef* field = nullptr;
  if (!node.steps.empty()) {
    if (node.steps.back().what == Step::What::field) field = node.steps.back().field;
  } else if (node.variable >= 0) {
    field = variables_[static_cast<std::size_t>(node.variable)].list;
  }
  return field == nullptr || field->options.empty() ? nullptr : field;
}

NodePtr Binder::checked_option(const NodePtr& literal, const NodePtr& other) {
  const meta::FieldDef* field = options_of(*other);
  if (field == nullptr || !is_literal(*literal, ValueType::text)) return literal;
  const std::string& code = literal->literal.as<std::string>();
  if (field->option(code) != nullptr) return literal;
  return fault(
      "expression.unknown_option",
      {{"field", field->name}, {"value", code}, {"position", column_text(literal->position)}});
}

}  // namespace tw::expr
