#include "platform/base/seams.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <mutex>

#include "platform/base/error.h"
#include "platform/base/log.h"

namespace tw {

namespace {

std::int64_t steady_ms() {
  const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_start).count();
}

void start_sodium() {
  static const int started = sodium_init();
  CHECK(started >= 0);
}

/// The log gets the whole path and the reason; the error, which may reach a caller, only the name.
AppError file_error(const char* code, const std::string& path, int error) {
  logger::error(code, path + ": " + std::strerror(error));
  Errc kind = Errc::internal;
  if (error == ENOENT) kind = Errc::not_found;
  if (error == ENOSPC || error == EDQUOT || error == EROFS) kind = Errc::storage;
  return AppError{kind, code, {{"file", path.substr(path.rfind('/') + 1)}}};
}

AppError unreadable(const std::string& path, int error) {
  return file_error("file.unreadable", path, error);
}

AppError unwritable(const std::string& path, int error) {
  return file_error("file.unwritable", path, error);
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_{number} {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  /// Closes now, because a write error may only show here; 0 or the error.
  int close() {
    const int closed = ::close(number_);
    number_ = -1;
    return closed == 0 || errno == EINTR ? 0 : errno;
  }

 private:
  int number_;
};

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

/// Makes the names inside the directory durable; 0 or the error.
int sync_directory(const std::string& path) {
  const Descriptor directory{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!directory.is_open() || ::fsync(directory.number()) != 0) return errno;
  return 0;
}

/// 0 or the error.
int write_all(int file, std::string_view data) {
  while (!data.empty()) {
    const ssize_t written = ::write(file, data.data(), data.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    data.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

class SystemClock final : public Clock {
 public:
  DateTime now() const override {
    const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
    return DateTime{std::chrono::floor<std::chrono::milliseconds>(since_1970).count()};
  }
  std::int64_t monotonic_ms() const override { return steady_ms(); }
};

class FileClock final : public Clock {
 public:
  explicit FileClock(std::string path) : path_{std::move(path)} {
    const auto start = read();
    if (!start) throw AppError{Errc::invalid, start.error().code};
    last_ms_ = start->ms();
  }
  DateTime now() const override {
    try {
      // Whoever sets the clock may be in the middle of writing the file: then time stands still.
      if (const auto instant = read()) last_ms_ = instant->ms();
    } catch (const AppError&) {
    }
    return DateTime{last_ms_.load()};
  }
  std::int64_t monotonic_ms() const override { return steady_ms(); }

 private:
  Result<DateTime> read() const {
    std::string text = system_files()->read(path_);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
      text.pop_back();
    }
    return DateTime::parse(text);
  }
  std::string path_;
  mutable std::atomic<std::int64_t> last_ms_ = 0;
};

class SystemRandom final : public Random {
 public:
  SystemRandom() { start_sodium(); }
  void fill(std::span<std::byte> bytes) override {
    if (!bytes.empty()) randombytes_buf(bytes.data(), bytes.size());
  }
};

/// SplitMix64: small, and the same sequence on every machine.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_{seed} {}
  void fill(std::span<std::byte> bytes) override {
    const std::lock_guard lock{mutex_};
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (i % 8 == 0) word = step();
      bytes[i] = static_cast<std::byte>(word & 0xFFU);
      word >>= 8;
    }
  }

 private:
  std::uint64_t step() {
    std::uint64_t mixed = (state_ += 0x9E3779B97F4A7C15U);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31);
  }
  std::mutex mutex_;
  std::uint64_t state_;
};

class SystemFiles final : public FileSystem {
 public:
  std::string read(const std::string& path) override {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.is_open()) throw unreadable(path, errno);
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) throw unreadable(path, errno);
    std::string data;
    if (status.st_size > 0) data.reserve(static_cast<std::size_t>(status.st_size));
    std::array<char, 64 * 1024> buffer{};
    for (;;) {
      const ssize_t count = ::read(file.number(), buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw unreadable(path, errno);
      if (count == 0) return data;
      data.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }

  /// A reader sees the old file or the new one, whole, also after the power failed.
  void write_durable(const std::string& path, std::string_view data) override {
    std::string temporary;
    Descriptor file{create_beside(path, temporary)};
    if (!file.is_open()) throw unwritable(path, errno);
    int error = write_all(file.number(), data);
    if (error == 0 && ::fsync(file.number()) != 0) error = errno;
    const int close_error = file.close();
    if (error == 0) error = close_error;
    if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
    if (error != 0) {
      ::unlink(temporary.c_str());
      throw unwritable(path, error);
    }
    error = sync_directory(parent_of(path));
    if (error != 0) throw unwritable(path, error);
  }

  void remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) throw unwritable(path, errno);
  }

  bool exists(const std::string& path) const override {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0;
  }

  void make_directories(const std::string& path) override {
    for (std::size_t slash = 0; slash != std::string::npos;) {
      slash = path.find('/', slash + 1);
      make_directory(path.substr(0, slash));
    }
  }

 private:
  /// Opens a new file with a free name in the folder of `path`; -1 with errno when that fails.
  int create_beside(const std::string& path, std::string& temporary) {
    for (;;) {
      temporary = path + '.' + std::to_string(::getpid()) + '-' + std::to_string(++count_) + ".tmp";
      const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
      if (file >= 0 || errno != EEXIST) return file;
    }
  }

  static void make_directory(const std::string& path) {
    if (path.empty() || path.ends_with('/')) return;
    if (::mkdir(path.c_str(), 0700) == 0) {
      const int error = sync_directory(parent_of(path));
      if (error != 0) throw unwritable(path, error);
      return;
    }
    const int error = errno;
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return;
    throw unwritable(path, error);
  }

  std::atomic<std::uint64_t> count_ = 0;
};

}  // namespace

std::uint64_t Random::next() {
  std::uint64_t number = 0;
  fill(std::as_writable_bytes(std::span{&number, 1}));
  return number;
}

std::string Random::token(std::size_t bytes) {
  if (bytes == 0) return {};
  start_sodium();
  std::vector<std::byte> secret(bytes);
  fill(secret);
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_ENCODED_LEN(bytes, variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(secret.data()),
                    secret.size(), variant);
  sodium_memzero(secret.data(), secret.size());
  text.pop_back();  // the terminating NUL
  return text;
}

std::unique_ptr<Clock> system_clock() { return std::make_unique<SystemClock>(); }

std::unique_ptr<Clock> file_clock(std::string path) {
  return std::make_unique<FileClock>(std::move(path));
}

std::unique_ptr<Random> system_random() { return std::make_unique<SystemRandom>(); }

std::unique_ptr<Random> seeded_random(std::uint64_t seed) {
  return std::make_unique<SeededRandom>(seed);
}

std::unique_ptr<FileSystem> system_files() { return std::make_unique<SystemFiles>(); }

}  // namespace tw
