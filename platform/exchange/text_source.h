#pragma once
// The text of a file as UTF-8, block by block, whatever it is encoded in. What cannot be decoded
// becomes U+FFFD: one bad byte never costs a row. Used by one thread.

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

struct UConverter;

namespace tw::exchange {

[[noreturn]] void unreadable(std::string reason);

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;
/// AppError "import.unreadable".
File open_file(const std::string& path);

class TextSource {
 public:
  /// `encoding`: utf-8, gb18030, big5, utf-16le, utf-16be, windows-1252. A byte order mark is left
  /// out.
  TextSource(const std::string& path, std::string_view encoding);
  ~TextSource();
  TextSource(const TextSource&) = delete;
  TextSource& operator=(const TextSource&) = delete;

  /// Appends the next block to `out`; false when nothing is left.
  bool read(std::string& out);

 private:
  void append_utf8_block(std::string& out);
  void convert_block(std::string& out, bool last);

  File file_;
  UConverter* from_ = nullptr;  // nullptr: the file is UTF-8 already
  UConverter* to_ = nullptr;
  std::string bytes_;  // read, not yet given out
  bool first_ = true, ended_ = false;
  char16_t pivot_[1024] = {};
  char16_t* pivot_source_ = pivot_;
  char16_t* pivot_target_ = pivot_;
};

}  // namespace tw::exchange
