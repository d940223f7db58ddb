#include "platform/store/sqlite/reader_pool.h"

#include <chrono>
#include <utility>

#include "platform/base/error.h"

namespace tw::store::sqlite {

ReaderPool::ReaderPool(const std::string& path, const std::string& vfs, int size,
                       sql::SqlRecorder& recorder) {
  for (int i = 0; i < size; ++i) {
    free_.push_back(std::make_unique<Connection>(path, vfs, Role::reader, recorder));
  }
}

ReaderPool::Lease ReaderPool::take() {
  constexpr auto patience = std::chrono::seconds{10};
  std::unique_lock lock{mutex_};
  if (!freed_.wait_for(lock, patience, [&] { return !free_.empty(); })) {
    throw AppError(Errc::busy, "store.busy");
  }
  // The one used last has the warmest cache.
  std::unique_ptr<Connection> connection = std::move(free_.back());
  free_.pop_back();
  return {*this, std::move(connection)};
}

void ReaderPool::give_back(std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard lock{mutex_};
    free_.push_back(std::move(connection));
  }
  freed_.notify_one();
}

}  // namespace tw::store::sqlite
