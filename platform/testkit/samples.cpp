#include "platform/testkit/samples.h"

#include <boost/json/parse.hpp>

#include "platform/base/check.h"

namespace tw::testkit {
namespace {

using meta::FieldDef;
using meta::Storage;
using meta::Type;

bool is_reference(const FieldDef& field) {
  return field.type == Type::ref || field.type == Type::refs || field.type == Type::any_ref ||
         field.type == Type::lines;
}

bool is_computed(const FieldDef& field) {
  return field.type == Type::formula || field.type == Type::rollup || field.type == Type::sequence;
}

/// The title is always given; what has a default keeps it; the state begins where it begins.
bool is_filled(const meta::EntityDef& entity, const FieldDef& field,
               const std::set<std::string>& wanted) {
  if (wanted.contains(field.name)) return true;
  if (field.system || is_computed(field) || field.type == Type::state || field.type == Type::lines)
    return false;
  if (field.required || field.name == entity.title)
    return field.default_value.empty() || is_reference(field);
  return !field.read_only && field.column >= 0 && !is_reference(field) &&
         field.default_value.empty() && field.storage != Storage::json;
}

/// The fields that the rules miss, by the first part of their path.
std::set<std::string> missing(const AppError& error) {
  std::set<std::string> names;
  for (const Problem& problem : error.problems())
    names.insert(problem.field.substr(0, problem.field.find_first_of(".[")));
  return names;
}

}  // namespace

std::string property_of(const FieldDef& field) {
  if (field.type == Type::ref && field.name != "id") return field.name + "_id";
  return field.type == Type::refs ? field.name + "_ids" : field.name;
}

bool is_writable(const FieldDef& field) {
  const bool ours =
      field.system && field.name != "owner" && field.name != "department" && field.name != "tags";
  return !field.read_only && !ours && !is_computed(field);
}

std::string Samples::capitals() const {
  std::string code = "Q";
  code += static_cast<char>('A' + number_ / 26 % 26);
  code += static_cast<char>('A' + number_ % 26);
  return code;
}

Value Samples::text_of(const FieldDef& field) {
  const std::string unique = "zq" + std::to_string(number_);
  switch (field.type) {
    case Type::email: return Value{unique + "@sample.example"};
    case Type::phone: return Value{"+86 138" + std::to_string(10'000'000 + number_)};
    case Type::url: return Value{"https://" + unique + ".example"};
    case Type::currency: return Value{"USD"};
    case Type::country: return Value{"DE"};
    case Type::location: return Value{"CNNGB"};
    case Type::choice: return Value{field.options.front().code};
    default: break;
  }
  if (field.max_length > 0 && field.max_length <= 3) return Value{capitals()};
  if (field.max_length > 0 && field.max_length < 10) return Value{std::to_string(number_)};
  return Value{field.name.substr(0, 8) + std::to_string(number_)};
}

Value Samples::value_of(const FieldDef& field, std::string_view owner) {
  if (field.type == Type::ref) {
    if (field.target == "user") return Value{app_.user(owner)};
    const std::string word = word_;  // the target has a word of its own
    const Id id = make(*field.target_entity, owner).id;
    word_ = word;
    return Value{id};
  }
  switch (field.storage) {
    case Storage::boolean: return Value{true};
    case Storage::integer: return Value{1};
    case Storage::scaled: return Value{Decimal{1}.rescaled(field.scale)};
    case Storage::date: return Value{app_.today()};
    case Storage::datetime: return Value{app_.clock().now()};
    case Storage::json: return field.type == Type::choices ? Value{} : Value{"{}"};
    case Storage::text: return text_of(field);
    case Storage::id:
    case Storage::none: break;
  }
  return Value{};
}

Samples::Values Samples::values(const meta::EntityDef& entity, std::string_view owner,
                                const std::set<std::string>& wanted) {
  ++number_;
  word_ = "zqword" + std::to_string(number_);
  Values out;
  for (const FieldDef& field : entity.fields()) {
    if (!is_filled(entity, field, wanted)) continue;
    const bool names_it = field.name == entity.title && field.max_length > 20 &&
                          (field.type == Type::text || field.type == Type::longtext);
    out.emplace_back(&field, names_it ? Value{word_} : value_of(field, owner));
  }
  return out;
}

Id Samples::save(const meta::EntityDef& entity, std::string_view owner, const Values& values) {
  return app_.app().records.run(app_.system_gate(), [&](record::Unit& unit) {
    record::Record record{entity};
    for (const auto& [field, value] : values) record.set(*field, value);
    record.set("created_by", Value{app_.user(owner)});
    if (entity.has(meta::Trait::owned)) record.set("owner", Value{app_.user(owner)});
    return unit.save(record).id;
  });
}

Samples::Sample Samples::make(const meta::EntityDef& entity, std::string_view owner) {
  std::set<std::string> wanted;
  for (int attempt = 0; attempt < 3; ++attempt) {
    const Values given = values(entity, owner, wanted);
    const std::string word = word_;
    try {
      return {save(entity, owner, given), word};
    } catch (const AppError& error) {
      wanted.merge(missing(error));
    }
  }
  const std::vector<Id> there = app_.app().records.run(
      app_.system_gate(), [&](record::Unit& unit) { return unit.find_ids(entity, nullptr, 1); });
  CHECK(!there.empty());
  return {there.front(), ""};
}

json::object Samples::body(const meta::EntityDef& entity, std::string_view owner) {
  json::object out;
  std::set<std::string> wanted;
  for (const meta::FieldDef& field : entity.fields())
    if (field.type == Type::ref && !field.system && !field.read_only && !field.required &&
        field.target != "user" && field.target != entity.name) {
      wanted.insert(field.name);  // one hold is enough for rules that want one
      break;
    }
  for (const auto& [field, value] : values(entity, owner, wanted)) {
    if (!is_writable(*field) || value.is_null()) continue;
    std::string text;
    JsonWriter writer{text};
    record::write_value(writer, *field, value);
    out[property_of(*field)] = boost::json::parse(text);
  }
  return out;
}

}  // namespace tw::testkit
