#pragma once
// TypeScript types of all entities, as the API answers them.

#include <string>

#include "platform/meta/catalogue.h"

namespace tw::schemac {

std::string typescript(const meta::Catalogue& catalogue);

}  // namespace tw::schemac
