#include <algorithm>
#include <boost/json/array.hpp>
#include <compare>

#include "platform/base/check.h"
#include "platform/base/json.h"
#include "platform/expr/functions.h"
#include "platform/expr/pattern.h"
#include "platform/expr/tree.h"

namespace tw::expr {
namespace {

constexpr std::size_t max_steps = 1'000'000;
constexpr std::size_t characters_per_step = 64;
constexpr std::int64_t day_ms = 86'400'000;

[[noreturn]] void overflow() { throw AppError{Errc::invalid, "number.overflow"}; }

/// One text of a list field, as a lambda variable sees it.
class TextItem final : public RecordView {
 public:
  explicit TextItem(std::string text) : text_{std::move(text)} {}
  Value value(const std::vector<Step>&) const override { return text_; }
  std::vector<std::unique_ptr<RecordView>> collection(const std::vector<Step>&) const override {
    return {};
  }

 private:
  std::string text_;
};

/// The texts of a list field, which holds a JSON array.
std::vector<std::string> texts_of(const Value& list) {
  std::vector<std::string> texts;
  const auto* stored = list.get_if<std::string>();
  if (stored == nullptr) return texts;
  const auto parsed = parse_json(*stored);
  if (!parsed || !parsed->is_array()) return texts;
  for (const json::value& item : parsed->as_array()) {
    if (item.is_string()) texts.emplace_back(item.as_string());
  }
  return texts;
}

/// Less, equal or greater; both values are of comparable types and not null.
std::strong_ordering order_of(const Value& a, const Value& b) {
  if (a.is<std::int64_t>() && b.is<std::int64_t>())
    return a.as<std::int64_t>() <=> b.as<std::int64_t>();
  if (a.is<Decimal>() || b.is<Decimal>()) return as_decimal(a) <=> as_decimal(b);
  if (a.is<bool>()) return a.as<bool>() <=> b.as<bool>();
  if (a.is<Date>()) return a.as<Date>() <=> b.as<Date>();
  if (a.is<DateTime>()) return a.as<DateTime>() <=> b.as<DateTime>();
  if (a.is<Id>()) return a.as<Id>() <=> b.as<Id>();
  // Bytes of UTF-8 are in the order of code points.
  return a.as<std::string>().compare(b.as<std::string>()) <=> 0;
}

bool equal(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  return order_of(a, b) == 0;
}

bool compare(Op op, const Value& a, const Value& b) {
  if (op == Op::eq) return equal(a, b);
  if (op == Op::ne) return !equal(a, b);
  if (a.is_null() || b.is_null()) return false;
  const std::strong_ordering order = order_of(a, b);
  switch (op) {
    case Op::gt: return order > 0;
    case Op::ge: return order >= 0;
    case Op::lt: return order < 0;
    default: return order <= 0;
  }
}

std::int64_t integer_result(Op op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  bool fits = true;
  switch (op) {
    case Op::add: fits = !__builtin_add_overflow(a, b, &result); break;
    case Op::sub: fits = !__builtin_sub_overflow(a, b, &result); break;
    case Op::mul: fits = !__builtin_mul_overflow(a, b, &result); break;
    case Op::mod: return b == -1 ? 0 : a % b;
    default:
      fits = b != -1 || !__builtin_sub_overflow(std::int64_t{0}, a, &result);
      if (b != -1) result = a / b;
      break;
  }
  if (!fits) overflow();
  return result;
}

Decimal remainder(const Decimal& a, const Decimal& b) {
  const int scale = std::max(a.scale(), b.scale());
  return Decimal::scaled(a.rescaled(scale).coefficient() % b.rescaled(scale).coefficient(), scale);
}

Value number_result(Op op, const Value& a, const Value& b) {
  const bool division = op == Op::div || op == Op::divby || op == Op::mod;
  if (division && as_decimal(b).is_zero()) return {};
  if (a.is<std::int64_t>() && b.is<std::int64_t>() && op != Op::divby) {
    return integer_result(op, a.as<std::int64_t>(), b.as<std::int64_t>());
  }
  const Decimal left = as_decimal(a);
  const Decimal right = as_decimal(b);
  switch (op) {
    case Op::add: return left + right;
    case Op::sub: return left - right;
    case Op::mul: return left * right;
    case Op::mod: return remainder(left, right);
    default: return Decimal::divide(left, right, division_scale);
  }
}

std::int64_t floor_days(std::int64_t ms) { return ms / day_ms - (ms % day_ms < 0 ? 1 : 0); }

Value within_calendar(const Date& day) {
  static const Date first = *Date::of(1, 1, 1);
  static const Date last = *Date::of(9999, 12, 31);
  if (day < first || day > last) overflow();
  return day;
}

/// A duration is a whole number of milliseconds, also after multiplying it with a decimal.
Value duration_result(Op op, const Value& a, const Value& b) {
  const Value result = number_result(op, a, b);
  if (const auto* number = result.get_if<Decimal>()) return number->rescaled(0).units(0);
  return result;
}

Value time_result(Op op, const Value& a, const Value& b) {
  const auto shift = [&] {
    const std::int64_t ms = b.as<std::int64_t>();
    return op == Op::sub ? integer_result(Op::sub, 0, ms) : ms;
  };
  if (const auto* day = a.get_if<Date>()) {
    if (const auto* other = b.get_if<Date>())
      return (std::int64_t{day->days()} - other->days()) * day_ms;
    const std::int64_t days = integer_result(Op::add, day->days(), floor_days(shift()));
    if (days != static_cast<std::int32_t>(days)) overflow();
    return within_calendar(Date{static_cast<std::int32_t>(days)});
  }
  if (const auto* instant = a.get_if<DateTime>()) {
    if (const auto* other = b.get_if<DateTime>()) return instant->ms() - other->ms();
    const DateTime moved{integer_result(Op::add, instant->ms(), shift())};
    static_cast<void>(within_calendar(Date{static_cast<std::int32_t>(
        std::clamp<std::int64_t>(floor_days(moved.ms()), INT32_MIN, INT32_MAX))}));
    return moved;
  }
  return duration_result(op, a, b);
}

class Evaluator {
 public:
  Evaluator(const RecordView& record, const Environment& environment)
      : record_{record}, environment_{environment} {}

