#pragma once
// What the binder knows while it works: definitions half made, beside the YAML nodes they came
// from, so that a fault found late still has its place. Only the binder's own files include this.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/meta/binder.h"
#include "platform/meta/catalogue.h"
#include "platform/meta/reader.h"
#include "platform/meta/yaml.h"

namespace tw::meta {

struct ModuleDraft {
  ModuleDef* module = nullptr;
  const yaml::Node* root = nullptr;
};

struct EntityDraft {
  EntityDef* entity = nullptr;
  std::vector<FieldDef>* fields = nullptr;
  const yaml::Node* root = nullptr;

  FieldDef* find(std::string_view name) const;
  /// The node at `section`/`name` (`fields`/`amount`), the root when there is none: never nullptr.
  const yaml::Node& at(std::string_view section, std::string_view name) const;
  const yaml::Node& at(std::string_view section, std::string_view name, std::string_view key) const;
  void fault(Report& report, const yaml::Node& place, std::string code, std::string message) const {
    report.add(place.mark, std::move(code), std::move(message));
  }
  std::vector<std::string_view> field_names() const;
};

struct Model {
  explicit Model(Context where) : context{where} {}

  Context context;
  bool whole = false;  // a whole tree with its system fields, not an excerpt in a test
  std::vector<ModuleDraft> modules;
  std::vector<EntityDraft> entities;
  std::vector<std::string>
      unread;  // entities whose file is not YAML: named elsewhere, they are no second fault
  std::vector<RoleDef>* roles = nullptr;
  ByName<Label>* messages = nullptr;
  ByName<const std::string*> message_files;  // where each message stands
  ByName<Label>* system_labels = nullptr;

  Report& report() const { return context.report; }
  const EntityDraft* find(std::string_view entity) const;
  const ModuleDraft* find_module(std::string_view name) const;
  void unknown_entity(const yaml::Node& at, const std::string& name) const;
};

// bind_module.cpp
void bind_module(Model& model, const yaml::Node& root, ModuleDef& module);
void bind_messages(Model& model, const yaml::Node& root);
void bind_system_labels(Model& model, const yaml::Node& root);
// bind_field.cpp
FieldDef bind_field(Context& context, const yaml::Node& key, const yaml::Node& value);
// bind_entity.cpp
void bind_entity(Model& model, const EntityDraft& draft);
// bind_actions.cpp
void bind_actions(Model& model, MapReader& in, const EntityDraft& draft);
void bind_permissions(Model& model, MapReader& in, const EntityDraft& draft);
// bind_views.cpp
void bind_views(Model& model, MapReader& in, const EntityDraft& draft);
/// The fields that a list of names means; reports the unknown ones and those named twice.
std::vector<std::string> bind_field_names(Model& model, const EntityDraft& draft,
                                          const yaml::Node& list);
// system_fields.cpp
void add_system_fields(Model& model, const EntityDraft& draft);
// link.cpp, link_rollups.cpp, link_modules.cpp: what reaches over to other entities and modules
void link_entities(Model& model);
void link_rollups(Model& model);
void link_modules(Model& model);
// check_expressions.cpp
void check_expressions(Model& model, const ExpressionCheck& check, const Catalogue& catalogue);

}  // namespace tw::meta
