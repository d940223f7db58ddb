#include "platform/store/lowering.h"

#include "platform/base/check.h"

namespace tw::store {
namespace {

using expr::Kind;
using expr::Node;
using expr::Op;
using expr::Step;
using expr::ValueType;
using meta::Storage;

Storage storage_of(ValueType type) {
  switch (type) {
    case ValueType::boolean: return Storage::boolean;
    case ValueType::integer:
    case ValueType::duration: return Storage::integer;
    case ValueType::decimal: return Storage::scaled;
    case ValueType::date: return Storage::date;
    case ValueType::datetime: return Storage::datetime;
    case ValueType::id: return Storage::id;
    case ValueType::text_list: return Storage::json;
    case ValueType::null:
    case ValueType::text:
    case ValueType::any: break;
  }
  return Storage::text;
}

bool is_number(const TermPtr& term) {
  return term->storage == Storage::integer || term->storage == Storage::scaled;
}

int scale_of(const Value& value) {
  const Decimal* decimal = value.get_if<Decimal>();
  return decimal == nullptr ? 0 : decimal->normalized().scale();
}

/// Two numbers at one scale, so that their units may be compared or added.
void align(TermPtr& a, TermPtr& b) {
  if (!is_number(a) || !is_number(b)) return;
  const int scale = std::max(a->scale, b->scale);
  a = at_scale(std::move(a), scale);
  b = at_scale(std::move(b), scale);
}

bool is_null(const TermPtr& term) {
  return term->kind == Term::Kind::parameter && term->value.is_null();
}

/// A null that knows what it would be; PostgreSQL asks.
TermPtr null_of(const Node& node) {
  return parameter(Value{}, storage_of(node.type),
                   node.type == ValueType::decimal ? node.scale : 0);
}

std::int64_t power_of_ten(int digits) {
  CHECK(digits >= 0 && digits <= Decimal::max_scale);
  std::int64_t power = 1;
  for (int i = 0; i < digits; ++i) power *= 10;
  return power;
}

Fn compare_fn(Op op) {
  switch (op) {
    case Op::eq: return Fn::is_not_distinct;
    case Op::ne: return Fn::is_distinct;
    case Op::gt: return Fn::gt;
    case Op::ge: return Fn::ge;
    case Op::lt: return Fn::lt;
    default: return Fn::le;
  }
}

}  // namespace

TermPtr at_scale(TermPtr term, int scale) {
  if (!is_number(term) || (term->scale == scale && term->storage == Storage::scaled)) return term;
  if (term->kind == Term::Kind::parameter) {
    const Decimal* decimal = term->value.get_if<Decimal>();
    const std::int64_t* whole = term->value.get_if<std::int64_t>();
    if (decimal != nullptr)
      return parameter(Value{decimal->rescaled(scale)}, Storage::scaled, scale);
    if (whole != nullptr)
      return parameter(Value{Decimal{*whole}.rescaled(scale)}, Storage::scaled, scale);
    return parameter(Value{}, Storage::scaled, scale);
  }
  if (term->scale == scale) return term;
  if (term->scale < scale) {
    TermPtr times = parameter(Value{power_of_ten(scale - term->scale)}, Storage::integer);
    return call(Fn::mul, {std::move(term), std::move(times)}, Storage::scaled, scale);
  }
  return call(Fn::round, {std::move(term)}, scale == 0 ? Storage::integer : Storage::scaled, scale);
}

Lowering::Lowering(const Schema& schema, const Guard& guard, const expr::Environment& environment)
    : schema_{schema}, guard_{guard}, environment_{environment} {}

Select& Lowering::begin(const meta::EntityDef& entity) {
  root_.sources.push_back({&table(entity), Source::Join::from, nullptr});
  Level level;
  level.select = &root_;
  level.variable = {0, 0, &entity};
  origin_ = {level.variable, 1, false};
  levels_.push_back(std::move(level));
  return root_;
}

TermPtr Lowering::column_at(const Place& place, std::string_view name) const {
  const Select& select = *levels_[place.level].select;
  const Table& of = *select.sources[static_cast<std::size_t>(place.source)].table;
  return column(of, name, place.source, static_cast<int>(levels_.size() - 1 - place.level));
}

TermPtr Lowering::lower(const expr::NodePtr& node) {
  switch (node->kind) {
    case Kind::literal: return literal(*node);
    case Kind::alias:
      return parameter(expr::alias_value(node->names.front(), environment_),
                       storage_of(node->type));
    case Kind::path: return path_of(*node);
    case Kind::unary: {
      TermPtr operand = lower(node->children[0]);
      if (is_null(operand)) return null_of(*node);
      return call(node->op == Op::not_ ? Fn::not_ : Fn::negate, {std::move(operand)});
    }
    case Kind::binary: return binary(*node);
    case Kind::in_list: return in_list(*node);
    case Kind::function: return function(*node);
    case Kind::lambda: return lambda(*node);
  }
  check_failed("every kind of node is lowered", __FILE__, __LINE__);
}

TermPtr Lowering::literal(const Node& node) const {
  Storage storage = storage_of(node.type);
  int scale = 0;
  if (node.literal.is<Decimal>()) {
    storage = Storage::scaled;
    scale = scale_of(node.literal);
  } else if (node.literal.is<std::int64_t>()) {
    storage = Storage::integer;
  }
  return parameter(node.literal, storage, scale);
}

TermPtr Lowering::truth(const expr::NodePtr& node) {
  TermPtr term = lower(node);
  return is_null(term) ? parameter(Value{}, Storage::boolean) : term;
}

TermPtr Lowering::binary(const Node& node) {
  switch (node.op) {
    case Op::and_: return call(Fn::and_, {truth(node.children[0]), truth(node.children[1])});
    case Op::or_: return call(Fn::or_, {truth(node.children[0]), truth(node.children[1])});
    case Op::eq:
    case Op::ne:
    case Op::gt:
    case Op::ge:
    case Op::lt:
    case Op::le: return comparison(node);
    case Op::has:
      return call(Fn::json_contains, {lower(node.children[0]), lower(node.children[1])});
    default: return arithmetic(node);
  }
}

TermPtr Lowering::comparison(const Node& node) {
  TermPtr a = lower(node.children[0]);
  TermPtr b = lower(node.children[1]);
  if (node.op == Op::eq || node.op == Op::ne) {
    const Fn test = node.op == Op::eq ? Fn::is_null : Fn::is_not_null;
    if (is_null(b)) return call(test, {std::move(a)});
    if (is_null(a)) return call(test, {std::move(b)});
  } else if (is_null(a) || is_null(b)) {
    return parameter(Value{false}, Storage::boolean);
  }
  align(a, b);
  // With a value on one side `=` says the same as "is not distinct", and uses the index.
  const bool plain =
      node.op == Op::eq && (a->kind == Term::Kind::parameter || b->kind == Term::Kind::parameter);
  return call(plain ? Fn::eq : compare_fn(node.op), {std::move(a), std::move(b)});
}

TermPtr Lowering::multiplication(const Node& node, TermPtr a, TermPtr b) const {
  const int scale = a->scale + b->scale;
  if (scale <= node.scale)
    return call(Fn::mul, {std::move(a), std::move(b)},
                scale == 0 ? Storage::integer : Storage::scaled, scale);
  return call(Fn::product, {std::move(a), std::move(b)},
              node.scale == 0 ? Storage::integer : Storage::scaled, node.scale);
}

TermPtr Lowering::division(const Node& node, TermPtr a, TermPtr b) const {
  if (node.type == ValueType::integer) return call(Fn::div, {std::move(a), std::move(b)});
  return call(Fn::quotient, {std::move(a), std::move(b)}, Storage::scaled, node.scale);
}

TermPtr Lowering::arithmetic(const Node& node) {
  TermPtr a = lower(node.children[0]);
  TermPtr b = lower(node.children[1]);
  if (is_null(a) || is_null(b)) return null_of(node);
  if (node.op == Op::mul) return multiplication(node, std::move(a), std::move(b));
  if (node.op == Op::div || node.op == Op::divby) return division(node, std::move(a), std::move(b));
  align(a, b);
  const Fn fn = node.op == Op::add ? Fn::add : node.op == Op::sub ? Fn::sub : Fn::mod;
  return call(fn, {std::move(a), std::move(b)});
}

TermPtr Lowering::in_list(const Node& node) {
  std::vector<TermPtr> arguments{lower(node.children[0])};
  if (is_null(arguments[0])) return parameter(Value{false}, Storage::boolean);
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    TermPtr item = lower(node.children[i]);
    align(arguments[0], item);
    arguments.push_back(std::move(item));
  }
  for (std::size_t i = 1; i < arguments.size(); ++i) align(arguments[0], arguments[i]);
  return call(Fn::in_list, std::move(arguments));
}

