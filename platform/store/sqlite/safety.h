#pragma once
// What we refuse to run on (security.md R5): each refusal is AppError{storage, "store.unsafe",
// {setting}}.

#include <string>
#include <string_view>

#include "platform/store/database.h"

namespace tw::store::sqlite {

[[noreturn]] void refuse(const std::string& setting);
/// Below 3.53.2: WAL-reset corruption race, FTS5 memory faults.
void refuse_old_version(int version_number);
/// The answer of `PRAGMA synchronous`: 2 is FULL, 3 EXTRA.
void refuse_weak_sync(std::string_view answer);
/// WAL needs shared memory and honest locks, which these do not give.
bool is_network_file_system(long type);
void refuse_network_file_system(const std::string& directory);

/// Holds `<database>.lock` for as long as it lives, so that a second server cannot open the same
/// file.
class ProcessLock {
 public:
  ProcessLock(const std::string& database_path, Use use);
  ~ProcessLock();
  ProcessLock(const ProcessLock&) = delete;
  ProcessLock& operator=(const ProcessLock&) = delete;

 private:
  int server_file_ = -1, user_file_ = -1;
};

}  // namespace tw::store::sqlite
