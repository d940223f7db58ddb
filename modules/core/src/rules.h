#pragma once
// Rules of people, departments, the company and its currencies; each is one named function.

#include "platform/record/pipeline.h"

namespace tw::core {

void bind_rules(record::Hooks& hooks);

}  // namespace tw::core