TermPtr Lowering::cast(const Node& node) {
  TermPtr value = lower(node.children[0]);
  if (is_null(value)) return null_of(node);
  switch (node.type) {
    case ValueType::decimal: return at_scale(std::move(value), node.scale);
    case ValueType::integer: return at_scale(std::move(value), 0);
    case ValueType::date: return call(Fn::date_of, {std::move(value)});
    case ValueType::datetime: return call(Fn::datetime_of, {std::move(value)});
    default: break;
  }
  throw AppError{Errc::bad_request, "expression.not_in_database", {{"part", "cast"}}};
}

TermPtr Lowering::function(const Node& node) {
  using expr::Function;
  if (node.function == Function::cast) return cast(node);
  static const std::map<Function, Fn> names{{Function::contains, Fn::contains},
                                            {Function::startswith, Fn::starts_with},
                                            {Function::endswith, Fn::ends_with},
                                            {Function::length, Fn::length},
                                            {Function::indexof, Fn::index_of},
                                            {Function::substring, Fn::substring},
                                            {Function::tolower, Fn::lower},
                                            {Function::toupper, Fn::upper},
                                            {Function::trim, Fn::trim},
                                            {Function::concat, Fn::concat},
                                            {Function::year, Fn::year},
                                            {Function::month, Fn::month},
                                            {Function::day, Fn::day},
                                            {Function::hour, Fn::hour},
                                            {Function::minute, Fn::minute},
                                            {Function::second, Fn::second},
                                            {Function::date, Fn::date_of},
                                            {Function::round, Fn::round},
                                            {Function::floor, Fn::floor},
                                            {Function::ceiling, Fn::ceiling}};
  std::vector<TermPtr> arguments;
  for (const expr::NodePtr& child : node.children) arguments.push_back(lower(child));
  for (const TermPtr& argument : arguments)
    if (is_null(argument)) return null_of(node);
  if (node.function == Function::now) return parameter(Value{environment_.now}, Storage::datetime);
  const auto found = names.find(node.function);
  if (found == names.end())
    throw AppError{Errc::bad_request,
                   "expression.not_in_database",
                   {{"part", expr::text_of(std::make_shared<Node>(node))}}};
  const bool rounding =
      found->second == Fn::round || found->second == Fn::floor || found->second == Fn::ceiling;
  if (rounding)
    return call(found->second, std::move(arguments),
                node.scale == 0 ? Storage::integer : Storage::scaled, node.scale);
  return call(found->second, std::move(arguments));
}

