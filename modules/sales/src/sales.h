#pragma once
// What the application gets from this module.

#include "platform/work/module.h"

namespace tw::sales {

const work::Module& module();

}  // namespace tw::sales
