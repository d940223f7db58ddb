#include "platform/api/edm.h"

#include <algorithm>

namespace tw::api {
namespace {

using meta::FieldDef;
using meta::Storage;
using meta::Type;

constexpr int id_length = 13;

/// What is stored and computed is told apart by nobody outside.
Type shown_type(const FieldDef& field) {
  return field.type == Type::formula || field.type == Type::rollup ? field.result : field.type;
}

bool is_list(Type type) { return type == Type::choices || type == Type::tags; }

std::string type_name(const FieldDef& field) {
  switch (shown_type(field)) {
    case Type::boolean: return "Edm.Boolean";
    case Type::integer:
    case Type::duration: return "Edm.Int64";
    case Type::decimal:
    case Type::percent:
    case Type::money: return "Edm.Decimal";
    case Type::date: return "Edm.Date";
    case Type::datetime: return "Edm.DateTimeOffset";
    case Type::address: return std::string{edm_namespace} + ".Address";
    case Type::json:
    case Type::files: return "Edm.Untyped";
    default: break;
  }
  return "Edm.String";
}

bool is_writable(const FieldDef& field, store::FieldRight right) {
  const bool computed = field.type == Type::formula || field.type == Type::rollup;
  const bool system =
      field.system && field.name != "owner" && field.name != "department" && field.name != "tags";
  return !computed && !system && !field.read_only && right == store::FieldRight::write;
}

EdmProperty property_of(const FieldDef& field, store::FieldRight right) {
  EdmProperty property;
  property.field = &field;
  const bool key = field.storage == Storage::id;
  property.name = field.type == Type::ref && field.name != "id" ? field.name + "_id" : field.name;
  property.type = right == store::FieldRight::masked ? "Edm.String" : type_name(field);
  property.many = is_list(field.type) ? Many::yes : Many::no;
  property.writable = is_writable(field, right) ? Writable::yes : Writable::no;
  const bool always = field.required && field.when.empty();
  const bool born_with_it =
      field.system && (field.name == "id" || field.name == "version" || field.name == "created_at");
  property.nullable = !always && !born_with_it;
  property.demanded = always && property.writable == Writable::yes && field.default_value.empty();
  if (property.type == "Edm.String") property.max_length = key ? id_length : field.max_length;
  if (is_list(field.type)) property.max_length = 0;
  if (property.type == "Edm.Decimal") property.scale = field.scale;
  return property;
}

EdmAction action_of(const meta::ActionDef& declared) {
  EdmAction action{declared.name, &declared.label, {}};
  for (const FieldDef& field : declared.parameter_fields)
    action.parameters.push_back(property_of(field, store::FieldRight::write));
  return action;
}

const Label& restore_label() {
  static const Label label{"Take back from the recycle bin", "从回收站恢复", "從資源回收筒還原"};
  return label;
}

class Builder {
 public:
  explicit Builder(const access::Gate* gate) : gate_{gate} {}

  bool sees(const meta::EntityDef& entity) const {
    return gate_ == nullptr || gate_->read_permit(entity) != nullptr;
  }

  EdmEntity entity(const meta::EntityDef& from) const {
    EdmEntity made;
    made.entity = &from;
    made.insertable = may(from, store::Verb::create);
    made.updatable = may(from, store::Verb::update);
    made.deletable = may(from, store::Verb::remove);
    for (const FieldDef& field : from.fields()) add_field(field, made);
    for (const meta::RelationDef& relation : from.relations) add_relation(relation, made);
    for (const meta::ActionDef& action : from.actions)
      if (gate_ == nullptr || gate_->may_act(from, action))
        made.actions.push_back(action_of(action));
    if (from.has(meta::Trait::recyclable) && made.deletable == Writable::yes &&
        from.action("restore") == nullptr)
      made.actions.push_back({"restore", &restore_label(), {}});
    return made;
  }

 private:
  Writable may(const meta::EntityDef& entity, store::Verb verb) const {
    return gate_ == nullptr || gate_->permit(entity, verb) != nullptr ? Writable::yes
                                                                      : Writable::no;
  }

  store::FieldRight right(const meta::EntityDef& entity, const FieldDef& field) const {
    return gate_ == nullptr ? store::FieldRight::write : gate_->read_permit(entity)->right(field);
  }

  void add_field(const FieldDef& field, EdmEntity& made) const {
    const store::FieldRight its_right = right(*made.entity, field);
    if (its_right == store::FieldRight::hidden || field.type == Type::secret) return;
    const bool collection = field.type == Type::refs || field.type == Type::lines;
    if (!collection) made.properties.push_back(property_of(field, its_right));
    // A line is mostly made with or below its owner, which says whose it is.
    if (field.name == made.entity->parent) made.properties.back().demanded = false;
    if (field.target_entity == nullptr || !sees(*field.target_entity)) return;
    EdmNavigation navigation;
    navigation.name = field.name;
    navigation.target = field.target_entity;
    navigation.label = &field.label;
    navigation.many = collection ? Many::yes : Many::no;
    if (field.type == Type::ref) {
      navigation.key = field.name + "_id";
      navigation.nullable = !made.properties.back().demanded;
      navigation.partner = way_back(*made.entity, field);
    } else if (field.type == Type::lines) {
      navigation.partner = field.via;
    }
    made.navigations.push_back(std::move(navigation));
  }

