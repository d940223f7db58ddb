// Sums of money over several currencies say nothing: which currency an amount is in, and whether a
// grouping or a condition holds it to one.
#include "platform/api/apply.h"

namespace tw::api {
namespace {

using expr::Kind;
using expr::NodePtr;
using expr::Step;
using meta::Type;

Step step_to(const meta::FieldDef& field) {
  Step step;
  step.field = &field;
  return step;
}

}  // namespace

std::string dotted(const Steps& steps) {
  std::string text;
  for (const Step& step : steps) text += (text.empty() ? "" : "/") + step.field->name;
  return text;
}

void collect_money(const NodePtr& node, std::vector<Steps>& found) {
  if (node->kind == Kind::path && !node->steps.empty()) {
    const meta::FieldDef* field = node->steps.back().field;
    const bool amount = node->steps.back().what == Step::What::field && field != nullptr &&
                        (field->type == Type::money || field->result == Type::money);
    if (amount) found.push_back(node->steps);
  }
  for (const NodePtr& child : node->children) collect_money(child, found);
}

std::optional<Steps> currency_of(const meta::EntityDef& entity, const Steps& amount) {
  const meta::EntityDef* owner = &entity;
  Steps steps{amount.begin(), amount.end() - 1};
  for (const Step& step : steps)
    if (step.target != nullptr) owner = step.target;
  const meta::FieldDef* currency = owner->find(amount.back().field->currency_field);
  if (currency == nullptr && owner->is_line()) {
    Step up;
    up.what = Step::What::one;
    up.field = &owner->field(owner->parent);
    up.target = up.field->target_entity;
    steps.push_back(up);
    for (const meta::FieldDef& field : up.target->fields())
      if (currency == nullptr && field.type == Type::currency) currency = &field;
  }
  if (currency == nullptr) return std::nullopt;
  if (currency->read_only && currency->default_value == "company") return std::nullopt;
  steps.push_back(step_to(*currency));
  return steps;
}

void collect_fixed(const NodePtr& node, std::vector<Steps>& found) {
  if (node->kind == Kind::binary && node->op == expr::Op::and_) {
    for (const NodePtr& child : node->children) collect_fixed(child, found);
    return;
  }
  const bool equal = (node->kind == Kind::binary && node->op == expr::Op::eq) ||
                     (node->kind == Kind::in_list && node->children.size() == 2);
  if (!equal) return;
  const NodePtr& a = node->children[0];
  const NodePtr& b = node->children[1];
  if (a->kind == Kind::path && b->kind == Kind::literal) found.push_back(a->steps);
  if (b->kind == Kind::path && a->kind == Kind::literal) found.push_back(b->steps);
}

}  // namespace tw::api
