#pragma once
// What the application gets from this module.

#include "platform/work/module.h"

namespace tw::analytics {

const work::Module& module();

}  // namespace tw::analytics
