// Modules among each other: what they depend on, what their menus show, and that references follow
// `depends`.

#include <algorithm>
#include <set>

#include "platform/meta/model.h"

namespace tw::meta {
namespace {

std::vector<std::string_view> module_names(const Model& model) {
  std::vector<std::string_view> names;
  for (const ModuleDraft& draft : model.modules) names.push_back(draft.module->name);
  return names;
}

const yaml::Node& item_of(const ModuleDraft& draft, std::string_view key, const std::string& text) {
  const yaml::Node* list = draft.root->find(key);
  if (list == nullptr) return *draft.root;
  for (const yaml::Node& item : list->items)
    if (item.text == text) return item;
  return *list;
}

void check_depends(Model& model, const ModuleDraft& draft) {
  for (const std::string& name : draft.module->depends) {
    if (model.find_module(name) != nullptr && name != draft.module->name) continue;
    model.report().add(
        item_of(draft, "depends", name).mark, "module.unknown",
        "there is no other module \"" + name + "\"" + did_you_mean(name, module_names(model)));
  }
}

/// All modules below `module`, itself included.
std::set<std::string> reach(const Model& model, const std::string& module) {
  std::set<std::string> seen{module};
  std::vector<std::string> next{module};
  while (!next.empty()) {
    const ModuleDraft* draft = model.find_module(next.back());
    next.pop_back();
    if (draft == nullptr) continue;
    for (const std::string& name : draft->module->depends)
      if (seen.insert(name).second) next.push_back(name);
  }
  return seen;
}

void check_cycle(Model& model, const ModuleDraft& draft) {
  for (const std::string& name : draft.module->depends) {
    if (name == draft.module->name || !reach(model, name).contains(draft.module->name)) continue;
    model.report().add(item_of(draft, "depends", name).mark, "module.cycle",
                       "\"" + name + "\" depends on \"" + draft.module->name + "\" already");
  }
}

/// A record that cannot be without another module's record needs that module. Optional links may
/// point upwards (an activity on an order), as relations do: the lower module works without them.
void check_references(Model& model, const EntityDraft& draft) {
  const std::set<std::string> allowed = reach(model, draft.entity->module);
  for (const FieldDef& field : *draft.fields) {
    if (field.system || !field.required || field.target_entity == nullptr ||
        allowed.contains(field.target_entity->module))
      continue;
    draft.fault(model.report(), draft.at("fields", field.name), "module.undeclared",
                "\"" + field.target + "\" belongs to the module \"" + field.target_entity->module +
                    "\", which module.yaml does not name under \"depends\"");
  }
}

void link_menu(Model& model, const ModuleDraft& draft) {
  const yaml::Node* menu = draft.root->find("menu");
  for (MenuItem& item : draft.module->menu) {
    if (item.entity.empty()) continue;
    const EntityDraft* entity = model.find(item.entity);
    if (entity != nullptr) {
      if (item.label.en.empty()) item.label = entity->entity->label_plural;
      if (item.icon.empty()) item.icon = entity->entity->icon;
      continue;
    }
    const yaml::Node* at = menu;
    for (const yaml::Node& node : menu->items)
      if (const yaml::Node* name = node.find("entity");
          name != nullptr && name->text == item.entity)
        at = name;
    model.unknown_entity(*at, item.entity);
  }
}

}  // namespace

void link_modules(Model& model) {
  for (const ModuleDraft& draft : model.modules) {
    if (!draft.root->is_map()) continue;
    check_depends(model, draft);
    check_cycle(model, draft);
    link_menu(model, draft);
  }
  if (!model.whole) return;
  for (const EntityDraft& draft : model.entities) check_references(model, draft);
}

}  // namespace tw::meta
