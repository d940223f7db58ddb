#include "tools/schemac/expressions.h"

#include "platform/expr/expression.h"

namespace tw::schemac {

meta::ExpressionCheck expression_check() {
  return [](const meta::ExpressionSite& site) -> std::optional<Problem> {
    switch (site.use) {
      case meta::ExpressionUse::condition: return expr::check_condition(site.text, site.entity);
      case meta::ExpressionUse::formula:
        return expr::check_formula(site.text, site.entity, *site.field);
      case meta::ExpressionUse::order: return expr::check_order(site.text, site.entity);
    }
    return std::nullopt;
  };
}

}  // namespace tw::schemac
