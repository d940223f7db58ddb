#include <algorithm>
#include <set>

#include "platform/meta/model.h"

namespace tw::meta {
namespace {

void bind_roles(Model& model, MapReader& in, const ModuleDef& module) {
  const yaml::Node* roles = in.take("roles");
  if (roles == nullptr || !expect_map(model.context, *roles, "roles")) return;
  for (std::size_t i = 0; i < roles->keys.size(); ++i) {
    const yaml::Node& code = roles->keys[i];
    RoleDef role{.code = name_in(model.context, code), .label = {}, .module = module.name};
    if (!expect_map(model.context, roles->items[i], "a role")) continue;
    MapReader entry{model.context, roles->items[i], "a role"};
    role.label = entry.need_label("label");
    role.administrator = entry.flag("administrator");
    entry.finish();
    const bool known = std::any_of(model.roles->begin(), model.roles->end(),
                                   [&](const RoleDef& other) { return other.code == role.code; });
    if (known) {
      in.fault(code, "role.duplicate", "the role \"" + role.code + "\" is declared twice");
    } else if (!role.code.empty()) {
      model.roles->push_back(std::move(role));
    }
  }
}

/// An entity's entry gets its label and icon when all entities are known (link_modules).
void bind_menu(Model& model, MapReader& in, ModuleDef& module) {
  const yaml::Node* menu = in.take("menu");
  if (menu == nullptr) return;
  if (!menu->is_list()) return in.fault(*menu, "value.not_a_list", "the menu is a list");
  for (const yaml::Node& node : menu->items) {
    if (!expect_map(model.context, node, "a menu entry")) continue;
    MapReader entry{model.context, node, "a menu entry"};
    MenuItem item{.path = entry.text("path"),
                  .label = entry.label("label"),
                  .icon = entry.text("icon"),
                  .entity = entry.name("entity")};
    entry.finish();
    if (item.path.empty() == item.entity.empty()) {
      entry.fault(node, "menu.malformed", "a menu entry names an entity or the path of a page");
    } else if (!item.path.empty() && !item.path.starts_with('/')) {
      entry.fault(node, "menu.malformed", "the path of a page begins with /");
    } else if (!item.path.empty() && item.label.en.empty()) {
      entry.fault(node, "label.missing", "the menu entry of a page needs a label");
    }
    module.menu.push_back(std::move(item));
  }
}

std::set<std::string> parameters_of(std::string_view text) {
  std::set<std::string> names;
  std::size_t begin = 0;
  while ((begin = text.find('{', begin)) != std::string_view::npos) {
    const std::size_t end = text.find('}', begin);
    if (end == std::string_view::npos) break;
    names.emplace(text.substr(begin + 1, end - begin - 1));
    begin = end;
  }
  return names;
}

bool is_message_code(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string_view::npos;
}

}  // namespace

void bind_module(Model& model, const yaml::Node& root, ModuleDef& module) {
  constexpr int last_place = 10'000;
  if (!expect_map(model.context, root, "a module")) return;
  MapReader in{model.context, root, "a module"};
  const std::string name = in.need_name("module");
  if (!name.empty() && name != module.name)
    in.fault(*root.find("module"), "file.misplaced",
             "the folder is called \"" + module.name + "\"");
  module.label = in.need_label("label");
  module.icon = in.text("icon");
  module.order = in.integer("order", 0, 0, last_place);
  module.depends = in.names("depends");
  bind_roles(model, in, module);
  bind_menu(model, in, module);
  in.finish();
}

void bind_messages(Model& model, const yaml::Node& root) {
  if (!expect_map(model.context, root, "the list of messages")) return;
  for (std::size_t i = 0; i < root.keys.size(); ++i) {
    const yaml::Node& code = root.keys[i];
    if (!is_message_code(code.text))
      model.report().add(code.mark, "name.malformed",
                         "a message's code is lower case with dots: \"order.no_lines\"");
    const Label text = label_in(model.context, root.items[i]);
    if (parameters_of(text.en) != parameters_of(text.zh_cn) ||
        parameters_of(text.en) != parameters_of(text.zh_tw))
      model.report().add(code.mark, "message.parameters",
                         "the languages do not have the same {parameters}");
    model.messages->emplace(code.text, text);
    const auto [first, is_new] = model.message_files.emplace(code.text, code.mark.file);
    if (!is_new)
      model.report().add(code.mark, "message.duplicate",
                         "\"" + code.text + "\" stands in " + *first->second + " already");
  }
}

void bind_system_labels(Model& model, const yaml::Node& root) {
  if (!expect_map(model.context, root, "the list of system fields")) return;
  for (std::size_t i = 0; i < root.keys.size(); ++i)
    model.system_labels->emplace(root.keys[i].text, label_in(model.context, root.items[i]));
}

}  // namespace tw::meta
