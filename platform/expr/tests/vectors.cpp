#include "platform/expr/tests/vectors.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <fstream>
#include <sstream>

namespace tw::expr::test {
namespace {

void add_labels(json::value& options) {
  for (auto& [code, option] : options.as_object()) {
    option.as_object()["en"] = code;
    option.as_object()["zh"] = code;
  }
}

json::object label_of(std::string_view name) { return {{"en", name}, {"zh", name}}; }

Vectors read_vectors() {
  std::ifstream file{"platform/expr/vectors.json"};
  std::stringstream text;
  text << file.rdbuf();
  Vectors vectors;
  vectors.file = *parse_json(text.str());
  std::vector<std::pair<std::string, std::string>> files{
      {"modules/test/module.yaml", "module: test\nlabel: { en: Test, zh: 测试 }\norder: 1\n"}};
  for (const auto& [name, declaration] : vectors.root().at("entities").as_object()) {
    files.emplace_back("modules/test/entities/" + std::string{name} + ".yaml",
                       yaml_of(name, declaration.as_object()));
  }
  std::vector<meta::CatalogueProblem> problems;
  vectors.catalogue = meta::Catalogue::from_texts(files, problems);
  for (const auto& problem : problems) {
    ADD_FAILURE() << problem.file << ':' << problem.line << ' ' << problem.code << ' '
                  << problem.message;
  }
  const json::object& environment = vectors.root().at("environment").as_object();
  const auto word = [&](std::string_view name) -> std::string_view {
    return environment.at(name).as_string();
  };
  vectors.environment = {*Id::parse(word("me")), *Id::parse(word("my_department")),
                         *Date::parse(word("today")), *DateTime::parse(word("now"))};
  return vectors;
}

Value number_as(const json::value& in) {
  if (in.is_int64()) return in.as_int64();
  if (in.is_string()) return *Decimal::parse(in.as_string());
  return *Decimal::parse(fmt::format("{}", in.as_double()));
}

Value field_value(const json::value& in, const meta::FieldDef& field) {
  if (in.is_null()) return {};
  if (in.is_array()) return boost::json::serialize(in);
  if (in.is_bool()) return in.as_bool();
  const bool text = in.is_string();
  switch (field.storage) {
    case meta::Storage::scaled: {
      const Value number = number_as(in);
      const auto* whole = number.get_if<std::int64_t>();
      return (whole != nullptr ? Decimal{*whole} : number.as<Decimal>()).rescaled(field.scale);
    }
    case meta::Storage::integer: return number_as(in);
    case meta::Storage::date: return text ? *Date::parse(in.as_string()) : Value{};
    case meta::Storage::datetime: return text ? *DateTime::parse(in.as_string()) : Value{};
    case meta::Storage::id: return text ? *Id::parse(in.as_string()) : Value{};
    default: return text ? Value{std::string_view{in.as_string()}} : Value{};
  }
}

const json::value* member_of(const json::object& record, std::string_view name) {
  const json::value* found = record.if_contains(name);
  return found == nullptr || found->is_null() ? nullptr : found;
}

}  // namespace

std::string yaml_of(std::string_view name, const json::object& declaration) {
  json::object out{{"entity", name}, {"label", label_of(name)}};
  for (const auto& [key, value] : declaration) out[key] = value;
  for (auto& [field_name, field] : out.at("fields").as_object()) {
    field.as_object()["label"] = label_of(field_name);
    for (const char* key : {"options", "states"}) {
      if (json::value* options = field.as_object().if_contains(key)) add_labels(*options);
    }
  }
  return boost::json::serialize(out);
}

const json::object& Vectors::record(std::string_view name) const {
  return root().at("records").as_object().at(name).as_object();
}

const meta::EntityDef& Vectors::entity() const {
  return catalogue->entity(std::string_view{root().at("entity").as_string()});
}

const Vectors& vectors() {
  static const Vectors read = read_vectors();
  return read;
}

Value JsonView::value(const std::vector<Step>& steps) const {
  const json::object* here = &record_;
  for (const Step& step : steps) {
    const std::string name = step.what == Step::What::key      ? step.field->name + "_id"
                             : step.what == Step::What::member ? step.member
                                                               : step.field->name;
    const json::value* found = member_of(*here, name);
    if (found == nullptr) return {};
    if (step.what == Step::What::key) return *Id::parse(found->as_string());
    if (step.what == Step::What::member) return std::string_view{found->as_string()};
    if (!found->is_object()) return field_value(*found, *step.field);
    here = &found->as_object();
  }
  return {};
}

std::vector<std::unique_ptr<RecordView>> JsonView::collection(
    const std::vector<Step>& steps) const {
  std::vector<std::unique_ptr<RecordView>> views;
  const json::object* here = &record_;
  for (const Step& step : steps) {
    const json::value* found =
        member_of(*here, step.relation != nullptr ? step.relation->name : step.field->name);
    if (found == nullptr) break;
    if (step.what == Step::What::one) {
      here = &found->as_object();
      continue;
    }
    for (const json::value& item : found->as_array())
      views.push_back(std::make_unique<JsonView>(item.as_object()));
  }
  return views;
}

NodePtr bound(std::string_view text) {
  const auto parsed = parse(text);
  EXPECT_TRUE(parsed.has_value()) << text;
  if (!parsed) return nullptr;
  BindContext context;
  context.entity = &vectors().entity();
  const auto tree = expr::bind(*parsed, context);
  EXPECT_TRUE(tree.has_value()) << text << ' ' << (tree ? "" : tree.error().code);
  return tree ? *tree : nullptr;
}

Problem problem_of(std::string_view text, const BindContext& context) {
  const auto parsed = parse(text);
  if (!parsed) return parsed.error();
  const auto tree = expr::bind(*parsed, context);
  return tree ? Problem{} : tree.error();
}

Problem problem_of(std::string_view text) {
  BindContext context;
  context.entity = &vectors().entity();
  return problem_of(text, context);
}

Value value_of(std::string_view text, std::string_view record) {
  const NodePtr tree = bound(text);
  return tree == nullptr
             ? Value{}
             : evaluate(tree, JsonView{vectors().record(record)}, vectors().environment);
}

std::string shown(const Value& value) {
  if (value.is_null()) return "null";
  if (const auto* truth = value.get_if<bool>()) return *truth ? "true" : "false";
  if (const auto* number = value.get_if<std::int64_t>()) return std::to_string(*number);
  if (const auto* number = value.get_if<Decimal>()) return number->normalized().text();
  if (const auto* day = value.get_if<Date>()) return '"' + day->text() + '"';
  if (const auto* instant = value.get_if<DateTime>()) return '"' + instant->text() + '"';
  if (const auto* id = value.get_if<Id>()) return '"' + id->text() + '"';
  return boost::json::serialize(json::string{value.as<std::string>()});
}

}  // namespace tw::expr::test
