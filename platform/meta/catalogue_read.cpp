#include <boost/json.hpp>

#include "platform/base/check.h"
#include "platform/base/json.h"
#include "platform/meta/catalogue.h"
#include "platform/meta/types/field_type.h"
#include "platform/meta/words.h"

namespace tw::meta {

/// Only schemac writes this JSON, so anything unexpected is a broken build: CHECK, never an error.
class CatalogueReader {
 public:
  static std::shared_ptr<const Catalogue> read(std::string_view text);

 private:
  static std::unique_ptr<EntityDef> read_entity(const json::object& in);
  static void link(Catalogue& catalogue);
  static void link_fields(const Catalogue& catalogue, EntityDef& entity);
};

namespace {

const json::object& object_of(const json::value& value) {
  CHECK(value.is_object());
  return value.get_object();
}

std::string string_of(const json::value& value) {
  CHECK(value.is_string());
  return std::string{value.get_string().data(), value.get_string().size()};
}

std::string text(const json::object& in, std::string_view key) {
  const json::value* value = in.if_contains(key);
  return value == nullptr ? std::string{} : string_of(*value);
}

std::optional<std::string> optional_text(const json::object& in, std::string_view key) {
  const json::value* value = in.if_contains(key);
  return value == nullptr ? std::nullopt : std::optional{string_of(*value)};
}

bool flag(const json::object& in, std::string_view key, bool otherwise = false) {
  const json::value* value = in.if_contains(key);
  return value == nullptr ? otherwise : value->as_bool();
}

int number(const json::object& in, std::string_view key) {
  const json::value* value = in.if_contains(key);
  return value == nullptr ? 0 : value->to_number<int>();
}

template <class E>
E word(const json::object& in, std::string_view key, E otherwise) {
  const json::value* value = in.if_contains(key);
  if (value == nullptr) return otherwise;
  const auto parsed = parse_word<E>(string_of(*value));
  CHECK(parsed.has_value());
  return *parsed;
}

Type type(const json::object& in, std::string_view key) {
  const FieldTypeDef* found = find_type(text(in, key));
  CHECK(found != nullptr);
  return found->type;
}

template <class Read>
auto list(const json::object& in, std::string_view key, Read read) {
  std::vector<decltype(read(json::value{}))> items;
  const json::value* value = in.if_contains(key);
  if (value == nullptr) return items;
  for (const json::value& item : value->as_array()) items.push_back(read(item));
  return items;
}

std::vector<std::string> texts(const json::object& in, std::string_view key) {
  return list(in, key, string_of);
}

Label label_of(const json::value& value) {
  const json::object& in = object_of(value);
  return {text(in, "en"), text(in, "zh-CN"), text(in, "zh-TW")};
}

Label label(const json::object& in, std::string_view key) {
  const json::value* value = in.if_contains(key);
  return value == nullptr ? Label{} : label_of(*value);
}

Option read_option(const json::value& value) {
  const json::object& in = object_of(value);
  Option option{.code = text(in, "code"),
                .label = label(in, "label"),
                .tone = word(in, "tone", Tone::neutral),
                .probability = std::nullopt,
                .to = texts(in, "to")};
  if (in.contains("probability")) option.probability = number(in, "probability");
  return option;
}

void read_field_rules(const json::object& in, FieldDef& field) {
  field.required = flag(in, "required");
  field.unique = flag(in, "unique");
  field.search = flag(in, "search");
  field.filterable = flag(in, "filterable", true);
  field.indexed = flag(in, "indexed");
  field.read_only = flag(in, "read_only");
  field.system = flag(in, "system");
  field.personal = flag(in, "personal");
  field.max_length = number(in, "max_length");
  field.scale = number(in, "scale");
  field.min = optional_text(in, "min");
  field.max = optional_text(in, "max");
}

void read_field_links(const json::object& in, FieldDef& field) {
  field.currency_field = text(in, "currency_field");
  field.options = list(in, "options", read_option);
  field.target = text(in, "target");
  field.targets = texts(in, "targets");
  field.via = text(in, "via");
  field.on_delete = word(in, "on_delete", OnDelete::restrict);
  field.default_value = text(in, "default");
  field.when = text(in, "when");
  field.expression = text(in, "expression");
  if (in.contains("result")) field.result = type(in, "result");
  field.rollup_of = text(in, "of");
  field.rollup_function = text(in, "function");
  field.rollup_where = text(in, "where");
  field.pattern = text(in, "pattern");
  field.was = text(in, "was");
}

FieldDef read_field(const json::value& value) {
  const json::object& in = object_of(value);
  FieldDef field;
  field.name = text(in, "name");
  field.type = type(in, "type");
  field.storage = word(in, "storage", Storage::none);
  field.label = label(in, "label");
  field.hint = label(in, "hint");
  read_field_rules(in, field);
  read_field_links(in, field);
  return field;
}

RelationDef read_relation(const json::value& value) {
  const json::object& in = object_of(value);
  return {.name = text(in, "name"),
          .entity = text(in, "entity"),
          .via = text(in, "via"),
          .label = label(in, "label")};
}

ActionDef read_action(const json::value& value) {
  const json::object& in = object_of(value);
  ActionDef action{.name = text(in, "name"),
                   .label = label(in, "label"),
                   .confirm = label(in, "confirm"),
                   .when = text(in, "when"),
                   .parameters = {},
                   .parameter_fields = list(in, "parameters", read_field),
                   .to_state = optional_text(in, "to_state"),
                   .primary = flag(in, "primary")};
  for (FieldDef& field : action.parameter_fields) {
    field.index = static_cast<int>(action.parameters.size());
    action.parameters.push_back(field.name);
  }
  return action;
}

RolePermission read_permission(const json::value& value) {
  const json::object& in = object_of(value);
  return {.read = word(in, "read", Scope::none),
          .update = word(in, "update", Scope::none),
          .remove = word(in, "delete", Scope::none),
          .create = flag(in, "create"),
          .export_ = flag(in, "export"),
          .hidden = texts(in, "hidden"),
          .masked = texts(in, "masked"),
          .read_only = texts(in, "read_only"),
          .actions = texts(in, "actions")};
}

FormSection read_section(const json::value& value) {
  const json::object& in = object_of(value);
  return {text(in, "name"), label(in, "label"), texts(in, "fields")};
}

Views read_views(const json::object& in) {
  Views views;
  views.list = texts(in, "list");
  views.form = list(in, "form", read_section);
  views.picker = texts(in, "picker");
  views.head = texts(in, "head");
  if (const json::value* board = in.if_contains("board")) {
    views.board_by = text(object_of(*board), "by");
    views.board_sum = text(object_of(*board), "sum");
  }
  if (const json::value* calendar = in.if_contains("calendar"))
    views.calendar_on = text(object_of(*calendar), "on");
  views.sort = text(in, "sort");
  views.tabs = texts(in, "tabs");
  return views;
}

std::vector<std::string> read_names(const json::value& value) {
  std::vector<std::string> names;
  for (const json::value& name : value.as_array()) names.push_back(string_of(name));
  return names;
}

Trait read_trait(const json::value& value) {
  const auto trait = parse_word<Trait>(string_of(value));
  CHECK(trait.has_value());
  return *trait;
}

MenuItem read_menu_item(const json::value& value) {
  const json::object& in = object_of(value);
  return {text(in, "path"), label(in, "label"), text(in, "icon"), text(in, "entity")};
}

ModuleDef read_module(const json::value& value) {
  const json::object& in = object_of(value);
  return {text(in, "name"),    label(in, "label"),   text(in, "icon"),
          number(in, "order"), texts(in, "depends"), list(in, "menu", read_menu_item)};
}

RoleDef read_role(const json::value& value) {
  const json::object& in = object_of(value);
  return {text(in, "code"), label(in, "label"), text(in, "module"), flag(in, "administrator")};
}

ByName<Label> read_labels(const json::object& in, std::string_view key) {
  ByName<Label> labels;
  const json::value* value = in.if_contains(key);
  if (value == nullptr) return labels;
  for (const auto& [code, text] : object_of(*value))
    labels.emplace(std::string{code}, label_of(text));
  return labels;
}

}  // namespace

std::unique_ptr<EntityDef> CatalogueReader::read_entity(const json::object& in) {
  auto entity = std::make_unique<EntityDef>();
  entity->name = text(in, "name");
  entity->set = text(in, "set");
  entity->module = text(in, "module");
  entity->label = label(in, "label");
  entity->label_plural = label(in, "label_plural");
  entity->title = text(in, "title");
  entity->icon = text(in, "icon");
  entity->match = text(in, "match");
  entity->parent = text(in, "parent");
  entity->traits = list(in, "traits", read_trait);
  entity->fields_ = list(in, "fields", read_field);
  entity->relations = list(in, "relations", read_relation);
  entity->actions = list(in, "actions", read_action);
  if (const json::value* permissions = in.if_contains("permissions"))
    for (const auto& [role, permission] : object_of(*permissions))
      entity->permissions.emplace(std::string{role}, read_permission(permission));
  entity->indexes = list(in, "indexes", read_names);
  entity->unique_together = list(in, "unique_together", read_names);
  entity->views = read_views(object_of(in.at("views")));
  return entity;
}

void CatalogueReader::link_fields(const Catalogue& catalogue, EntityDef& entity) {
  int column = 0;
  for (std::size_t i = 0; i < entity.fields_.size(); ++i) {
    FieldDef& field = entity.fields_[i];
    field.index = static_cast<int>(i);
    if (field.storage != Storage::none) field.column = column++;
    field.target_entity = catalogue.find(field.target);
    entity.by_name_.emplace(field.name, field.index);
  }
  for (RelationDef& relation : entity.relations) relation.target = catalogue.find(relation.entity);
  for (ActionDef& action : entity.actions)
    for (FieldDef& field : action.parameter_fields)
      field.target_entity = catalogue.find(field.target);
}

void CatalogueReader::link(Catalogue& catalogue) {
  for (const auto& entity : catalogue.entities_) {
    catalogue.by_name_.emplace(entity->name, entity.get());
    catalogue.by_set_.emplace(entity->set, entity.get());
  }
  for (const auto& entity : catalogue.entities_) link_fields(catalogue, *entity);
}

std::shared_ptr<const Catalogue> CatalogueReader::read(std::string_view text) {
  constexpr std::size_t most_bytes = 64u << 20;
  const auto parsed = parse_json(text, {.max_bytes = most_bytes});
  CHECK(parsed.has_value());
  const json::object& in = object_of(*parsed);
  const std::shared_ptr<Catalogue> catalogue{new Catalogue};
  catalogue->modules_ = list(in, "modules", read_module);
  catalogue->roles_ = list(in, "roles", read_role);
  catalogue->entities_ = list(
      in, "entities", [](const json::value& entity) { return read_entity(object_of(entity)); });
  catalogue->system_labels_ = read_labels(in, "system_fields");
  catalogue->messages_ = read_labels(in, "messages");
  link(*catalogue);
  return catalogue;
}

std::shared_ptr<const Catalogue> Catalogue::from_json(std::string_view text) {
  return CatalogueReader::read(text);
}

}  // namespace tw::meta
