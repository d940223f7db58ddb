#pragma once
// The row that names the columns, and the names themselves.

#include <cstddef>
#include <string>
#include <vector>

namespace tw::exchange {

/// Index of the header among the first rows: title lines above the table are passed over.
std::size_t find_header(const std::vector<std::vector<std::string>>& rows);
/// Trimmed; a column without a name is `#3`, a second `Name` is `Name (2)`; empty columns at the
/// end are dropped.
std::vector<std::string> column_names(const std::vector<std::string>& header);

}  // namespace tw::exchange
