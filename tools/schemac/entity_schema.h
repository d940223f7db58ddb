#pragma once
// JSON Schema of an entity file, for editors: completion, hints and red lines while one types. The
// binder stays the judge; the schema is built from the same tables of words and field types.

#include <string>

namespace tw::schemac {

std::string entity_schema();

}  // namespace tw::schemac