  Value run(const Node& node) {
    charge(1);
    if (depth_ >= 2 * max_bound_depth)
      throw AppError{Errc::invalid, "expression.too_complex", too_complex().params};
    ++depth_;
    Value value = inside(node);
    --depth_;
    return value;
  }

 private:
  void charge(std::size_t steps) {
    steps_ += steps;
    if (steps_ > max_steps) throw AppError{Errc::invalid, "expression.too_expensive"};
  }

  Value inside(const Node& node) {
    switch (node.kind) {
      case Kind::literal: return node.literal;
      case Kind::path: return path(node);
      case Kind::alias: return alias_value(node.names.front(), environment_);
      case Kind::unary: return unary(node);
      case Kind::binary: return binary(node);
      case Kind::in_list: return in_list(node);
      case Kind::function: return function(node);
      case Kind::lambda: return lambda(node);
    }
    return {};
  }

  const RecordView& view_of(const Node& path) const {
    return path.variable < 0 ? record_ : *variables_[static_cast<std::size_t>(path.variable)];
  }

  Value path(const Node& node) {
    if (node.steps.empty() && node.variable < 0) return record_.computed(node.names.front());
    if (node.steps.empty() || node.steps.back().what != Step::What::count)
      return view_of(node).value(node.steps);
    const std::vector<Step> steps{node.steps.begin(), node.steps.end() - 1};
    if (steps.back().what == Step::What::many) {
      return static_cast<std::int64_t>(view_of(node).collection(steps).size());
    }
    return static_cast<std::int64_t>(texts_of(view_of(node).value(steps)).size());
  }

  Value unary(const Node& node) {
    const Value value = run(*node.children.front());
    if (value.is_null()) return value;
    if (node.op == Op::not_) return !value.as<bool>();
    if (const auto* number = value.get_if<std::int64_t>())
      return integer_result(Op::sub, 0, *number);
    return -value.as<Decimal>();
  }

  Value binary(const Node& node) {
    if (node.op == Op::and_ || node.op == Op::or_) return logical(node);
    const Value left = run(*node.children[0]);
    const Value right = run(*node.children[1]);
    switch (node.op) {
      case Op::eq:
      case Op::ne:
      case Op::gt:
      case Op::ge:
      case Op::lt:
      case Op::le: return compare(node.op, left, right);
      case Op::has: return has(left, right);
      default: break;
    }
    if (left.is_null() || right.is_null()) return {};
    const bool time = !left.is<std::int64_t>() && !left.is<Decimal>();
    if (time) return time_result(node.op, left, right);
    return node.type == ValueType::duration ? duration_result(node.op, left, right)
                                            : number_result(node.op, left, right);
  }

