#pragma once
// Generated files: written only when their text changes, so that nothing is recompiled for nothing.

#include <string>
#include <string_view>

namespace tw::schemac {

/// Makes the folders above `path` too. Throws std::runtime_error when it cannot be written.
void write_if_changed(const std::string& path, std::string_view text);
/// `sales_order` → `SalesOrder`.
std::string pascal_case(std::string_view name);

}  // namespace tw::schemac
