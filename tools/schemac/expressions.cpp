#include "tools/schemac/expressions.h"

namespace tw::schemac {

meta::ExpressionCheck expression_check() { return {}; }

}  // namespace tw::schemac
