#include "modules/core/src/core.h"
#include "modules/core/src/rules.h"

namespace tw::core {

const work::Module& module() {
  static const work::Module module{"core", &bind_rules, nullptr};
  return module;
}

}  // namespace tw::core
