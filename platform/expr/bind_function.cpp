#include <algorithm>
#include <array>

#include "platform/expr/binder.h"
#include "platform/expr/functions.h"
#include "platform/expr/pattern.h"
#include "platform/expr/tree.h"

namespace tw::expr {
namespace {

struct EdmName {
  std::string_view name;
  ValueType type;
};

/// The first name of a type is the one that a bound tree holds.
constexpr std::array edm_names{EdmName{"Edm.String", ValueType::text},
                               EdmName{"Edm.Boolean", ValueType::boolean},
                               EdmName{"Edm.Int64", ValueType::integer},
                               EdmName{"Edm.Int32", ValueType::integer},
                               EdmName{"Edm.Int16", ValueType::integer},
                               EdmName{"Edm.Byte", ValueType::integer},
                               EdmName{"Edm.SByte", ValueType::integer},
                               EdmName{"Edm.Decimal", ValueType::decimal},
                               EdmName{"Edm.Double", ValueType::decimal},
                               EdmName{"Edm.Single", ValueType::decimal},
                               EdmName{"Edm.Date", ValueType::date},
                               EdmName{"Edm.DateTimeOffset", ValueType::datetime},
                               EdmName{"Edm.Duration", ValueType::duration},
                               EdmName{"Edm.TimeOfDay", ValueType::duration}};

const EdmName* find_edm(const Node& node) {
  if (node.kind != Kind::path || node.names.size() != 1) return nullptr;
  const auto* found = std::find_if(edm_names.begin(), edm_names.end(),
                                   [&](const EdmName& e) { return e.name == node.names.front(); });
  return found == edm_names.end() ? nullptr : found;
}

std::string_view edm_name(ValueType type) {
  return std::find_if(edm_names.begin(), edm_names.end(),
                      [&](const EdmName& e) { return e.type == type; })
      ->name;
}

/// "text", "integer or decimal".
std::string words_of(TypeSet set) {
  std::string words;
  for (unsigned i = 0; i <= static_cast<unsigned>(ValueType::any); ++i) {
    const auto type = static_cast<ValueType>(i);
    if ((set & set_of(type)) == 0) continue;
    if (!words.empty()) words += " or ";
    words += name_of(type);
  }
  return words;
}

/// Conversions that lose nothing but digits or the time of day, and read the same in every
/// evaluator.
bool can_cast(ValueType from, ValueType to) {
  switch (to) {
    case ValueType::text:
      return (set_of(from) &
              (number_set | day_set | set_of(ValueType::boolean) | set_of(ValueType::id))) != 0;
    case ValueType::integer: return from == ValueType::decimal;
    case ValueType::decimal: return from == ValueType::integer;
    case ValueType::date: return from == ValueType::datetime;
    case ValueType::datetime: return from == ValueType::date;
    default: return false;
  }
}

}  // namespace

NodePtr make_cast(NodePtr value, ValueType target, int scale) {
  const std::size_t position = value->position;
  auto type = std::make_shared<Node>();
  type->kind = Kind::path;
  type->position = position;
  type->names = {std::string{edm_name(target)}};
  auto node = std::make_shared<Node>(
      *make_call(Function::cast, {std::move(value), std::move(type)}, position));
  node->type = target;
  node->scale = scale;
  return node;
}

NodePtr Binder::function(const Node& node) {
  if (node.function == Function::cast || node.function == Function::isof) return cast(node);
  const Signature& signature = signature_of(node.function);
  auto bound = std::make_shared<Node>(node);
  for (std::size_t i = 0; i < bound->children.size(); ++i) {
    const TypeSet accepted = signature.parameters[i];
    NodePtr argument = bind(bound->children[i]);
    if (argument == nullptr) return nullptr;
    if (accepted == duration_set && is_duration_field(*argument))
      argument = in_milliseconds(argument);
    if (argument->type == ValueType::text && (accepted & (day_set | duration_set)) != 0) {
      const ValueType wanted =
          (accepted & day_set) != 0 ? ValueType::datetime : ValueType::duration;
      Node example;
      example.type = wanted;
      argument = converted(argument, std::make_shared<const Node>(std::move(example)));
    }
    if (argument->type != ValueType::null && (accepted & set_of(argument->type)) == 0) {
      return wrong_type(*argument, words_of(accepted));
    }
    bound->children[i] = std::move(argument);
  }
  bound->type =
      signature.result == ValueType::any ? bound->children.front()->type : signature.result;
  bound->scale = signature.scale;
  if (node.function != Function::matchespattern) return counted(std::move(bound));
  return pattern(*bound, bound->children[1]);
}

/// The pattern is compiled once; so it has to be a literal.
NodePtr Binder::pattern(const Node& node, const NodePtr& text) {
  const auto* literal = text->kind == Kind::literal ? text->literal.get_if<std::string>() : nullptr;
  if (literal == nullptr) return wrong_type(*text, "'pattern'");
  auto compiled = Pattern::compile(*literal);
  if (!compiled) return fault("expression.pattern", {{"position", column_text(text->position)}});
  auto bound = std::make_shared<Node>(node);
  bound->pattern = std::make_shared<const Pattern>(std::move(*compiled));
  return counted(std::move(bound));
}

NodePtr Binder::cast(const Node& node) {
  NodePtr value = bind(node.children[0]);
  if (value == nullptr) return nullptr;
  const EdmName* edm = find_edm(*node.children[1]);
  if (edm == nullptr)
    return wrong_type(*node.children[1], "Edm.String, Edm.Int64, Edm.Decimal, Edm.Date ...",
                      "name");
  if (node.function == Function::cast) return cast_to(node, value, edm->type);
  if (value->type != edm->type)
    return counted(std::make_shared<Node>(*make_literal(false, ValueType::boolean, node.position)));
  auto null = make_literal(Value{}, ValueType::null, node.position);
  auto present = std::make_shared<Node>(
      *make_binary(Op::ne, std::move(value), std::move(null), node.position));
  present->type = ValueType::boolean;
  return counted(std::move(present));
}

NodePtr Binder::cast_to(const Node& node, const NodePtr& value, ValueType target) {
  Node example;
  example.type = target;
  example.scale = value->scale;
  const NodePtr read = converted(value, std::make_shared<const Node>(std::move(example)));
  if (read->type == target || read->type == ValueType::null) return read;
  if (!can_cast(read->type, target))
    return wrong_type(*read, "a value that becomes " + name_of(target));
  return counted(std::make_shared<Node>(*make_cast(read, target, node.scale)));
}

/// What a formula gives, as its declared result: rounded to its scale, a whole number for `int`.
NodePtr Binder::to_result(NodePtr value, const meta::FieldDef& field) {
  const TypeOf result = type_of(field);
  const auto is_number = [](ValueType type) { return (set_of(type) & number_set) != 0; };
  if (value->type == ValueType::null) return value;
  if (value->type == ValueType::text || value->kind == Kind::literal) {
    Node example;
    example.type = result.type;
    example.scale = result.scale;
    value = converted(value, std::make_shared<const Node>(std::move(example)));
    if (value == nullptr) return nullptr;
  }
  if (result.type == ValueType::decimal && is_number(value->type)) {
    const bool fits = value->type == ValueType::decimal && value->scale == result.scale;
    return fits ? value
                : counted(
                      std::make_shared<Node>(*make_cast(value, ValueType::decimal, result.scale)));
  }
  if (result.type == ValueType::integer && value->type == ValueType::decimal) {
    auto rounded = std::make_shared<Node>(*make_call(Function::round, {value}, value->position));
    rounded->type = ValueType::decimal;
    return counted(std::make_shared<Node>(*make_cast(std::move(rounded), ValueType::integer, 0)));
  }
  if (value->type == result.type) return value;
  const bool days = result.type == ValueType::datetime || result.type == ValueType::date;
  if (days && can_cast(value->type, result.type)) return make_cast(value, result.type, 0);
  return wrong_type(*value, name_of(result.type));
}

NodePtr Binder::bind_formula(const NodePtr& parsed, const meta::FieldDef& field) {
  formulas_.push_back(&field);
  NodePtr bound = bind(parsed);
  formulas_.pop_back();
  return bound == nullptr ? nullptr : to_result(std::move(bound), field);
}

}  // namespace tw::expr
