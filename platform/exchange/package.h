#pragma once
// The zip archive of an XLSX file, read without trust: number of entries, size of each part, total
// size and ratio of compression are bounded by what is really unpacked, not by what the archive
// says (security.md S16).

#include <zip.h>

#include <cstdint>
#include <memory>
#include <string>

#include "platform/exchange/xml_pull.h"

namespace tw::exchange {

class Package {
 public:
  explicit Package(const std::string& path);

  bool has(const std::string& part) const;
  std::uint64_t packed_size(const std::string& part) const;
  /// Streams one part; the parser must not outlive the package.
  XmlPull open(const std::string& part);

 private:
  struct Close {
    void operator()(zip_t* archive) const { zip_discard(archive); }
  };
  std::unique_ptr<zip_t, Close> archive_;
  std::uint64_t unpacked_ = 0;  // of all parts so far
};

}  // namespace tw::exchange
