#include "modules/sales/src/order_rules.h"
#include "modules/sales/src/sales.h"

namespace tw::sales {

const work::Module& module() {
  static const work::Module module{"sales", &bind_order_rules, nullptr};
  return module;
}

}  // namespace tw::sales
