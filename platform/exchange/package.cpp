#include "platform/exchange/package.h"

#include <algorithm>
#include <cstring>

#include "platform/base/error.h"
#include "platform/exchange/text_source.h"

namespace tw::exchange {
namespace {

constexpr std::uint64_t most_entries = 10'000;
constexpr std::uint64_t most_unpacked = 4ull << 30;
constexpr std::uint64_t free_of_ratio = 16u
                                        << 20;  // small parts may be packed as tightly as they like
constexpr std::uint64_t most_ratio = 250;       // sheets reach about 60; deflate's limit is 1,032

[[noreturn]] void bomb() { throw AppError{Errc::too_large, "import.bomb"}; }

std::uint64_t little_endian(const char* bytes, int count) {
  std::uint64_t number = 0;
  for (int i = count - 1; i >= 0; --i)
    number = (number << 8u) | static_cast<unsigned char>(bytes[i]);
  return number;
}

/// The number of entries from the end of the file, so that a million of them are never loaded.
void refuse_many_entries(const std::string& path) {
  const File file = open_file(path);
  std::fseek(file.get(), 0, SEEK_END);
  const long size = std::ftell(file.get());
  const long tail = std::min(size, 66'000L);
  std::string bytes(static_cast<std::size_t>(tail), '\0');
  std::fseek(file.get(), size - tail, SEEK_SET);
  if (std::fread(bytes.data(), 1, bytes.size(), file.get()) != bytes.size()) unreadable("zip");
  const std::size_t end = bytes.rfind("PK\x05\x06");
  if (end == std::string::npos || bytes.size() - end < 22) unreadable("zip");
  std::uint64_t entries = little_endian(bytes.data() + end + 10, 2);
  const std::uint64_t directory = little_endian(bytes.data() + end + 12, 4);
  if (const std::size_t end64 = bytes.rfind("PK\x06\x06");
      end64 != std::string::npos && bytes.size() - end64 >= 56)
    entries = std::max(entries, little_endian(bytes.data() + end64 + 32, 8));
  // 46 bytes is the least an entry takes in the directory.
  const bool directory_too_big = directory != 0xFFFFFFFF && directory / 46 > most_entries * 10;
  if (entries > most_entries || directory_too_big) bomb();
}

}  // namespace

Package::Package(const std::string& path) {
  refuse_many_entries(path);
  int error = 0;
  archive_.reset(zip_open(path.c_str(), ZIP_RDONLY, &error));
  if (!archive_) unreadable("zip " + std::to_string(error));
  if (zip_get_num_entries(archive_.get(), 0) > static_cast<zip_int64_t>(most_entries)) bomb();
}

bool Package::has(const std::string& part) const {
  return zip_name_locate(archive_.get(), part.c_str(), ZIP_FL_NOCASE) >= 0;
}

std::uint64_t Package::packed_size(const std::string& part) const {
  zip_stat_t facts;
  zip_stat_init(&facts);
  if (zip_stat(archive_.get(), part.c_str(), ZIP_FL_NOCASE, &facts) != 0) return 0;
  return (facts.valid & ZIP_STAT_COMP_SIZE) != 0 ? facts.comp_size : 0;
}

XmlPull Package::open(const std::string& part) {
  const std::uint64_t packed = packed_size(part);
  const std::shared_ptr<zip_file_t> file{zip_fopen(archive_.get(), part.c_str(), ZIP_FL_NOCASE),
                                         [](zip_file_t* opened) {
                                           if (opened != nullptr) zip_fclose(opened);
                                         }};
  if (!file) unreadable("part " + part);
  return XmlPull{[this, file, packed, own = std::uint64_t{0}](char* out, std::size_t size) mutable {
    const zip_int64_t got = zip_fread(file.get(), out, size);
    if (got < 0) unreadable("zip: damaged");
    own += static_cast<std::uint64_t>(got);
    unpacked_ += static_cast<std::uint64_t>(got);
    if (unpacked_ > most_unpacked) bomb();
    if (own > free_of_ratio && own / most_ratio > packed) bomb();
    return static_cast<std::size_t>(got);
  }};
}

}  // namespace tw::exchange
