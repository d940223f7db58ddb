#include "platform/store/sql/recorder.h"

#include "platform/base/error.h"

namespace tw::store::sql {

SqlRecorder::SqlRecorder(const std::string& path) : on_{!path.empty()} {
  if (!on_) return;
  file_.open(path, std::ios::app);
  if (!file_)
    throw AppError(Errc::internal, "store.cannot_open", {{"reason", "cannot write " + path}});
}

void SqlRecorder::record(std::string_view text) {
  if (!on_) return;
  const std::lock_guard lock{mutex_};
  if (!seen_.emplace(text).second) return;
  file_ << text << '\n' << std::flush;
}

}  // namespace tw::store::sql
