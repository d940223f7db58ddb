#pragma once
// Online copy of a database to one file and back. A copy is verified before it gets its name, and
// before it is read back.

#include <string>

#include "platform/store/sqlite/connection.h"

namespace tw::store::sqlite {

/// Copies the snapshot that `source` sees. AppError{storage, "store.backup_failed", {reason}}.
void copy_to_file(Connection& source, const std::string& path);
/// Replaces everything in `target` with the copy; AppError{invalid, "store.backup_damaged",
/// {reason}} leaves it as it was.
void copy_from_file(Connection& target, const std::string& path);
/// The findings of quick_check and foreign_key_check; empty when sound.
std::vector<std::string> findings(Connection& connection);

}  // namespace tw::store::sqlite