Lowering::Place Lowering::start_of(int variable) const {
  if (variable < 0) return origin_.place;
  return levels_[origin_.first_lambda + static_cast<std::size_t>(variable)].variable;
}

TermPtr Lowering::path_of(const Node& node) {
  if (node.steps.empty() && node.variable >= 0) {  // an element of a list
    const Place place = start_of(node.variable);
    return column(list_table(), "value", place.source,
                  static_cast<int>(levels_.size() - 1 - place.level));
  }
  if (node.steps.empty()) {
    const auto found = computed_.find(node.names.front());
    CHECK(found != computed_.end());
    return found->second;
  }
  return walk(start_of(node.variable), node.steps, 0);
}

TermPtr Lowering::path(const std::vector<Step>& steps) {
  return walk(levels_.front().variable, steps, 0);
}

TermPtr Lowering::walk(Place place, const std::vector<Step>& steps, std::size_t from) {
  std::string key = (origin_.of_rule ? "!" : "") + std::to_string(place.source);
  for (std::size_t i = from; i < steps.size(); ++i) {
    const Step& step = steps[i];
    switch (step.what) {
      case Step::What::one:
        key += "/" + step.field->name;
        place = join_one(place, step, key);
        break;
      case Step::What::key:
      case Step::What::field: {
        TermPtr at = column_at(place, column_name(*step.field));
        if (i + 1 == steps.size()) return at;
        if (steps[i + 1].what == Step::What::count) return list_count(place, *step.field);
        return call(Fn::json_member,
                    {std::move(at), parameter(Value{steps[i + 1].member}, Storage::text)});
      }
      case Step::What::many: {  // followed by $count
        Place element;
        Select select = collection(place, step, element);
        select.items = {call(Fn::count_all, {})};
        levels_.pop_back();
        return subselect(std::move(select));
      }
      case Step::What::count:
      case Step::What::member: break;
    }
  }
  check_failed("a bound path ends in a value", __FILE__, __LINE__);
}

