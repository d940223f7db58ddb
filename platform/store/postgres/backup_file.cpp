#include "platform/store/postgres/backup_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>

#include "platform/base/error.h"
#include "platform/store/postgres/backup_header.h"

namespace tw::store::postgres {
namespace {

constexpr std::string_view first_line = "tradewind backup 1";
constexpr std::size_t piece_size = std::size_t{1} << 20;
constexpr std::size_t longest_line = std::size_t{1} << 24;

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

std::uint64_t lines_in(std::string_view text) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string table_end(std::uint64_t rows, const std::string& hash) {
  return "rows " + std::to_string(rows) + " sha256 " + hash;
}

}  // namespace

void backup_failed(const std::string& reason) {
  throw AppError(Errc::storage, "store.backup_failed", {{"reason", reason}});
}
void backup_damaged(const std::string& reason) {
  throw AppError(Errc::invalid, "store.backup_damaged", {{"reason", reason}});
}

Sha256::Sha256() { crypto_hash_sha256_init(&state_); }

void Sha256::add(std::string_view bytes) {
  crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
}

std::string Sha256::hex() const {
  crypto_hash_sha256_state copy = state_;
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256_final(&copy, hash.data());
  std::string text(hash.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
  text.pop_back();
  return text;
}

// ---- writing ----

BackupWriter::BackupWriter(std::string path) : path_{std::move(path)}, part_{path_ + ".part"} {
  ::unlink(part_.c_str());
  file_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file_ < 0) backup_failed(part_ + ": " + std::strerror(errno));
}

BackupWriter::~BackupWriter() {
  if (file_ >= 0) ::close(file_);
  ::unlink(part_.c_str());  // gone already when it was published
}

void BackupWriter::write_file(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) backup_failed(part_ + ": " + std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void BackupWriter::write(std::string_view bytes) {
  whole_.add(bytes);
  write_file(bytes);
}

void BackupWriter::header(const std::vector<CopiedTable>& tables) {
  write(std::string{first_line} + '\n' + written_tables(tables) + '\n');
}

void BackupWriter::begin_table(std::string_view name) {
  rows_hash_ = Sha256{};
  row_count_ = 0;
  write("table " + std::string{name} + '\n');
}

void BackupWriter::flush_rows() {
  if (rows_.empty()) return;
  rows_hash_.add(rows_);
  write(std::to_string(rows_.size()) + '\n');
  write(rows_);
  rows_.clear();
}

void BackupWriter::row(std::string_view bytes) {
  rows_ += bytes;
  ++row_count_;
  if (rows_.size() >= piece_size) flush_rows();
}

void BackupWriter::end_table() {
  flush_rows();
  write("0\n" + table_end(row_count_, rows_hash_.hex()) + '\n');
}

void BackupWriter::finish() {
  write_file("end sha256 " + whole_.hex() + '\n');
  if (::fsync(file_) != 0) backup_failed(part_ + ": " + std::strerror(errno));
  ::close(std::exchange(file_, -1));
}

void BackupWriter::publish() {
  if (std::rename(part_.c_str(), path_.c_str()) != 0)
    backup_failed(path_ + ": " + std::strerror(errno));
  const int directory = ::open(directory_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0 || ::fsync(directory) != 0) {
    const std::string reason = path_ + ": " + std::strerror(errno);
    if (directory >= 0) ::close(directory);
    backup_failed(reason);
  }
  ::close(directory);
}

// ---- reading ----

BackupReader::BackupReader(const std::string& path) {
  file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file_ < 0) backup_damaged(path + ": " + std::strerror(errno));
  try {
    if (line() != first_line) backup_damaged("it is no backup of this program");
    tables_ = read_tables(line());
  } catch (const AppError&) {
    ::close(file_);
    throw;
  }
}

BackupReader::~BackupReader() { ::close(file_); }

bool BackupReader::fill() {
  buffer_.erase(0, std::exchange(at_, 0));
  const std::size_t before = buffer_.size();
  buffer_.resize(before + piece_size);
  ssize_t size = 0;
  while ((size = ::read(file_, buffer_.data() + before, piece_size)) < 0 && errno == EINTR) {
  }
  if (size < 0) backup_damaged(std::strerror(errno));
  buffer_.resize(before + static_cast<std::size_t>(size));
  return size > 0;
}

std::string BackupReader::line() {
  std::size_t end = 0;
  while ((end = buffer_.find('\n', at_)) == std::string::npos) {
    if (buffer_.size() - at_ > longest_line) backup_damaged("it is no backup of this program");
    if (!fill()) backup_damaged("it ends too early");
  }
  const std::string_view taken = std::string_view{buffer_}.substr(at_, end + 1 - at_);
  if (!taken.starts_with("end ")) whole_.add(taken);
  std::string text{taken.substr(0, taken.size() - 1)};
  at_ = end + 1;
  return text;
}

void BackupReader::read(std::size_t size) {
  while (buffer_.size() - at_ < size) {
    if (!fill()) backup_damaged("it ends too early");
  }
  piece_.assign(buffer_, at_, size);
  at_ += size;
  whole_.add(piece_);
}

void BackupReader::begin_table(std::string_view name) {
  if (line() != "table " + std::string{name}) backup_damaged("its tables are out of order");
  rows_hash_ = Sha256{};
  row_count_ = 0;
}

std::string_view BackupReader::piece() {
  const std::string text = line();
  std::size_t size = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (problem != std::errc{} || end != text.data() + text.size() || size > longest_line * 64) {
    backup_damaged("its rows are not as they must be");
  }
  if (size == 0) {
    if (line() != table_end(row_count_, rows_hash_.hex()))
      backup_damaged("the checksum of a table is wrong");
    return {};
  }
  read(size);
  rows_hash_.add(piece_);
  row_count_ += lines_in(piece_);
  return piece_;
}

void BackupReader::finish() {
  if (line() != "end sha256 " + whole_.hex()) backup_damaged("its checksum is wrong");
  if (at_ != buffer_.size() || fill()) backup_damaged("something follows its end");
}

}  // namespace tw::store::postgres
