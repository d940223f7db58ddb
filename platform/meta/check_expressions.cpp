#include "platform/meta/model.h"

namespace tw::meta {
namespace {

void check_one(Model& model, const ExpressionCheck& check, const ExpressionSite& site,
               const yaml::Node& at) {
  if (site.text.empty()) return;
  if (const auto fault = check(site)) model.report().add(at.mark, fault->code, fault->message);
}

const EntityDef* counted_entity(const EntityDraft& draft, const FieldDef& rollup) {
  const std::string name = rollup.rollup_of.substr(0, rollup.rollup_of.find('.'));
  if (const RelationDef* relation = draft.entity->relation(name)) return relation->target;
  const FieldDef* lines = draft.find(name);
  return lines == nullptr ? nullptr : lines->target_entity;
}

void check_field(Model& model, const ExpressionCheck& check, const EntityDraft& draft,
                 const FieldDef& field) {
  check_one(model, check, {*draft.entity, ExpressionUse::condition, nullptr, field.when},
            draft.at("fields", field.name, "when"));
  check_one(model, check, {*draft.entity, ExpressionUse::formula, &field, field.expression},
            draft.at("fields", field.name, "expression"));
  if (const EntityDef* child = counted_entity(draft, field))
    check_one(model, check, {*child, ExpressionUse::condition, nullptr, field.rollup_where},
              draft.at("fields", field.name, "where"));
}

}  // namespace

void check_expressions(Model& model, const ExpressionCheck& check) {
  for (const EntityDraft& draft : model.entities) {
    for (const FieldDef& field : *draft.fields) check_field(model, check, draft, field);
    for (const ActionDef& action : draft.entity->actions)
      check_one(model, check, {*draft.entity, ExpressionUse::condition, nullptr, action.when},
                draft.at("actions", action.name, "when"));
  }
}

}  // namespace tw::meta