Lowering::Place Lowering::join_one(Place place, const Step& step, const std::string& key) {
  Level& level = levels_[place.level];
  const auto known = level.joins.find(key);
  if (known != level.joins.end()) return {place.level, known->second, step.target};
  const meta::EntityDef& target = *step.target;
  const int source = static_cast<int>(level.select->sources.size());
  const Table& from = *level.select->sources[static_cast<std::size_t>(place.source)].table;
  const TermPtr key_there = column(table(target), "id", source);
  const TermPtr key_here = column(from, column_name(*step.field), place.source);
  level.select->sources.push_back({&table(target), Source::Join::left, nullptr});
  // The condition is written at the joining select's own level, wherever the path was met.
  std::vector<Level> inner(levels_.begin() + static_cast<std::ptrdiff_t>(place.level) + 1,
                           levels_.end());
  levels_.resize(place.level + 1);
  // A rule may join tables of its own, which the condition of this join cannot name.
  TermPtr seen = has_rule(target) ? among_visible(target, column(table(target), "id", source, 1))
                                  : visible(target, source);
  TermPtr condition = all_of({call(Fn::eq, {key_there, key_here}), std::move(seen)});
  levels_[place.level].select->sources[static_cast<std::size_t>(source)].on = std::move(condition);
  levels_[place.level].joins[key] = source;
  levels_.insert(levels_.end(), inner.begin(), inner.end());
  return {place.level, source, &target};
}

Select Lowering::collection(Place place, const Step& step, Place& element) {
  const meta::EntityDef& target = *step.target;
  const std::size_t level_number = levels_.size();
  const int depth = static_cast<int>(level_number - place.level);
  const Table& from =
      *levels_[place.level].select->sources[static_cast<std::size_t>(place.source)].table;
  const TermPtr outer_id = column(from, "id", place.source, depth);
  Select select;
  const meta::FieldDef* via = nullptr;  // the children's reference
  const meta::EntityDef* link_owner = nullptr;
  const meta::FieldDef* links = nullptr;
  bool back = false;
  if (step.relation != nullptr) {
    via = &target.field(step.relation->via);
    if (via->type == meta::Type::refs) {
      links = via;
      link_owner = &target;
      back = true;
    }
  } else if (step.field->type == meta::Type::refs) {
    links = step.field;
    link_owner = place.entity;
  } else {
    via = &target.field(step.field->via);
  }
  if (links != nullptr) {
    const Table& link = schema_.table(link_table_name(*link_owner, *links));
    select.sources.push_back({&link, Source::Join::from, nullptr});
    const TermPtr other = column(link, back ? "owner_id" : "target_id", 0);
    select.sources.push_back({&table(target), Source::Join::inner,
                              call(Fn::eq, {column(table(target), "id", 1), other})});
    select.where = call(Fn::eq, {column(link, back ? "target_id" : "owner_id", 0), outer_id});
  } else {
    select.sources.push_back({&table(target), Source::Join::from, nullptr});
    select.where = call(Fn::eq, {column(table(target), column_name(*via), 0), outer_id});
  }
  element = {level_number, links != nullptr ? 1 : 0, &target};
  Level level;
  level.select = &select;
  level.variable = element;
  levels_.push_back(level);
  // Lines of a record are seen with it; others by their own scope.
  const TermPtr seen =
      target.is_line() && step.field != nullptr ? nullptr : visible(target, element.source);
  select.where = all_of({select.where, seen});
  return select;
}

