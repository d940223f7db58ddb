// The contract as OpenAPI 3.1: the same for everybody and the same on every call, so that the
// committed copy shows each change of it.
#include "platform/api/openapi.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "platform/api/api.h"
#include "platform/api/edm.h"

namespace tw::api {
namespace {

json::object reference(const std::string& kind, const std::string& name) {
  return {{"$ref", "#/components/" + kind + "/" + name}};
}
json::object schema_reference(const std::string& name) { return reference("schemas", name); }

json::array parameter_references(std::initializer_list<const char*> names) {
  json::array list;
  for (const char* name : names) list.push_back(reference("parameters", name));
  return list;
}

json::object json_content(json::object schema) {
  return {{"application/json", json::object{{"schema", std::move(schema)}}}};
}

json::object answers(const char* status, json::object answer) {
  return {{status, std::move(answer)}, {"default", reference("responses", "problem")}};
}

json::object answer_with(const std::string& description, json::object schema) {
  return {{"description", description}, {"content", json_content(std::move(schema))}};
}

json::object list_of(json::object items) {
  return {{"type", "array"}, {"items", std::move(items)}};
}

/// `"string"`, or `["string","null"]`.
json::value type_word(const char* word, bool nullable) {
  if (nullable) return json::array{word, "null"};
  return json::value(word);
}

json::object scalar_of(const EdmProperty& property, bool nullable) {
  const std::string& type = property.type;
  if (property.field->storage == meta::Storage::id)
    return nullable ? json::object{{"anyOf", json::array{schema_reference("id"),
                                                         json::object{{"type", "null"}}}}}
                    : schema_reference("id");
  if (type == "Edm.Boolean") return {{"type", type_word("boolean", nullable)}};
  if (type == "Edm.Int64") return {{"type", type_word("integer", nullable)}, {"format", "int64"}};
  if (type == "Edm.Decimal")
    return {{"type", type_word("number", nullable)}, {"format", "decimal"}};
  if (type == "Edm.Date") return {{"type", type_word("string", nullable)}, {"format", "date"}};
  if (type == "Edm.DateTimeOffset")
    return {{"type", type_word("string", nullable)}, {"format", "date-time"}};
  if (type == "Edm.Untyped") return {};
  if (type != "Edm.String") return schema_reference("address");
  json::object text{{"type", type_word("string", nullable)}};
  if (property.max_length > 0) text["maxLength"] = property.max_length;
  return text;
}

json::object schema_of(const EdmProperty& property) {
  const meta::FieldDef& field = *property.field;
  json::array codes;
  for (const meta::Option& option : field.options) codes.push_back(json::value(option.code));
  json::object schema;
  if (property.many == Many::yes) {
    json::object item{{"type", "string"}};
    if (!codes.empty()) item["enum"] = codes;
    schema = list_of(std::move(item));
  } else {
    schema = scalar_of(property, property.nullable);
    if (!codes.empty()) {
      if (property.nullable) codes.push_back(nullptr);
      schema["enum"] = codes;
    }
  }
  schema["description"] = field.label.en;
  return schema;
}

json::object read_schema(const EdmEntity& entity) {
  json::object properties{{"@odata.etag", json::object{{"type", "string"}}}};
  for (const EdmProperty& property : entity.properties) {
    properties[property.name] = schema_of(property);
    if (property.writable == Writable::no) properties[property.name].as_object()["readOnly"] = true;
  }
  for (const EdmNavigation& navigation : entity.navigations) {
    json::object target = schema_reference(navigation.target->name);
    json::object schema =
        navigation.many == Many::yes
            ? list_of(std::move(target))
            : json::object{{"anyOf", json::array{target, json::object{{"type", "null"}}}}};
    schema["description"] = navigation.label->en + " ($expand)";
    properties[navigation.name] = std::move(schema);
  }
  return {{"type", "object"},
          {"description", entity.entity->label.en},
          {"properties", std::move(properties)}};
}

json::object write_schema(const EdmEntity& entity) {
  json::object properties;
  for (const EdmProperty& property : entity.properties)
    if (property.writable == Writable::yes) properties[property.name] = schema_of(property);
  for (const meta::FieldDef& field : entity.entity->fields()) {
    if (field.read_only) continue;
    if (field.type == meta::Type::refs)
      properties[field.name + "_ids"] = list_of(schema_reference("id"));
    if (field.type == meta::Type::lines)
      properties[field.name] = list_of(schema_reference(field.target + "_write"));
    if (field.type == meta::Type::secret)
      properties[field.name] = json::object{{"type", "string"}, {"writeOnly", true}};
  }
  return {{"type", "object"}, {"properties", std::move(properties)}};
}

/// What POST demands beyond the write schema.
json::object create_schema(const EdmEntity& entity) {
  json::array required;
  for (const EdmProperty& property : entity.properties)
    if (property.demanded) required.push_back(json::value(property.name));
  json::object write = schema_reference(entity.entity->name + "_write");
  if (required.empty()) return write;
  return {{"allOf", json::array{std::move(write), json::object{{"required", required}}}}};
}

/// Operations of one entity.
class EntityPaths {
 public:
  EntityPaths(const EdmEntity& entity, json::object& paths)
      : entity_{entity},
        paths_{paths},
        name_{entity.entity->name},
        set_{entity.entity->set},
        base_{"/" + set_} {}

