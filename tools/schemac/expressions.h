#pragma once
// Checks the expressions of the YAML with the product's own expression language.

#include "platform/meta/binder.h"

namespace tw::schemac {

meta::ExpressionCheck expression_check();

}  // namespace tw::schemac