  /// Three values: the deciding one wins over null.
  Value logical(const Node& node) {
    const bool deciding = node.op == Op::or_;
    const Value left = run(*node.children[0]);
    if (!left.is_null() && left.as<bool>() == deciding) return deciding;
    Value right = run(*node.children[1]);
    if (!right.is_null() && right.as<bool>() == deciding) return deciding;
    return left.is_null() || right.is_null() ? Value{} : Value{!deciding};
  }

  bool has(const Value& list, const Value& item) {
    const auto* wanted = item.get_if<std::string>();
    if (wanted == nullptr) return false;
    const std::vector<std::string> texts = texts_of(list);
    charge(texts.size());
    return std::find(texts.begin(), texts.end(), *wanted) != texts.end();
  }

  Value in_list(const Node& node) {
    const Value operand = run(*node.children.front());
    return std::any_of(node.children.begin() + 1, node.children.end(),
                       [&](const NodePtr& item) { return equal(operand, run(*item)); });
  }

  Value function(const Node& node) {
    if (node.function == Function::now) return environment_.now;
    if (node.function == Function::cast)
      return cast_value(run(*node.children.front()), node.type, node.scale);
    std::vector<Value> arguments;
    for (const NodePtr& child : node.children) {
      arguments.push_back(run(*child));
      if (arguments.back().is_null()) return {};
      const auto* text = arguments.back().get_if<std::string>();
      if (text != nullptr) charge(text->size() / characters_per_step);
    }
    if (node.function != Function::matchespattern) return call(node.function, arguments);
    const std::string& text = arguments.front().as<std::string>();
    charge(text.size() * node.pattern->size() / characters_per_step);
    return node.pattern->found_in(text);
  }

  std::vector<std::unique_ptr<RecordView>> items_of(const Node& path) {
    if (path.type != ValueType::text_list) return view_of(path).collection(path.steps);
    std::vector<std::unique_ptr<RecordView>> items;
    for (std::string& text : texts_of(view_of(path).value(path.steps))) {
      items.push_back(std::make_unique<TextItem>(std::move(text)));
    }
    return items;
  }

  Value lambda(const Node& node) {
    const auto items = items_of(*node.children.front());
    if (node.children.size() == 1) return !items.empty();
    const bool deciding = node.lambda == Lambda::any;
    for (const auto& item : items) {
      variables_.push_back(item.get());
      const Value holds = run(*node.children[1]);
      variables_.pop_back();
      const bool yes = !holds.is_null() && holds.as<bool>();
      if (yes == deciding) return deciding;
    }
    return !deciding;
  }

  const RecordView& record_;
  const Environment& environment_;
  std::vector<const RecordView*> variables_;
  std::size_t steps_ = 0;
  int depth_ = 0;
};

/// For trees that read no record.
class NoRecord final : public RecordView {
 public:
  Value value(const std::vector<Step>&) const override { return {}; }
  std::vector<std::unique_ptr<RecordView>> collection(const std::vector<Step>&) const override {
    return {};
  }
};

NodePtr folded_inside(const NodePtr& node, const Environment& environment, bool& constant) {
  if (node->kind == Kind::literal) return node;
  if (node->kind == Kind::path) {
    constant = false;
    return node;
  }
  const bool cast = node->kind == Kind::function && node->function == Function::cast;
  auto copy = std::make_shared<Node>(*node);
  bool all_constant = node->kind != Kind::lambda;
  for (std::size_t i = 0; i < (cast ? 1 : copy->children.size()); ++i) {
    copy->children[i] = folded_inside(copy->children[i], environment, all_constant);
  }
  if (!all_constant) {
    constant = false;
    return copy;
  }
  Value value = evaluate(copy, NoRecord{}, environment);
  auto literal =
      std::make_shared<Node>(*make_literal(std::move(value), node->type, node->position));
  if (literal->literal.is_null()) literal->type = ValueType::null;
  return literal;
}

}  // namespace

Value alias_value(std::string_view name, const Environment& environment) {
  if (name == "me") return environment.me;
  if (name == "my_department") return environment.my_department;
  if (name == "today") return environment.today;
  if (name == "now") return environment.now;
  CHECK(false);
  return {};
}

Value evaluate(const NodePtr& bound, const RecordView& record, const Environment& environment) {
  return Evaluator{record, environment}.run(*bound);
}

bool holds(const NodePtr& bound, const RecordView& record, const Environment& environment) {
  const Value value = evaluate(bound, record, environment);
  const auto* truth = value.get_if<bool>();
  return truth != nullptr && *truth;
}

NodePtr folded(const NodePtr& bound, const Environment& environment) {
  bool constant = true;
  return folded_inside(bound, environment, constant);
}

}  // namespace tw::expr
