// What reaches over to other entities: refs, lines, relations, the currency of an amount.

#include <algorithm>

#include "platform/meta/model.h"

namespace tw::meta {
namespace {

const EntityDraft* link_target(Model& model, const yaml::Node& at, const std::string& name) {
  if (name.empty()) return nullptr;  // reported already
  const EntityDraft* found = model.find(name);
  if (found == nullptr) model.unknown_entity(at, name);
  return found;
}

void link_reference(Model& model, const yaml::Node& at, FieldDef& field) {
  if (field.system && !model.whole && model.find(field.target) == nullptr)
    return;  // an excerpt in a test
  const EntityDraft* target = link_target(model, at, field.target);
  if (target != nullptr) field.target_entity = target->entity;
}

void link_lines(Model& model, const EntityDraft& draft, FieldDef& field) {
  const yaml::Node& of = draft.at("fields", field.name, "of");
  const EntityDraft* child = link_target(model, of, field.target);
  if (child == nullptr) return;
  field.target_entity = child->entity;
  if (!child->entity->is_line())
    return draft.fault(model.report(), of, "lines.not_lines",
                       "\"" + field.target + "\" has no \"parent\"");
  if (field.via.empty()) field.via = child->entity->parent;
  const FieldDef* via = child->find(field.via);
  if (via == nullptr || via->name != child->entity->parent || via->target != draft.entity->name)
    draft.fault(model.report(), draft.at("fields", field.name, "via"), "lines.parent",
                "\"" + field.via + "\" is not the parent field of \"" + field.target +
                    "\" that points here");
}

void link_any_ref(Model& model, const EntityDraft& draft, const FieldDef& field) {
  const yaml::Node& to = draft.at("fields", field.name, "to");
  for (const std::string& target : field.targets) {
    const auto item = std::find_if(to.items.begin(), to.items.end(),
                                   [&](const yaml::Node& node) { return node.text == target; });
    link_target(model, item == to.items.end() ? to : *item, target);
  }
}

/// Unless said, the only currency field of the entity; a line without one takes its owner's.
void link_currency(Model& model, const EntityDraft& draft, FieldDef& field) {
  const yaml::Node& at = draft.at("fields", field.name, "currency");
  if (!field.currency_field.empty()) {
    const FieldDef* currency = draft.find(field.currency_field);
    if (currency == nullptr || currency->type != Type::currency)
      draft.fault(model.report(), at, "money.currency",
                  "\"" + field.currency_field + "\" is not a currency field");
    return;
  }
  for (const FieldDef& other : *draft.fields) {
    if (other.type != Type::currency) continue;
    if (!field.currency_field.empty())
      draft.fault(model.report(), at, "money.currency",
                  "say which `currency:` field this amount is in");
    field.currency_field = other.name;
  }
}

void link_field(Model& model, const EntityDraft& draft, FieldDef& field) {
  switch (field.type) {
    case Type::ref:
      if (field.name == "id" && field.system) return;  // the record itself
      return link_reference(model, draft.at("fields", field.name, "to"), field);
    case Type::refs: return link_reference(model, draft.at("fields", field.name, "to"), field);
    case Type::lines: return link_lines(model, draft, field);
    case Type::any_ref: return link_any_ref(model, draft, field);
    case Type::money: return link_currency(model, draft, field);
    default: return;
  }
}

void link_relation(Model& model, const EntityDraft& draft, RelationDef& relation) {
  const yaml::Node& many = draft.at("relations", relation.name, "many");
  const EntityDraft* target = link_target(model, many, relation.entity);
  if (target == nullptr) return;
  relation.target = target->entity;
  if (relation.label.en.empty()) relation.label = target->entity->label_plural;
  const FieldDef* via = target->find(relation.via);
  const yaml::Node& at = draft.at("relations", relation.name, "via");
  if (via == nullptr) {
    draft.fault(model.report(), at, "field.unknown",
                "\"" + relation.entity + "\" has no field \"" + relation.via + "\"" +
                    did_you_mean(relation.via, target->field_names()));
  } else if ((via->type != Type::ref && via->type != Type::refs) ||
             via->target != draft.entity->name) {
    draft.fault(model.report(), at, "relation.via",
                "\"" + relation.entity + "." + relation.via + "\" is not a ref to \"" +
                    draft.entity->name + "\"");
  }
}

void link_parameters(Model& model, const EntityDraft& draft, ActionDef& action) {
  const yaml::Node& parameters = draft.at("actions", action.name, "parameters");
  for (FieldDef& field : action.parameter_fields) {
    const yaml::Node* node = parameters.find(field.name);
    const yaml::Node* to = node == nullptr ? nullptr : node->find("to");
    const yaml::Node& at = to == nullptr ? parameters : *to;
    if (field.type == Type::ref || field.type == Type::refs) link_reference(model, at, field);
    for (const std::string& target : field.targets) link_target(model, at, target);
  }
}

}  // namespace

void link_entities(Model& model) {
  for (const EntityDraft& draft : model.entities) {
    for (FieldDef& field : *draft.fields) link_field(model, draft, field);
    for (RelationDef& relation : draft.entity->relations) link_relation(model, draft, relation);
    for (ActionDef& action : draft.entity->actions) link_parameters(model, draft, action);
  }
}

}  // namespace tw::meta