  void write() {
    paths_[base_] = json::object{{"get", list()}, {"post", create()}};
    paths_[base_ + "/$count"] = json::object{{"get", count()}};
    paths_[base_ + "/export"] = json::object{{"get", exported()}};
    paths_[base_ + "/{id}"] = json::object{{"parameters", parameter_references({"id"})},
                                           {"get", read()},
                                           {"patch", update()},
                                           {"delete", remove()}};
    for (const EdmAction& action : entity_.actions)
      paths_[base_ + "/{id}/" + action.name] =
          json::object{{"parameters", parameter_references({"id"})}, {"post", run(action)}};
    paths_[base_ + "/{id}/timeline"] =
        json::object{{"parameters", parameter_references({"id"})}, {"get", timeline()}};
    paths_[base_ + "/{id}/explain"] =
        json::object{{"parameters", parameter_references({"id"})}, {"get", explain()}};
  }

 private:
  json::object operation(const std::string& id, const std::string& summary) const {
    return {{"operationId", id}, {"tags", json::array{set_}}, {"summary", summary}};
  }
  const std::string& singular() const { return entity_.entity->label.en; }
  const std::string& plural() const { return entity_.entity->label_plural.en; }
  json::object record() const { return answer_with(singular(), schema_reference(name_)); }

  json::object list() const {
    json::object out = operation("list_" + set_, plural());
    out["parameters"] =
        parameter_references({"filter", "select", "expand", "orderby", "top", "skip", "skiptoken",
                              "count", "search", "compute", "apply", "prefer"});
    json::object properties{{"@odata.context", json::object{{"type", "string"}}},
                            {"@odata.count", json::object{{"type", "integer"}}},
                            {"@tradewind.count_capped", json::object{{"type", "boolean"}}},
                            {"value", list_of(schema_reference(name_))},
                            {"@odata.nextLink", json::object{{"type", "string"}}}};
    out["responses"] =
        answers("200", answer_with("A page", {{"type", "object"},
                                              {"required", json::array{"value"}},
                                              {"properties", std::move(properties)}}));
    return out;
  }

  json::object create() const {
    json::object out = operation("create_" + name_, "Create: " + singular());
    out["parameters"] = parameter_references({"prefer", "idempotency_key"});
    out["requestBody"] =
        json::object{{"required", true}, {"content", json_content(create_schema(entity_))}};
    out["responses"] = answers("201", record());
    return out;
  }

  json::object read() const {
    json::object out = operation("get_" + name_, singular());
    out["parameters"] = parameter_references({"select", "expand", "compute", "if_none_match"});
    out["responses"] = answers("200", record());
    return out;
  }

  json::object update() const {
    json::object out = operation("update_" + name_, "Change: " + singular());
    out["parameters"] = parameter_references({"if_match", "prefer"});
    out["requestBody"] = json::object{
        {"required", true}, {"content", json_content(schema_reference(name_ + "_write"))}};
    out["responses"] = answers("200", record());
    return out;
  }

  json::object remove() const {
    json::object out = operation("delete_" + name_, "Delete: " + singular());
    out["parameters"] = parameter_references({"if_match"});
    out["responses"] = answers("204", reference("responses", "none"));
    return out;
  }

  json::object count() const {
    json::object out = operation("count_" + set_, "Number of: " + plural());
    out["parameters"] = parameter_references({"filter", "search"});
    json::object number{
        {"description", "The number, at most 10,000"},
        {"content", json::object{{"text/plain",
                                  json::object{{"schema", json::object{{"type", "integer"}}}}}}}};
    out["responses"] = answers("200", std::move(number));
    return out;
  }

  json::object exported() const {
    json::object out = operation("export_" + set_, "Export: " + plural());
    out["parameters"] = parameter_references({"filter", "select", "orderby", "search"});
    out["parameters"].as_array().push_back(json::object{
        {"name", "format"},
        {"in", "query"},
        {"schema", json::object{{"type", "string"}, {"enum", json::array{"csv", "xlsx"}}}}});
    const char* xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    out["responses"] = answers(
        "200", {{"description", "The file"},
                {"content", json::object{{"text/csv", json::object{}}, {xlsx, json::object{}}}}});
    return out;
  }

