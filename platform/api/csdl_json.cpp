// $metadata as CSDL JSON.
#include <boost/json/serialize.hpp>

#include "platform/api/edm.h"

namespace tw::api {
namespace {

std::string qualified(std::string_view name) {
  return std::string{edm_namespace} + "." + std::string{name};
}

void annotate(json::object& out, const Annotation& annotation) {
  out["@" + annotation.term] = annotation.value;
}

json::object facets_of(const EdmProperty& property) {
  json::object out;
  if (property.type != "Edm.String") out["$Type"] = property.type;
  if (property.many == Many::yes) out["$Collection"] = true;
  const bool never_null = property.demanded || property.name == "id";
  if (!never_null && property.many == Many::no) out["$Nullable"] = true;
  if (property.max_length > 0) out["$MaxLength"] = property.max_length;
  if (property.scale) {
    out["$Precision"] = 18;
    out["$Scale"] = *property.scale;
  }
  if (property.type == "Edm.DateTimeOffset") out["$Precision"] = 3;
  return out;
}

json::object property_of(const EdmProperty& property, Language language) {
  json::object out = facets_of(property);
  for (const Annotation& annotation : annotations_of(property, language)) annotate(out, annotation);
  return out;
}

json::object navigation_of(const EdmNavigation& navigation, Language language) {
  json::object out{{"$Kind", "NavigationProperty"}, {"$Type", qualified(navigation.target->name)}};
  if (navigation.many == Many::yes)
    out["$Collection"] = true;
  else if (navigation.nullable)
    out["$Nullable"] = true;
  if (!navigation.partner.empty()) out["$Partner"] = navigation.partner;
  if (!navigation.key.empty()) out["$ReferentialConstraint"] = json::object{{navigation.key, "id"}};
  annotate(out, {"Core.Description", json::value(navigation.label->in(language))});
  return out;
}

json::object type_of(const EdmEntity& entity, Language language) {
  json::object out{{"$Kind", "EntityType"}, {"$Key", json::array{"id"}}};
  for (const EdmProperty& property : entity.properties)
    out[property.name] = property_of(property, language);
  for (const EdmNavigation& navigation : entity.navigations)
    out[navigation.name] = navigation_of(navigation, language);
  annotate(out, {"Core.Description", json::value(entity.entity->label.in(language))});
  return out;
}

json::object action_of(const EdmEntity& entity, const EdmAction& action, Language language) {
  const std::string type = qualified(entity.entity->name);
  json::array parameters;
  parameters.push_back(json::object{{"$Name", "record"}, {"$Type", type}});
  for (const EdmProperty& parameter : action.parameters) {
    json::object one{{"$Name", parameter.name}};
    for (const auto& [name, value] : property_of(parameter, language)) one[name] = value;
    parameters.push_back(std::move(one));
  }
  json::object out{{"$Kind", "Action"},
                   {"$IsBound", true},
                   {"$Parameter", std::move(parameters)},
                   {"$ReturnType", json::object{{"$Type", type}}}};
  annotate(out, {"Core.Description", json::value(action.label->in(language))});
  return out;
}

json::object set_of(const EdmEntity& entity) {
  json::object out{{"$Collection", true}, {"$Type", qualified(entity.entity->name)}};
  json::object bindings;
  for (const EdmNavigation& navigation : entity.navigations)
    bindings[navigation.name] = navigation.target->set;
  if (!bindings.empty()) out["$NavigationPropertyBinding"] = std::move(bindings);
  for (const Annotation& annotation : annotations_of(entity)) annotate(out, annotation);
  return out;
}

json::object address_of() {
  json::object out{{"$Kind", "ComplexType"}};
  for (const std::string_view member : address_members())
    out[member] = json::object{{"$Nullable", true}};
  return out;
}

}  // namespace

std::string csdl_json(const std::vector<EdmEntity>& model, Language language) {
  json::object schema;
  schema["Address"] = address_of();
  for (const EdmEntity& entity : model) schema[entity.entity->name] = type_of(entity, language);
  for (const EdmEntity& entity : model)
    for (const EdmAction& action : entity.actions) {
      json::value& overloads = schema[action.name];
      if (!overloads.is_array()) overloads = json::array{};
      overloads.as_array().push_back(action_of(entity, action, language));
    }
  json::object container{{"$Kind", "EntityContainer"}};
  for (const EdmEntity& entity : model) container[entity.entity->set] = set_of(entity);
  schema["Container"] = std::move(container);
  json::object references;
  for (const Vocabulary& vocabulary : vocabularies())
    references[vocabulary.uri] = json::object{
        {"$Include",
         json::array{json::object{{"$Namespace", vocabulary.name}, {"$Alias", vocabulary.alias}}}}};
  const json::object document{{"$Version", "4.01"},
                              {"$EntityContainer", qualified("Container")},
                              {"$Reference", std::move(references)},
                              {edm_namespace, std::move(schema)}};
  return boost::json::serialize(document);
}

}  // namespace tw::api