TermPtr Lowering::lambda(const Node& node) {
  const Node& over = *node.children[0];
  if (over.type == ValueType::text_list) return list_lambda(node);
  Place place = start_of(over.variable);
  std::string key = std::to_string(place.source);
  std::size_t i = 0;
  for (; over.steps[i].what == Step::What::one; ++i) {
    key += "/" + over.steps[i].field->name;
    place = join_one(place, over.steps[i], key);
  }
  Place element;
  Select select = collection(place, over.steps[i], element);
  levels_.back().select = &select;
  select.items = {column(*select.sources[0].table, select.sources[0].table->columns.front().name)};
  if (node.children.size() > 1) {
    TermPtr body = lower(node.children[1]);
    if (node.lambda == expr::Lambda::all)  // no element for which it is not true
      body = call(Fn::is_distinct, {std::move(body), parameter(Value{true}, Storage::boolean)});
    select.where = all_of({select.where, std::move(body)});
  }
  levels_.pop_back();
  TermPtr found = exists(std::move(select));
  return node.lambda == expr::Lambda::all ? call(Fn::not_, {std::move(found)}) : found;
}

/// The texts of a list as rows; the level that is open then must be closed by the caller.
Select Lowering::elements(const std::function<TermPtr()>& list) {
  const std::size_t level_number = levels_.size();
  Level level;
  level.variable = {level_number, 0, nullptr};
  levels_.push_back(std::move(level));
  Select select;
  select.sources.push_back({&list_table(), Source::Join::from, nullptr, list()});
  return select;
}

TermPtr Lowering::list_count(const Place& place, const meta::FieldDef& field) {
  Select select = elements([&] { return column_at(place, column_name(field)); });
  levels_.pop_back();
  select.items = {call(Fn::count_all, {})};
  return subselect(std::move(select));
}

/// `tags/any(t: t eq 'x')` alone asks whether the list holds a text.
TermPtr Lowering::list_has(const Node& over, const expr::NodePtr& body) {
  const bool equal = body->kind == Kind::binary && body->op == Op::eq &&
                     body->children[0]->kind == Kind::path && body->children[0]->steps.empty() &&
                     body->children[1]->kind == Kind::literal;
  if (!equal) return nullptr;
  return call(Fn::json_contains,
              {walk(start_of(over.variable), over.steps, 0), literal(*body->children[1])});
}

TermPtr Lowering::list_lambda(const Node& node) {
  const Node& over = *node.children[0];
  const bool any = node.lambda == expr::Lambda::any;
  if (any && node.children.size() > 1) {
    if (TermPtr has = list_has(over, node.children[1])) return has;
  }
  Select select = elements([&] { return walk(start_of(over.variable), over.steps, 0); });
  levels_.back().select = &select;
  select.items = {column(list_table(), "value")};
  if (node.children.size() > 1) {
    select.where = lower(node.children[1]);
    if (!any)
      select.where =
          call(Fn::is_distinct, {select.where, parameter(Value{true}, Storage::boolean)});
  }
  levels_.pop_back();
  TermPtr found = exists(std::move(select));
  return any ? found : call(Fn::not_, {std::move(found)});
}

}  // namespace tw::store
