#include <algorithm>

#include "platform/meta/model.h"
#include "platform/meta/types/field_type.h"

namespace tw::meta {
namespace {

void bind_parameters(MapReader& in, ActionDef& action) {
  const yaml::Node* parameters = in.take("parameters");
  if (parameters == nullptr || !expect_map(in.context(), *parameters, "the list of parameters"))
    return;
  for (std::size_t i = 0; i < parameters->keys.size(); ++i) {
    FieldDef field = bind_field(in.context(), parameters->keys[i], parameters->items[i]);
    if (!type_of(field.type).can_be_parameter)
      in.fault(parameters->keys[i], "parameter.type",
               "a " + std::string{name_of(field.type)} + " field cannot be a parameter");
    field.index = static_cast<int>(i);
    field.indexed = false;
    action.parameters.push_back(field.name);
    action.parameter_fields.push_back(std::move(field));
  }
}

void bind_target_state(MapReader& in, const EntityDraft& draft, ActionDef& action) {
  const yaml::Node* to = in.take("to");
  if (to == nullptr) return;
  const FieldDef* state = draft.entity->state_field();
  action.to_state = to->text;
  if (state == nullptr) {
    in.fault(*to, "state.unknown", "this entity has no state field");
  } else if (state->option(to->text) == nullptr) {
    std::vector<std::string_view> codes;
    for (const Option& option : state->options) codes.push_back(option.code);
    in.fault(*to, "state.unknown",
             "there is no state \"" + to->text + "\"" + did_you_mean(to->text, codes));
  }
}

/// Every state can be reached from the first one by `to` of states and of actions.
void check_reachable(Model& model, const EntityDraft& draft) {
  const FieldDef* state = draft.entity->state_field();
  if (state == nullptr || state->options.empty()) return;
  std::vector<std::string_view> reached{state->options.front().code};
  if (!state->default_value.empty()) reached.push_back(state->default_value);
  for (const ActionDef& action : draft.entity->actions)
    if (action.to_state) reached.push_back(*action.to_state);
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const Option* from = state->option(reached[i]);
    if (from == nullptr) continue;
    for (const std::string& to : from->to)
      if (std::find(reached.begin(), reached.end(), to) == reached.end()) reached.push_back(to);
  }
  const yaml::Node& states = draft.at("fields", state->name, "states");
  for (const Option& option : state->options) {
    if (std::find(reached.begin(), reached.end(), option.code) != reached.end()) continue;
    const yaml::Node* key = states.key(option.code);
    draft.fault(model.report(), key == nullptr ? states : *key, "state.unreachable",
                "nothing leads to the state \"" + option.code + "\"");
  }
}

std::vector<std::string> bind_permitted_fields(Model& model, MapReader& in,
                                               const EntityDraft& draft, std::string_view key) {
  const yaml::Node* list = in.take(key);
  return list == nullptr ? std::vector<std::string>{} : bind_field_names(model, draft, *list);
}

RolePermission bind_permission(Model& model, const yaml::Node& node, const EntityDraft& draft) {
  MapReader in{model.context, node, "a permission"};
  RolePermission permission;
  permission.read = in.word("read", Scope::none);
  permission.update = in.word("update", Scope::none);
  permission.remove = in.word("delete", Scope::none);
  permission.create = in.flag("create");
  permission.export_ = in.flag("export");
  permission.hidden = bind_permitted_fields(model, in, draft, "hidden");
  permission.masked = bind_permitted_fields(model, in, draft, "masked");
  permission.read_only = bind_permitted_fields(model, in, draft, "read_only");
  if (const yaml::Node* actions = in.take("actions")) {
    std::vector<std::string_view> names;
    for (const ActionDef& action : draft.entity->actions) names.push_back(action.name);
    for (const yaml::Node* action : words_in(model.context, *actions)) {
      if (draft.entity->action(action->text) == nullptr)
        in.fault(*action, "action.unknown",
                 "there is no action \"" + action->text + "\"" + did_you_mean(action->text, names));
      permission.actions.push_back(action->text);
    }
  }
  in.finish();
  return permission;
}

}  // namespace

void bind_actions(Model& model, MapReader& in, const EntityDraft& draft) {
  const yaml::Node* actions = in.take("actions");
  if (actions != nullptr && expect_map(model.context, *actions, "the list of actions")) {
    for (std::size_t i = 0; i < actions->keys.size(); ++i) {
      ActionDef action;
      action.name = name_in(model.context, actions->keys[i]);
      if (!expect_map(model.context, actions->items[i], "an action")) continue;
      MapReader entry{model.context, actions->items[i], "an action"};
      action.label = entry.need_label("label");
      action.confirm = entry.label("confirm");
      action.when = entry.text("when");
      action.primary = entry.flag("primary");
      bind_target_state(entry, draft, action);
      bind_parameters(entry, action);
      entry.finish();
      draft.entity->actions.push_back(std::move(action));
    }
  }
  check_reachable(model, draft);
}

void bind_permissions(Model& model, MapReader& in, const EntityDraft& draft) {
  const yaml::Node* permissions = in.take("permissions");
  if (permissions == nullptr || !expect_map(model.context, *permissions, "the list of permissions"))
    return;
  std::vector<std::string_view> codes;
  for (const RoleDef& role : *model.roles) codes.push_back(role.code);
  for (std::size_t i = 0; i < permissions->keys.size(); ++i) {
    const yaml::Node& role = permissions->keys[i];
    if (std::find(codes.begin(), codes.end(), role.text) == codes.end())
      in.fault(role, "role.unknown",
               "no module.yaml declares the role \"" + role.text + "\"" +
                   did_you_mean(role.text, codes));
    if (expect_map(model.context, permissions->items[i], "a permission"))
      draft.entity->permissions[role.text] = bind_permission(model, permissions->items[i], draft);
  }
}

}  // namespace tw::meta
