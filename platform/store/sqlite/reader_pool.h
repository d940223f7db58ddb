#pragma once
// ReaderPool: a fixed number of connections that only read. Whoever finds none free waits, but not
// for ever.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "platform/store/sqlite/connection.h"

namespace tw::store::sqlite {

class ReaderPool {
 public:
  ReaderPool(const std::string& path, const std::string& vfs, int size, sql::SqlRecorder& recorder);

  class Lease {
   public:
    Lease(ReaderPool& pool, std::unique_ptr<Connection> connection)
        : pool_{pool}, connection_{std::move(connection)} {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { pool_.give_back(std::move(connection_)); }
    Connection& operator*() { return *connection_; }

   private:
    ReaderPool& pool_;
    std::unique_ptr<Connection> connection_;
  };
  /// AppError{busy, "store.busy"} after 10 seconds without a free one.
  Lease take();

 private:
  void give_back(std::unique_ptr<Connection> connection);
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> free_;
};

}  // namespace tw::store::sqlite
