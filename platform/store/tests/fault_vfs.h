#pragma once
// A SQLite file system whose k-th write or sync fails, once or from then on. Registered under the
// name "faulty".

#include <sqlite3.h>

#include <atomic>
#include <cstring>

namespace tw::store::testing {

struct Faults {
  std::atomic<long> until{0};       // this many calls from now one fails; 0 = never
  std::atomic<bool> sticky{false};  // and so do all after it
  std::atomic<bool> only_syncs{false};
  std::atomic<bool> failed{false};
  std::atomic<bool> sync_failed{false};
  std::atomic<int> code{0};  // instead of the usual: SQLITE_FULL

  void arm(long calls, bool stay, bool syncs) {
    sticky = stay;
    only_syncs = syncs;
    failed = sync_failed = false;
    code = 0;
    until = calls;
  }
  void disarm() {
    until = 0;
    failed = false;
  }
  bool strikes() {
    if (failed && sticky) return true;
    if (until == 0 || --until != 0) return false;
    failed = true;
    return true;
  }
};

inline Faults& faults() {
  static Faults all;
  return all;
}

namespace fault_vfs {

struct File {
  sqlite3_file base;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
inline sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real(); }

template <auto method, class... Arguments>
int pass(sqlite3_file* file, Arguments... arguments) {
  return (real(file)->pMethods->*method)(real(file), arguments...);
}

inline int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
  if (!faults().only_syncs && faults().strikes())
    return faults().code != 0 ? faults().code.load() : SQLITE_IOERR_WRITE;
  return pass<&sqlite3_io_methods::xWrite>(file, data, size, at);
}
inline int sync(sqlite3_file* file, int flags) {
  if (faults().strikes()) {
    faults().sync_failed = true;
    return SQLITE_IOERR_FSYNC;
  }
  return pass<&sqlite3_io_methods::xSync>(file, flags);
}
inline void unmap_shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }

inline const sqlite3_io_methods& methods() {
  using M = sqlite3_io_methods;
  static const M all = [] {
    M made{};
    made.iVersion = 3;
    made.xClose = [](sqlite3_file* file) {
      return real(file)->pMethods == nullptr ? SQLITE_OK : pass<&M::xClose>(file);
    };
    made.xRead = pass<&M::xRead, void*, int, sqlite3_int64>;
    made.xWrite = write;
    made.xTruncate = pass<&M::xTruncate, sqlite3_int64>;
    made.xSync = sync;
    made.xFileSize = pass<&M::xFileSize, sqlite3_int64*>;
    made.xLock = pass<&M::xLock, int>;
    made.xUnlock = pass<&M::xUnlock, int>;
    made.xCheckReservedLock = pass<&M::xCheckReservedLock, int*>;
    made.xFileControl = pass<&M::xFileControl, int, void*>;
    made.xSectorSize = [](sqlite3_file* file) { return pass<&M::xSectorSize>(file); };
    made.xDeviceCharacteristics = [](sqlite3_file* file) {
      return pass<&M::xDeviceCharacteristics>(file);
    };
    made.xShmMap = pass<&M::xShmMap, int, int, int, void volatile**>;
    made.xShmLock = pass<&M::xShmLock, int, int, int>;
    made.xShmBarrier = unmap_shm_barrier;
    made.xShmUnmap = pass<&M::xShmUnmap, int>;
    made.xFetch = pass<&M::xFetch, sqlite3_int64, int, void**>;
    made.xUnfetch = pass<&M::xUnfetch, sqlite3_int64, void*>;
    return made;
  }();
  return all;
}

inline sqlite3_vfs* system() { return sqlite3_vfs_find("unix"); }

inline int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  File* ours = reinterpret_cast<File*>(file);
  std::memset(file, 0, sizeof(File));
  const int code = system()->xOpen(system(), name, ours->real(), flags, out_flags);
  if (code == SQLITE_OK) ours->base.pMethods = &methods();
  return code;
}

inline void install() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs made = *system();
    made.zName = "faulty";
    made.szOsFile = static_cast<int>(sizeof(File)) + system()->szOsFile;
    made.xOpen = open;
    return made;
  }();
  sqlite3_vfs_register(&vfs, 0);
}

}  // namespace fault_vfs
}  // namespace tw::store::testing
