#pragma once
// The parts of the OpenAPI document that do not follow from the catalogue. Inner header of
// openapi.cpp.

#include <string_view>

namespace tw::api {

/// JSON: `paths`, `schemas`, `parameters`, `responses`, `securitySchemes`.
std::string_view openapi_fixed_parts();

}  // namespace tw::api
