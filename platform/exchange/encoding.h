#pragma once
// Which encoding a text file is in, told from its bytes: byte order mark, UTF-8 validity, zero
// bytes of UTF-16, then how plausible its Chinese is when read as GB18030 or as Big5.

#include <cstdint>
#include <string>
#include <string_view>

namespace tw::exchange {

struct TextFacts {
  std::string encoding;        // as in Format
  std::int64_t line_ends = 0;  // LF, or CR where there is no LF
  std::string beginning;       // the first bytes as UTF-8, cut at a line end where there is one
};
/// Reads the whole file once (the first 64 MB tell the encoding); `wished` overrides the guess.
TextFacts look_at_text(const std::string& path, std::string_view wished);

/// The guess alone; `bytes` should hold the lines that are not ASCII.
std::string guess_encoding(std::string_view bytes);

}  // namespace tw::exchange
