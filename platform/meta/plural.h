#pragma once
// English plurals by rule; what the rules miss, the YAML says (`set:`, `label_plural:`).

#include <string>
#include <string_view>

namespace tw::meta {

/// Of the last word: `category` → `categories`, `Sales Order` → `Sales Orders`.
std::string plural_of(std::string_view singular);

}  // namespace tw::meta
