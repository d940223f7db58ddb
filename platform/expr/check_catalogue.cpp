// The expressions of the declarations: each must parse, name real fields and have the right type.

#include "platform/expr/binder.h"
#include "platform/expr/expression.h"

namespace tw::expr {
namespace {

using meta::CatalogueProblem;
using meta::EntityDef;
using meta::FieldDef;

BindContext context_of(const EntityDef& entity) {
  BindContext context;
  context.entity = &entity;
  return context;
}

/// "expression.type: column 3, expected text, found integer".
std::string described(const Problem& problem) {
  std::string text = problem.code;
  char separator = ':';
  for (const auto& [name, value] : problem.params) {
    text += separator;
    text += ' ' + name + ' ' + value;
    separator = ',';
  }
  return text;
}

const EntityDef* rolled_up_entity(const EntityDef& entity, const FieldDef& rollup) {
  const std::string name = rollup.rollup_of.substr(0, rollup.rollup_of.find('.'));
  if (const meta::RelationDef* relation = entity.relation(name)) return relation->target;
  const FieldDef* lines = entity.find(name);
  return lines == nullptr ? nullptr : lines->target_entity;
}

class CatalogueCheck {
 public:
  void entity(const EntityDef& entity) {
    entity_ = &entity;
    for (const FieldDef& field : entity.fields()) fields(field);
    for (const meta::ActionDef& action : entity.actions) actions(action);
    const auto order =
        entity.views.sort.empty() ? std::nullopt : check_order(entity.views.sort, entity);
    report("views.sort", order);
  }

  std::vector<CatalogueProblem> take() { return std::move(problems_); }

 private:
  void fields(const FieldDef& field) {
    if (!field.when.empty()) report(field.name + ".when", check_condition(field.when, *entity_));
    if (field.type == meta::Type::formula) {
      report(field.name + ".expression", check_formula(field.expression, *entity_, field));
    }
    const EntityDef* child =
        field.rollup_where.empty() ? nullptr : rolled_up_entity(*entity_, field);
    if (child != nullptr)
      report(field.name + ".where", check_condition(field.rollup_where, *child));
  }

  /// A parameter's `when` may also speak of the other parameters.
  void actions(const meta::ActionDef& action) {
    if (!action.when.empty()) report(action.name + ".when", check_condition(action.when, *entity_));
    BindContext context = context_of(*entity_);
    for (const FieldDef& parameter : action.parameter_fields) {
      const TypeOf type = type_of(parameter);
      context.computed[parameter.name] = {type.type, type.scale};
    }
    for (const FieldDef& parameter : action.parameter_fields) {
      if (parameter.when.empty()) continue;
      const auto parsed = parse(parameter.when);
      const auto bound = parsed ? expr::bind_condition(*parsed, context) : parsed;
      const std::string place = action.name + "." + parameter.name + ".when";
      report(place, bound ? std::nullopt : std::optional{bound.error()});
    }
  }

  void report(const std::string& place, const std::optional<Problem>& problem) {
    if (!problem) return;
    CatalogueProblem fault;
    fault.file = "modules/" + entity_->module + "/entities/" + entity_->name + ".yaml";
    fault.code = problem->code;
    fault.message = place + ": " + described(*problem);
    problems_.push_back(std::move(fault));
  }

  const EntityDef* entity_ = nullptr;
  std::vector<CatalogueProblem> problems_;
};

}  // namespace

std::optional<Problem> check_condition(std::string_view text, const EntityDef& entity) {
  const auto parsed = parse(text);
  if (!parsed) return parsed.error();
  const auto bound = expr::bind_condition(*parsed, context_of(entity));
  return bound ? std::nullopt : std::optional{bound.error()};
}

std::optional<Problem> check_formula(std::string_view text, const EntityDef& entity,
                                     const FieldDef& field) {
  const auto parsed = parse(text);
  if (!parsed) return parsed.error();
  const BindContext context = context_of(entity);
  Binder binder{context};
  binder.bind_formula(*parsed, field);
  return binder.problem();
}

std::optional<Problem> check_order(std::string_view text, const EntityDef& entity) {
  const auto terms = parse_order(text);
  if (!terms) return terms.error();
  for (const OrderTerm& term : *terms) {
    const auto bound = expr::bind(term.expression, context_of(entity));
    if (!bound) return bound.error();
  }
  return std::nullopt;
}

std::vector<CatalogueProblem> check_catalogue(const meta::Catalogue& catalogue) {
  CatalogueCheck check;
  for (const auto& entity : catalogue.entities()) check.entity(*entity);
  return check.take();
}

}  // namespace tw::expr
