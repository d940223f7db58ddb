#include "platform/store/select.h"

#include <algorithm>

#include "platform/base/check.h"
#include "platform/base/json.h"

namespace tw::store {
namespace {

using meta::Storage;

struct ResultType {
  Storage storage = Storage::text;
  int scale = 0;
};

/// The first argument that is no bare null decides (coalesce, case_when, arithmetic).
ResultType type_of_any(const std::vector<TermPtr>& arguments, std::size_t first, std::size_t step) {
  for (std::size_t i = first; i < arguments.size(); i += step) {
    const Term& term = *arguments[i];
    if (term.kind == Term::Kind::parameter && term.value.is_null()) continue;
    return {term.storage, term.scale};
  }
  return arguments.empty() ? ResultType{} : ResultType{arguments[0]->storage, arguments[0]->scale};
}

ResultType result_of(Fn fn, const std::vector<TermPtr>& arguments) {
  switch (fn) {
    case Fn::add:
    case Fn::sub:
    case Fn::mul:
    case Fn::div:
    case Fn::mod:
    case Fn::negate:
    case Fn::sum:
    case Fn::min:
    case Fn::max:
    case Fn::avg:
    case Fn::coalesce: return type_of_any(arguments, 0, 1);
    case Fn::case_when: return type_of_any(arguments, 1, 2);
    case Fn::length:
    case Fn::index_of:
    case Fn::year:
    case Fn::month:
    case Fn::day:
    case Fn::hour:
    case Fn::minute:
    case Fn::second:
    case Fn::count_all:
    case Fn::count_distinct:
    case Fn::round:
    case Fn::floor:
    case Fn::ceiling: return {Storage::integer, 0};
    case Fn::substring:
    case Fn::lower:
    case Fn::upper:
    case Fn::trim:
    case Fn::concat:
    case Fn::json_member: return {Storage::text, 0};
    case Fn::date_of: return {Storage::date, 0};
    case Fn::datetime_of: return {Storage::datetime, 0};
    default: return {Storage::boolean, 0};
  }
}

std::shared_ptr<Term> make_call(Fn fn, std::vector<TermPtr> arguments) {
  for (const TermPtr& argument : arguments) CHECK(argument != nullptr);
  auto term = std::make_shared<Term>();
  term->kind = Term::Kind::call;
  term->fn = fn;
  const ResultType result = result_of(fn, arguments);
  term->storage = result.storage;
  term->scale = result.scale;
  term->arguments = std::move(arguments);
  return term;
}

TermPtr joined(Fn fn, std::vector<TermPtr> terms) {
  std::erase(terms, nullptr);
  if (terms.empty()) return nullptr;
  if (terms.size() == 1) return terms.front();
  return make_call(fn, std::move(terms));
}

}  // namespace

const Table& list_table() {
  static const Table table{
      .name = "list", .columns = {{.name = "value"}}, .primary_key = {}, .indexes = {}};
  return table;
}

TermPtr column(const Table& table, std::string_view name, int source, int depth) {
  auto term = std::make_shared<Term>();
  term->kind = Term::Kind::column;
  term->column = &table.column(name);
  term->storage = term->column->storage;
  term->scale = term->column->scale;
  term->source = source;
  term->depth = depth;
  return term;
}

TermPtr parameter(Value value, Storage storage, int scale) {
  auto term = std::make_shared<Term>();
  term->kind = Term::Kind::parameter;
  term->value = std::move(value);
  term->storage = storage;
  term->scale = scale;
  return term;
}

TermPtr call(Fn fn, std::vector<TermPtr> arguments) { return make_call(fn, std::move(arguments)); }

TermPtr call(Fn fn, std::vector<TermPtr> arguments, Storage storage, int scale) {
  auto term = make_call(fn, std::move(arguments));
  term->storage = storage;
  term->scale = scale;
  return term;
}

TermPtr exists(Select select) {
  auto term = make_call(Fn::exists, {});
  term->select = std::make_shared<const Select>(std::move(select));
  return term;
}

TermPtr subselect(Select select) {
  CHECK(!select.items.empty());
  auto term = std::make_shared<Term>();
  term->kind = Term::Kind::subselect;
  term->storage = select.items[0]->storage;
  term->scale = select.items[0]->scale;
  term->select = std::make_shared<const Select>(std::move(select));
  return term;
}

TermPtr search_match(TermPtr id, std::vector<std::string> tokens, std::string entity) {
  auto term = make_call(Fn::search_match, {std::move(id)});
  term->search_tokens = std::move(tokens);
  term->search_entity = std::move(entity);
  return term;
}

TermPtr all_of(std::vector<TermPtr> terms) { return joined(Fn::and_, std::move(terms)); }
TermPtr any_of(std::vector<TermPtr> terms) { return joined(Fn::or_, std::move(terms)); }

TermPtr equals_later(const Table& table, std::string_view name) {
  auto later = std::make_shared<Term>();
  later->kind = Term::Kind::parameter;
  later->storage = Storage::id;
  later->value = Value{Id{1}};
  later->given_later = true;
  return call(Fn::eq, {column(table, name), std::move(later)});
}

TermPtr equals(const Table& table, std::string_view name, Value value) {
  TermPtr left = column(table, name);
  if (value.is_null()) return call(Fn::is_null, {std::move(left)});
  const Column& declared = table.column(name);
  TermPtr right = parameter(std::move(value), declared.storage, declared.scale);
  return call(Fn::eq, {std::move(left), std::move(right)});
}

Value list_of(const std::vector<Id>& ids) {
  std::string text;
  text.reserve(ids.size() * 20 + 2);
  text += '[';
  for (const Id id : ids) {
    if (text.size() > 1) text += ',';
    text += std::to_string(id.raw());
  }
  text += ']';
  return Value{std::move(text)};
}

Value list_of(const std::vector<std::string>& texts) {
  std::string text;
  JsonWriter writer{text};
  writer.begin_array();
  for (const std::string& item : texts) writer.string(item);
  writer.end_array();
  return Value{std::move(text)};
}

}  // namespace tw::store