  json::object run(const EdmAction& action) const {
    json::object out = operation(action.name + "_" + name_, action.label->en + ": " + singular());
    out["parameters"] = parameter_references({"if_match", "prefer", "idempotency_key"});
    if (!action.parameters.empty()) {
      json::object properties;
      json::array required;
      for (const EdmProperty& parameter : action.parameters) {
        properties[parameter.name] = schema_of(parameter);
        if (!parameter.nullable) required.push_back(json::value(parameter.name));
      }
      json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
      if (!required.empty()) schema["required"] = std::move(required);
      out["requestBody"] = json::object{{"content", json_content(std::move(schema))}};
    }
    json::object responses = answers("200", record());
    if (action.name != "restore") responses["202"] = reference("responses", "job");
    out["responses"] = std::move(responses);
    return out;
  }

  json::object timeline() const {
    json::object out = operation("timeline_" + name_, "What happened: " + singular());
    out["parameters"] = json::array{
        json::object{
            {"name", "top"}, {"in", "query"}, {"schema", json::object{{"type", "integer"}}}},
        json::object{
            {"name", "before"}, {"in", "query"}, {"schema", json::object{{"type", "string"}}}}};
    out["responses"] = answers("200", answer_with("Latest first", schema_reference("timeline")));
    return out;
  }

  json::object explain() const {
    json::object out = operation("explain_" + name_, "Why may I see and change it: " + singular());
    out["responses"] = answers("200", answer_with("Roles and scopes", {{"type", "object"}}));
    return out;
  }

  const EdmEntity& entity_;
  json::object& paths_;
  std::string name_, set_, base_;
};

void write_indented(const json::value& value, std::size_t depth, std::string& out);

/// One member a line, so that a review shows what changed.
template <class Items, class Write>
void write_items(char open, char close, const Items& items, std::size_t depth, std::string& out,
                 Write write) {
  out += open;
  bool first = true;
  for (const auto& item : items) {
    out += first ? "\n" : ",\n";
    first = false;
    out.append(depth + 1, ' ');
    write(item);
  }
  if (!first) {
    out += '\n';
    out.append(depth, ' ');
  }
  out += close;
}

bool is_small(const json::value& value) {
  if (value.is_object())
    return value.as_object().empty() || boost::json::serialize(value).size() < 80;
  if (value.is_array())
    return value.as_array().empty() || boost::json::serialize(value).size() < 80;
  return true;
}

void write_indented(const json::value& value, std::size_t depth, std::string& out) {
  if (is_small(value)) {
    out += boost::json::serialize(value);
  } else if (value.is_object()) {
    write_items('{', '}', value.as_object(), depth, out, [&](const auto& member) {
      out += boost::json::serialize(json::value(member.key())) + ": ";
      write_indented(member.value(), depth + 1, out);
    });
  } else {
    write_items('[', ']', value.as_array(), depth, out,
                [&](const json::value& item) { write_indented(item, depth + 1, out); });
  }
}

json::array tags_of(const std::vector<EdmEntity>& model) {
  json::array tags;
  for (const char* name : {"session", "metadata", "search", "import", "batch"})
    tags.push_back(json::object{{"name", name}});
  for (const EdmEntity& entity : model)
    tags.push_back(json::object{{"name", entity.entity->set},
                                {"description", entity.entity->label_plural.en}});
  return tags;
}

}  // namespace

std::string Api::openapi(const meta::Catalogue& catalogue) {
  const std::vector<EdmEntity> model = edm_of(catalogue, nullptr);
  json::object fixed = boost::json::parse(openapi_fixed_parts()).as_object();
  json::object paths = std::move(fixed.at("paths").as_object());
  json::object schemas = std::move(fixed.at("schemas").as_object());
  for (const EdmEntity& entity : model) {
    EntityPaths{entity, paths}.write();
    schemas[entity.entity->name] = read_schema(entity);
    schemas[entity.entity->name + "_write"] = write_schema(entity);
  }
  const json::object any_sign_in_cookie{{"cookie", json::array{}}};
  const json::object document{
      {"openapi", "3.1.0"},
      {"info", json::object{{"title", "Tradewind"},
                            {"version", "1"},
                            {"description", "OData v4.01 over all records; see docs/api.md."}}},
      {"servers", json::array{json::object{{"url", "/api/v1"}}}},
      {"security", json::array{any_sign_in_cookie, json::object{{"bearer", json::array{}}},
                               json::object{{"basic", json::array{}}}}},
      {"tags", tags_of(model)},
      {"paths", std::move(paths)},
      {"components", json::object{{"schemas", std::move(schemas)},
                                  {"parameters", fixed.at("parameters")},
                                  {"responses", fixed.at("responses")},
                                  {"securitySchemes", fixed.at("securitySchemes")}}}};
  std::string out;
  write_indented(document, 0, out);
  out += '\n';
  return out;
}

}  // namespace tw::api
