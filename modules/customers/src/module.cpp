#include "modules/customers/src/customers.h"
#include "modules/customers/src/rules.h"

namespace tw::customers {

const work::Module& module() {
  static const work::Module module{"customers", &bind_rules, nullptr};
  return module;
}

}  // namespace tw::customers
