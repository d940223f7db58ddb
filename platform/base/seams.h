#pragma once
// The seams to the outside world. Everything that reads the time, draws a random number or touches
// a file goes through these, so that a test can jump the clock, replay a seed or inject a fault.
// Implementations are thread-safe. (The network seam is http's and message's; SQLite's file seam is
// its VFS name.)

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/date.h"

namespace tw {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual DateTime now() const = 0;               // wall clock, for records
  virtual std::int64_t monotonic_ms() const = 0;  // for timers and limits only
};

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;  // cryptographically strong in production
  std::uint64_t next();
  /// `bytes` random bytes as base64url without padding (for tokens).
  std::string token(std::size_t bytes);
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual std::string read(const std::string& path) = 0;  // AppError "file.unreadable"
  /// Whole or not at all, and on disk (file and directory) on return; AppError "file.unwritable".
  virtual void write_durable(const std::string& path, std::string_view data) = 0;
  virtual void remove(const std::string& path) = 0;
  virtual bool exists(const std::string& path) const = 0;
  virtual void make_directories(const std::string& path) = 0;
};

std::unique_ptr<Clock> system_clock();
/// Reads "<ISO instant>" from `path` at each call (`--clock FILE`); monotonic time stays real.
std::unique_ptr<Clock> file_clock(std::string path);
std::unique_ptr<Random> system_random();                    // libsodium
std::unique_ptr<Random> seeded_random(std::uint64_t seed);  // tests only
std::unique_ptr<FileSystem> system_files();

/// A clock that tests set.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(DateTime start) : now_ms_{start.ms()} {}
  DateTime now() const override { return DateTime{now_ms_.load()}; }
  std::int64_t monotonic_ms() const override { return now_ms_.load(); }
  void set(DateTime now) { now_ms_.store(now.ms()); }
  void advance_ms(std::int64_t ms) { now_ms_.fetch_add(ms); }

 private:
  std::atomic<std::int64_t> now_ms_;
};

}  // namespace tw
