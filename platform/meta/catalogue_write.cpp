#include <algorithm>
#include <map>

#include "platform/meta/catalogue_json.h"
#include "platform/meta/words.h"

namespace tw::meta {
namespace {

void write_text(JsonWriter& out, std::string_view key, std::string_view text) {
  if (!text.empty()) out.key(key).string(text);
}

void write_number(JsonWriter& out, std::string_view key, int number) {
  if (number != 0) out.key(key).integer(number);
}

void write_flag(JsonWriter& out, std::string_view key, bool flag) {
  if (flag) out.key(key).boolean(true);
}

void write_texts(JsonWriter& out, std::string_view key, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  out.key(key).begin_array();
  for (const std::string& text : texts) out.string(text);
  out.end_array();
}

void write_optional_label(JsonWriter& out, std::string_view key, const Label& label) {
  if (label == Label{}) return;
  out.key(key);
  write_label(out, label);
}

/// `items`, each by `write`, unless there are none.
template <class Items, class Write>
void write_list(JsonWriter& out, std::string_view key, const Items& items, Write write) {
  if (items.empty()) return;
  out.key(key).begin_array();
  for (const auto& item : items) write(out, item);
  out.end_array();
}

void write_option(JsonWriter& out, const Option& option) {
  out.begin_object().key("code").string(option.code).key("label");
  write_label(out, option.label);
  if (option.tone != Tone::neutral) out.key("tone").string(word_of(option.tone));
  if (option.probability) out.key("probability").integer(*option.probability);
  write_texts(out, "to", option.to);
  out.end_object();
}

}  // namespace

void write_relation(JsonWriter& out, const RelationDef& relation) {
  out.begin_object().key("name").string(relation.name);
  out.key("entity").string(relation.entity).key("via").string(relation.via);
  write_optional_label(out, "label", relation.label);
  out.end_object();
}

void write_action(JsonWriter& out, const ActionDef& action) {
  out.begin_object().key("name").string(action.name);
  write_optional_label(out, "label", action.label);
  write_optional_label(out, "confirm", action.confirm);
  write_text(out, "when", action.when);
  if (action.to_state) out.key("to_state").string(*action.to_state);
  write_flag(out, "primary", action.primary);
  write_list(out, "parameters", action.parameter_fields, write_field);
  out.end_object();
}

namespace {

void write_permission(JsonWriter& out, const RolePermission& permission) {
  const auto scope = [&](std::string_view key, Scope value) {
    if (value != Scope::none) out.key(key).string(word_of(value));
  };
  out.begin_object();
  scope("read", permission.read);
  write_flag(out, "create", permission.create);
  scope("update", permission.update);
  scope("delete", permission.remove);
  write_flag(out, "export", permission.export_);
  write_texts(out, "hidden", permission.hidden);
  write_texts(out, "masked", permission.masked);
  write_texts(out, "read_only", permission.read_only);
  write_texts(out, "actions", permission.actions);
  out.end_object();
}

void write_permissions(JsonWriter& out, const EntityDef& entity) {
  if (entity.permissions.empty()) return;
  std::vector<std::string> roles;
  for (const auto& [role, permission] : entity.permissions) roles.push_back(role);
  std::sort(roles.begin(), roles.end());
  out.key("permissions").begin_object();
  for (const std::string& role : roles) {
    out.key(role);
    write_permission(out, entity.permissions.at(role));
  }
  out.end_object();
}

void write_names(JsonWriter& out, const std::vector<std::string>& names) {
  out.begin_array();
  for (const std::string& name : names) out.string(name);
  out.end_array();
}

void write_section(JsonWriter& out, const FormSection& section) {
  out.begin_object().key("name").string(section.name);
  write_optional_label(out, "label", section.label);
  write_texts(out, "fields", section.fields);
  out.end_object();
}

}  // namespace

void write_views(JsonWriter& out, const Views& views) {
  out.begin_object();
  write_texts(out, "list", views.list);
  write_list(out, "form", views.form, write_section);
  write_texts(out, "picker", views.picker);
  write_texts(out, "head", views.head);
  if (!views.board_by.empty()) {
    out.key("board").begin_object().key("by").string(views.board_by);
    write_text(out, "sum", views.board_sum);
    out.end_object();
  }
  if (!views.calendar_on.empty())
    out.key("calendar").begin_object().key("on").string(views.calendar_on).end_object();
  write_text(out, "sort", views.sort);
  write_texts(out, "tabs", views.tabs);
  out.end_object();
}

namespace {

void write_menu_item(JsonWriter& out, const MenuItem& item) {
  out.begin_object();
  write_text(out, "entity", item.entity);
  write_text(out, "path", item.path);
  write_optional_label(out, "label", item.label);
  write_text(out, "icon", item.icon);
  out.end_object();
}

void write_labels(JsonWriter& out, std::string_view key, const ByName<Label>& labels) {
  const std::map<std::string_view, const Label*> sorted = [&] {
    std::map<std::string_view, const Label*> by_code;
    for (const auto& [code, label] : labels) by_code.emplace(code, &label);
    return by_code;
  }();
  out.key(key).begin_object();
  for (const auto& [code, label] : sorted) {
    out.key(code);
    write_label(out, *label);
  }
  out.end_object();
}

void write_field_rules(JsonWriter& out, const FieldDef& field) {
  write_flag(out, "required", field.required);
  write_flag(out, "unique", field.unique);
  write_flag(out, "search", field.search);
  if (!field.filterable) out.key("filterable").boolean(false);
  write_flag(out, "indexed", field.indexed);
  write_flag(out, "read_only", field.read_only);
  write_flag(out, "system", field.system);
  write_flag(out, "personal", field.personal);
  write_number(out, "max_length", field.max_length);
  write_number(out, "scale", field.scale);
  if (field.min) out.key("min").string(*field.min);
  if (field.max) out.key("max").string(*field.max);
}

void write_field_links(JsonWriter& out, const FieldDef& field) {
  write_text(out, "currency_field", field.currency_field);
  write_list(out, "options", field.options, write_option);
  write_text(out, "target", field.target);
  write_texts(out, "targets", field.targets);
  write_text(out, "via", field.via);
  if (field.on_delete != OnDelete::restrict) out.key("on_delete").string(word_of(field.on_delete));
  write_text(out, "default", field.default_value);
  write_text(out, "when", field.when);
  write_text(out, "expression", field.expression);
  if (field.result != Type::text || field.type == Type::formula)
    out.key("result").string(name_of(field.result));
  write_text(out, "of", field.rollup_of);
  write_text(out, "function", field.rollup_function);
  write_text(out, "where", field.rollup_where);
  write_text(out, "pattern", field.pattern);
  write_text(out, "was", field.was);
}

}  // namespace

void write_label(JsonWriter& out, const Label& label) {
  out.begin_object().key("en").string(label.en);
  out.key("zh-CN").string(label.zh_cn).key("zh-TW").string(label.zh_tw).end_object();
}

void write_field(JsonWriter& out, const FieldDef& field) {
  out.begin_object().key("name").string(field.name).key("type").string(name_of(field.type));
  out.key("storage").string(word_of(field.storage));
  write_optional_label(out, "label", field.label);
  write_optional_label(out, "hint", field.hint);
  write_field_rules(out, field);
  write_field_links(out, field);
  out.end_object();
}

void write_entity(JsonWriter& out, const EntityDef& entity) {
  out.begin_object().key("name").string(entity.name).key("set").string(entity.set);
  out.key("module").string(entity.module);
  write_optional_label(out, "label", entity.label);
  write_optional_label(out, "label_plural", entity.label_plural);
  write_text(out, "title", entity.title);
  write_text(out, "icon", entity.icon);
  write_text(out, "match", entity.match);
  write_text(out, "parent", entity.parent);
  write_list(out, "traits", entity.traits,
             [](JsonWriter& to, Trait trait) { to.string(word_of(trait)); });
  write_list(out, "fields", entity.fields(), write_field);
  write_list(out, "relations", entity.relations, write_relation);
  write_list(out, "actions", entity.actions, write_action);
  write_permissions(out, entity);
  write_list(out, "indexes", entity.indexes, write_names);
  write_list(out, "unique_together", entity.unique_together, write_names);
  out.key("views");
  write_views(out, entity.views);
  out.end_object();
}

void write_module(JsonWriter& out, const ModuleDef& module) {
  out.begin_object().key("name").string(module.name);
  write_optional_label(out, "label", module.label);
  write_text(out, "icon", module.icon);
  write_number(out, "order", module.order);
  write_texts(out, "depends", module.depends);
  write_list(out, "menu", module.menu, write_menu_item);
  out.end_object();
}

void write_role(JsonWriter& out, const RoleDef& role) {
  out.begin_object().key("code").string(role.code);
  write_optional_label(out, "label", role.label);
  write_text(out, "module", role.module);
  write_flag(out, "administrator", role.administrator);
  out.end_object();
}

std::string Catalogue::to_json() const {
  std::string text;
  JsonWriter out{text};
  out.begin_object();
  write_list(out, "modules", modules_, write_module);
  write_list(out, "roles", roles_, write_role);
  write_list(
      out, "entities", entities_,
      [](JsonWriter& to, const std::unique_ptr<EntityDef>& entity) { write_entity(to, *entity); });
  write_labels(out, "system_fields", system_labels_);
  write_labels(out, "messages", messages_);
  out.end_object();
  return text;
}

}  // namespace tw::meta
