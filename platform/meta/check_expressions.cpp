#include "platform/meta/model.h"

namespace tw::meta {
namespace {

struct Checker {
  Model& model;
  const ExpressionCheck& check;
  const Catalogue& catalogue;

  void run(const ExpressionSite& site, const yaml::Node& at) const {
    if (site.text.empty()) return;
    const auto problem = check(site);
    if (!problem) return;
    std::string message = catalogue.message(problem->code, problem->params, Language::en);
    if (!catalogue.has_message(problem->code))
      for (const auto& [name, value] : problem->params) message += " " + name + "=" + value;
    model.report().add(at.mark, problem->code, std::move(message));
  }
};

const EntityDef* counted_entity(const EntityDraft& draft, const FieldDef& rollup) {
  const std::string name = rollup.rollup_of.substr(0, rollup.rollup_of.find('.'));
  if (const RelationDef* relation = draft.entity->relation(name)) return relation->target;
  const FieldDef* lines = draft.find(name);
  return lines == nullptr ? nullptr : lines->target_entity;
}

void check_field(const Checker& checker, const EntityDraft& draft, const FieldDef& field) {
  checker.run({*draft.entity, ExpressionUse::condition, nullptr, field.when},
              draft.at("fields", field.name, "when"));
  checker.run({*draft.entity, ExpressionUse::formula, &field, field.expression},
              draft.at("fields", field.name, "expression"));
  if (const EntityDef* child = counted_entity(draft, field))
    checker.run({*child, ExpressionUse::condition, nullptr, field.rollup_where},
                draft.at("fields", field.name, "where"));
}

}  // namespace

void check_expressions(Model& model, const ExpressionCheck& check, const Catalogue& catalogue) {
  const Checker checker{model, check, catalogue};
  for (const EntityDraft& draft : model.entities) {
    for (const FieldDef& field : *draft.fields) check_field(checker, draft, field);
    for (const ActionDef& action : draft.entity->actions)
      checker.run({*draft.entity, ExpressionUse::condition, nullptr, action.when},
                  draft.at("actions", action.name, "when"));
    checker.run({*draft.entity, ExpressionUse::order, nullptr, draft.entity->views.sort},
                draft.at("views", "sort"));
  }
}

}  // namespace tw::meta