  void add_relation(const meta::RelationDef& relation, EdmEntity& made) const {
    if (!sees(*relation.target)) return;
    const FieldDef& via = relation.target->field(relation.via);
    if (right(*relation.target, via) == store::FieldRight::hidden) return;
    EdmNavigation navigation;
    navigation.name = relation.name;
    navigation.target = relation.target;
    navigation.label = &relation.label;
    navigation.many = Many::yes;
    if (via.type == Type::ref && way_back(*relation.target, via) == relation.name)
      navigation.partner = relation.via;
    made.navigations.push_back(std::move(navigation));
  }

  /// The lines field or relation of the target that goes through `reference`; empty when there is
  /// none or more than one.
  std::string way_back(const meta::EntityDef& owner, const FieldDef& reference) const {
    std::string found;
    const auto take = [&found](const std::string& name) { found = found.empty() ? name : "-"; };
    const meta::EntityDef& target = *reference.target_entity;
    for (const FieldDef& field : target.fields())
      if (field.type == Type::lines && field.target_entity == &owner &&
          field.via == reference.name && right(target, field) != store::FieldRight::hidden)
        take(field.name);
    for (const meta::RelationDef& relation : target.relations)
      if (relation.target == &owner && relation.via == reference.name) take(relation.name);
    return found == "-" ? std::string{} : found;
  }

  const access::Gate* gate_;
};

/// `{code, label}` of every option, as Validation.AllowedValues wants it.
json::array allowed_values(const FieldDef& field, Language language) {
  json::array values;
  for (const meta::Option& option : field.options)
    values.push_back(
        json::object{{"Value", option.code}, {"@Core.Description", option.label.in(language)}});
  return values;
}

template <class Test>
json::array names_where(const EdmEntity& entity, Test test) {
  json::array names;
  for (const EdmProperty& property : entity.properties)
    if (test(property)) names.push_back(json::value(property.name));
  return names;
}

}  // namespace

std::vector<EdmEntity> edm_of(const meta::Catalogue& catalogue, const access::Gate* gate) {
  const Builder builder{gate};
  std::vector<EdmEntity> model;
  for (const auto& entity : catalogue.entities())
    if (builder.sees(*entity)) model.push_back(builder.entity(*entity));
  return model;
}

std::vector<Annotation> annotations_of(const EdmProperty& property, Language language) {
  const FieldDef& field = *property.field;
  std::vector<Annotation> list;
  list.push_back({"Core.Description", json::value(field.label.in(language))});
  if (!field.hint.in(language).empty())
    list.push_back({"Core.LongDescription", json::value(field.hint.in(language))});
  const bool computed = field.system || field.type == Type::formula || field.type == Type::rollup ||
                        field.type == Type::sequence;
  if (property.writable == Writable::no)
    list.push_back(computed ? Annotation{"Core.Computed", json::value(true)}
                            : Annotation{"Core.Permissions", json::value("Read")});
  if (!field.default_value.empty() && property.writable == Writable::yes)
    list.push_back({"Core.ComputedDefaultValue", json::value(true)});
  if (!field.options.empty())
    list.push_back({"Validation.AllowedValues", allowed_values(field, language)});
  if (!field.currency_field.empty())
    list.push_back({"Measures.ISOCurrency", json::object{{"$Path", field.currency_field}}});
  return list;
}

std::vector<Annotation> annotations_of(const EdmEntity& entity) {
  std::vector<Annotation> list;
  list.push_back({"Core.OptimisticConcurrency", json::array{"version"}, true});
  const auto refuse = [&list](Writable may, const char* term, const char* member) {
    if (may == Writable::no) list.push_back({term, json::object{{member, false}}});
  };
  refuse(entity.insertable, "Capabilities.InsertRestrictions", "Insertable");
  refuse(entity.updatable, "Capabilities.UpdateRestrictions", "Updatable");
  refuse(entity.deletable, "Capabilities.DeleteRestrictions", "Deletable");
  json::array closed =
      names_where(entity, [](const EdmProperty& property) { return !property.field->filterable; });
  if (!closed.empty())
    list.push_back({"Capabilities.FilterRestrictions",
                    json::object{{"NonFilterableProperties", closed}}, true});
  return list;
}

std::vector<std::string_view> address_members() {
  return {"street", "city", "region", "postcode", "country"};
}

std::vector<Vocabulary> vocabularies() {
  return {{"Core", "Org.OData.Core.V1",
           "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Core.V1.xml"},
          {"Capabilities", "Org.OData.Capabilities.V1",
           "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/"
           "Org.OData.Capabilities.V1.xml"},
          {"Validation", "Org.OData.Validation.V1",
           "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/"
           "Org.OData.Validation.V1.xml"},
          {"Measures", "Org.OData.Measures.V1",
           "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/"
           "Org.OData.Measures.V1.xml"}};
}

}  // namespace tw::api
