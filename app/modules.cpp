// The one list of modules: what is not here is not in the product.
#include "app/app.h"
#include "modules/analytics/src/analytics.h"
#include "modules/core/src/core.h"
#include "modules/customers/src/customers.h"
#include "modules/sales/src/sales.h"

namespace tw::app {

const std::vector<const work::Module*>& all_modules() {
  static const std::vector<const work::Module*> modules{&core::module(), &customers::module(),
                                                        &sales::module(), &analytics::module()};
  return modules;
}

}  // namespace tw::app
