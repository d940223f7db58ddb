#include "platform/store/sqlite/safety.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "platform/base/error.h"

namespace tw::store::sqlite {

void refuse(const std::string& setting) {
  throw AppError(Errc::storage, "store.unsafe", {{"setting", setting}});
}

void refuse_old_version(int version_number) {
  constexpr int oldest = 3053002;
  if (version_number < oldest) refuse("SQLite " + std::to_string(version_number) + " < 3053002");
}

void refuse_weak_sync(std::string_view answer) {
  if (answer != "2" && answer != "3") refuse("synchronous=" + std::string{answer});
}

bool is_network_file_system(long type) {
  constexpr std::array<long, 13> types{
      0x6969,      // NFS
      0x517B,      // SMB
      0xFE534D42,  // SMB2
      0xFF534D42,  // CIFS
      0x564C,      // NCP
      0x5346414F,  // AFS
      0x6B414653,  // kAFS
      0x73757245,  // Coda
      0x00C36400,  // Ceph
      0x01021997,  // 9P
      0x0BD00BD0,  // Lustre
      0x47504653,  // GPFS
      0x65735546,  // FUSE: sshfs and friends; nothing tells them from a local disk
  };
  return std::find(types.begin(), types.end(), type) != types.end();
}

void refuse_network_file_system(const std::string& directory) {
  struct statfs info {};
  if (statfs(directory.c_str(), &info) != 0) {
    throw AppError(Errc::storage, "store.cannot_open",
                   {{"reason", directory + ": " + std::strerror(errno)}});
  }
  if (is_network_file_system(info.f_type)) refuse("network file system under " + directory);
}

namespace {

/// Opens `path` and takes the lock; AppError "store.unsafe" when another process holds it.
int locked_file(const std::string& path, int operation, const std::string& refusal) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    throw AppError(Errc::storage, "store.cannot_open",
                   {{"reason", path + ": " + std::strerror(errno)}});
  if (flock(file, operation | LOCK_NB) == 0) return file;
  ::close(file);
  refuse(refusal);
}

}  // namespace

// Everybody shares `.users`; servers, and whoever must be alone, exclude each other on `.lock`.
ProcessLock::ProcessLock(const std::string& database_path, Use use) {
  const std::string refusal = "another process has " + database_path + " open";
  if (use != Use::command) server_file_ = locked_file(database_path + ".lock", LOCK_EX, refusal);
  try {
    user_file_ =
        locked_file(database_path + ".users", use == Use::alone ? LOCK_EX : LOCK_SH, refusal);
  } catch (...) {
    if (server_file_ >= 0) ::close(server_file_);
    throw;
  }
}

ProcessLock::~ProcessLock() {
  if (server_file_ >= 0) ::close(server_file_);
  ::close(user_file_);
}

}  // namespace tw::store::sqlite
