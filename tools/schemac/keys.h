#pragma once
// The typed keys of one entity: the text of `gen/<module>/<entity>.gen.h`.

#include <string>
#include <string_view>

#include "platform/meta/catalogue.h"

namespace tw::schemac {

std::string keys_header(const meta::EntityDef& entity);
/// A word of C++ gets a trailing underscore, a leading digit a leading one: `new_`, `_20gp`.
std::string cpp_name(std::string_view word);

}  // namespace tw::schemac
