#include "tools/schemac/entity_schema.h"

#include <boost/json.hpp>

#include "platform/base/json.h"
#include "platform/meta/types/field_type.h"
#include "platform/meta/words.h"

namespace tw::schemac {
namespace {

using meta::Keyword;
using meta::Takes;

json::object reference(std::string_view name) { return {{"$ref", "#/$defs/" + std::string{name}}}; }
json::object of_type(std::string_view type) { return {{"type", type}}; }
json::object list_of(json::value items) { return {{"type", "array"}, {"items", std::move(items)}}; }

json::object one_of(const std::vector<std::string_view>& words) {
  json::array values;
  for (const std::string_view word : words) values.emplace_back(word);
  return {{"enum", std::move(values)}};
}

json::object map_of(json::value entry) {
  return {{"type", "object"}, {"additionalProperties", std::move(entry)}};
}

json::object closed(json::object properties,
                    std::initializer_list<std::string_view> required = {}) {
  json::object object{
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (required.size() > 0) object["required"] = json::array(required.begin(), required.end());
  return object;
}

std::vector<std::string_view> result_words() {
  std::vector<std::string_view> words;
  for (const meta::FieldTypeDef* type : meta::all_types())
    if (type->can_be_result) words.push_back(type->word);
  return words;
}

json::object schema_of(Takes takes) {
  switch (takes) {
    case Takes::text: return of_type("string");
    case Takes::integer: return of_type("integer");
    case Takes::number: return of_type("number");
    case Takes::name: return reference("name");
    case Takes::name_or_names: return {{"anyOf", {reference("name"), reference("names")}}};
    case Takes::options: return reference("options");
    case Takes::states: return reference("states");
    case Takes::on_delete: return one_of(meta::all_words<meta::OnDelete>());
    case Takes::result_type: return one_of(result_words());
    case Takes::rollup_function: return one_of({"count", "sum", "min", "max"});
  }
  return {};
}

json::object common_field_properties() {
  json::object properties{{"label", reference("label")},
                          {"hint", reference("label")},
                          {"when", of_type("string")},
                          {"was", reference("name")}};
  for (const std::string_view flag :
       {"required", "unique", "search", "index", "read_only", "personal", "filterable"})
    properties[flag] = of_type("boolean");
  properties["default"] = {{"type", {"string", "number", "boolean"}}};
  return properties;
}

json::object field_schema(const meta::FieldTypeDef& type) {
  json::object properties = common_field_properties();
  properties["type"] = {{"const", type.word}, {"description", type.about}};
  json::array required{"type", "label"};
  for (const Keyword& keyword : type.keywords) {
    properties[keyword.name] = schema_of(keyword.takes);
    if (keyword.needed) required.emplace_back(keyword.name);
  }
  return {{"title", type.word},
          {"description", type.about},
          {"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

/// Chosen by `type`, so that an editor's message speaks of one type and not of all.
json::object any_field() {
  std::vector<std::string_view> words;
  json::array branches;
  for (const meta::FieldTypeDef* type : meta::all_types()) {
    words.push_back(type->word);
    branches.push_back({{"if", {{"properties", {{"type", {{"const", type->word}}}}}}},
                        {"then", field_schema(*type)}});
  }
  return {{"type", "object"},
          {"required", {"type", "label"}},
          {"properties", {{"type", one_of(words)}}},
          {"allOf", std::move(branches)}};
}

json::object option_properties() {
  return {{"en", of_type("string")},
          {"zh", of_type("string")},
          {"zh-TW", of_type("string")},
          {"tone", one_of(meta::all_words<meta::Tone>())}};
}

json::object state_properties() {
  json::object properties = option_properties();
  properties["probability"] = {{"type", "integer"}, {"minimum", 0}, {"maximum", 100}};
  properties["to"] = reference("names");
  return properties;
}

json::object permission() {
  const json::object scope = one_of(meta::all_words<meta::Scope>());
  json::object properties{{"read", scope},
                          {"update", scope},
                          {"delete", scope},
                          {"create", of_type("boolean")},
                          {"export", of_type("boolean")}};
  for (const std::string_view list : {"hidden", "masked", "read_only", "actions"})
    properties[list] = reference("names");
  return closed(std::move(properties));
}

json::object views() {
  return closed({{"list", reference("names")},
                 {"form", list_of(closed({{"section", reference("name")},
                                          {"label", reference("label")},
                                          {"fields", reference("names")}},
                                         {"section", "fields"}))},
                 {"picker", reference("names")},
                 {"head", reference("names")},
                 {"board", closed({{"by", reference("name")}, {"sum", reference("name")}}, {"by"})},
                 {"calendar", closed({{"on", reference("name")}}, {"on"})},
                 {"sort", of_type("string")},
                 {"tabs", reference("names")}});
}

json::object definitions() {
  json::object action{{"label", reference("label")},   {"confirm", reference("label")},
                      {"when", of_type("string")},     {"to", of_type("string")},
                      {"primary", of_type("boolean")}, {"parameters", map_of(reference("field"))}};
  json::object relation{
      {"many", reference("name")}, {"via", reference("name")}, {"label", reference("label")}};
  return {
      {"name", {{"type", "string"}, {"pattern", "^[a-z][a-z0-9_]*$"}}},
      {"names", list_of(of_type("string"))},
      {"label",
       closed({{"en", of_type("string")}, {"zh", of_type("string")}, {"zh-TW", of_type("string")}},
              {"en", "zh"})},
      {"options", map_of(closed(option_properties(), {"en", "zh"}))},
      {"states", map_of(closed(state_properties(), {"en", "zh"}))},
      {"field", any_field()},
      {"relation", closed(std::move(relation), {"many", "via"})},
      {"action", closed(std::move(action), {"label"})},
      {"permission", permission()},
      {"views", views()}};
}

void print(const json::value& value, std::string& out, std::size_t depth);

/// Small things stay on one line.
bool is_flat(const json::value& value) {
  constexpr std::size_t longest = 100;
  return json::serialize(value).size() <= longest;
}

void new_line(std::string& out, std::size_t depth) { out += "\n" + std::string(depth * 2, ' '); }

void print_object(const json::object& object, std::string& out, std::size_t depth) {
  out += '{';
  bool first = true;
  for (const auto& [key, item] : object) {
    if (!std::exchange(first, false)) out += ',';
    new_line(out, depth + 1);
    out += json::serialize(key) + ": ";
    print(item, out, depth + 1);
  }
  new_line(out, depth);
  out += '}';
}

void print(const json::value& value, std::string& out, std::size_t depth) {
  if (is_flat(value)) {
    out += json::serialize(value);
  } else if (value.is_object()) {
    print_object(value.get_object(), out, depth);
  } else if (value.is_array()) {
    out += '[';
    bool first = true;
    for (const json::value& item : value.get_array()) {
      if (!std::exchange(first, false)) out += ',';
      new_line(out, depth + 1);
      print(item, out, depth + 1);
    }
    new_line(out, depth);
    out += ']';
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string entity_schema() {
  json::object properties{{"entity", reference("name")},
                          {"set", reference("name")},
                          {"label", reference("label")},
                          {"label_plural", reference("label")},
                          {"title", reference("name")},
                          {"icon", of_type("string")},
                          {"match", reference("name")},
                          {"parent", reference("name")},
                          {"traits", list_of(one_of(meta::all_words<meta::Trait>()))},
                          {"fields", map_of(reference("field"))},
                          {"relations", map_of(reference("relation"))},
                          {"actions", map_of(reference("action"))},
                          {"permissions", map_of(reference("permission"))},
                          {"indexes", list_of(reference("names"))},
                          {"unique_together", list_of(reference("names"))},
                          {"views", reference("views")}};
  json::object schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                      {"title", "Tradewind entity"}};
  for (auto& [key, value] : closed(std::move(properties), {"entity", "label", "fields"}))
    schema[key] = value;
  schema["$defs"] = definitions();
  std::string text;
  print(schema, text, 0);
  return text + "\n";
}

}  // namespace tw::schemac
