#pragma once
// The description of tables in a backup, as one line of JSON.

#include <string>
#include <string_view>
#include <vector>

#include "platform/store/postgres/backup_file.h"

namespace tw::store::postgres {

std::string written_tables(const std::vector<CopiedTable>& tables);
/// Everything is checked: names are identifiers, types are known, indexes and references name what
/// is there.
std::vector<CopiedTable> read_tables(std::string_view json);

}  // namespace tw::store::postgres
