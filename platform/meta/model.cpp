#include "platform/meta/model.h"

#include <algorithm>

namespace tw::meta {

FieldDef* EntityDraft::find(std::string_view name) const {
  for (FieldDef& field : *fields)
    if (!name.empty() && field.name == name) return &field;
  return nullptr;
}

const yaml::Node& EntityDraft::at(std::string_view section, std::string_view name) const {
  const yaml::Node* list = root->find(section);
  if (list == nullptr) return *root;
  const yaml::Node* entry = list->find(name);
  return entry == nullptr ? *list : *entry;
}

const yaml::Node& EntityDraft::at(std::string_view section, std::string_view name,
                                  std::string_view key) const {
  const yaml::Node& entry = at(section, name);
  const yaml::Node* value = entry.find(key);
  return value == nullptr ? entry : *value;
}

std::vector<std::string_view> EntityDraft::field_names() const {
  std::vector<std::string_view> names;
  for (const FieldDef& field : *fields) names.push_back(field.name);
  return names;
}

const EntityDraft* Model::find(std::string_view entity) const {
  for (const EntityDraft& draft : entities)
    if (draft.entity->name == entity) return &draft;
  return nullptr;
}

const ModuleDraft* Model::find_module(std::string_view name) const {
  for (const ModuleDraft& draft : modules)
    if (draft.module->name == name) return &draft;
  return nullptr;
}

void Model::unknown_entity(const yaml::Node& at, const std::string& name) const {
  if (std::find(unread.begin(), unread.end(), name) != unread.end()) return;
  std::vector<std::string_view> names;
  for (const EntityDraft& draft : entities) names.push_back(draft.entity->name);
  context.report.add(at.mark, "entity.unknown",
                     "there is no entity \"" + name + "\"" + did_you_mean(name, names));
}

}  // namespace tw::meta
