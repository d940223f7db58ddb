#include "platform/exchange/text_source.h"

#include <unicode/ucnv.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "platform/base/error.h"
#include "platform/base/text.h"

namespace tw::exchange {
namespace {

constexpr std::size_t block_size = 256u << 10;
constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct EncodingName {
  std::string_view ours;
  const char* icu;
};
// GB18030 reads GBK and GB2312 too; the Hong Kong set reads plain Big5 too.
constexpr std::array<EncodingName, 5> encodings{{{"gb18030", "gb18030"},
                                                 {"big5", "Big5-HKSCS"},
                                                 {"utf-16le", "UTF-16LE"},
                                                 {"utf-16be", "UTF-16BE"},
                                                 {"windows-1252", "windows-1252"}}};

UConverter* open_converter(const char* name) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(name, &status);
  if (U_FAILURE(status) != 0) unreadable(std::string{"encoding "} + name);
  return converter;
}

/// How many bytes at the end are the start of a character that the next block completes.
std::size_t incomplete_tail(std::string_view bytes) {
  for (std::size_t back = 1; back <= 3 && back <= bytes.size(); ++back) {
    const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
    if (byte < 0x80) return 0;
    if (byte < 0xC0) continue;
    const std::size_t needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
    return needed > back ? back : 0;
  }
  return 0;
}

}  // namespace

void unreadable(std::string reason) {
  throw AppError{Errc::invalid, "import.unreadable", {{"reason", std::move(reason)}}};
}

File open_file(const std::string& path) {
  File file{std::fopen(path.c_str(), "rb")};
  if (!file) unreadable(std::strerror(errno));
  return file;
}

TextSource::TextSource(const std::string& path, std::string_view encoding)
    : file_{open_file(path)} {
  if (encoding == "utf-8") return;
  for (const EncodingName& known : encodings)
    if (known.ours == encoding) {
      from_ = open_converter(known.icu);
      to_ = open_converter("UTF-8");
      return;
    }
  unreadable("encoding " + std::string{encoding});
}

TextSource::~TextSource() {
  ucnv_close(from_);
  ucnv_close(to_);
}

bool TextSource::read(std::string& out) {
  if (ended_) return false;
  const std::size_t kept = bytes_.size();
  bytes_.resize(kept + block_size);
  const std::size_t got = std::fread(bytes_.data() + kept, 1, block_size, file_.get());
  if (got < block_size && std::ferror(file_.get()) != 0) unreadable(std::strerror(errno));
  bytes_.resize(kept + got);
  ended_ = got == 0;
  const std::size_t before = out.size();
  if (from_ == nullptr)
    append_utf8_block(out);
  else
    convert_block(out, ended_);
  if (first_ && out.size() > before) {
    first_ = false;
    if (std::string_view{out}.substr(before).starts_with("\xEF\xBB\xBF")) out.erase(before, 3);
  }
  return !ended_ || out.size() > before;
}

void TextSource::append_utf8_block(std::string& out) {
  const std::size_t tail = ended_ ? 0 : incomplete_tail(bytes_);
  std::string_view rest{bytes_.data(), bytes_.size() - tail};
  while (const std::optional<std::size_t> bad = first_bad_utf8(rest)) {
    out += rest.substr(0, *bad);
    out += replacement;
    rest.remove_prefix(*bad + 1);
  }
  out += rest;
  bytes_.erase(0, bytes_.size() - tail);
}

void TextSource::convert_block(std::string& out, bool last) {
  const char* source = bytes_.data();
  const char* const end = source + bytes_.size();
  std::array<char, 16u << 10> buffer{};
  for (;;) {
    char* target = buffer.data();
    UErrorCode status = U_ZERO_ERROR;
    ucnv_convertEx(to_, from_, &target, buffer.data() + buffer.size(), &source, end, pivot_,
                   &pivot_source_, &pivot_target_, pivot_ + std::size(pivot_), 0,
                   static_cast<UBool>(last ? 1 : 0), &status);
    out.append(buffer.data(), static_cast<std::size_t>(target - buffer.data()));
    if (status == U_BUFFER_OVERFLOW_ERROR) continue;
    if (U_FAILURE(status) != 0) unreadable(u_errorName(status));
    break;
  }
  bytes_.clear();
}

}  // namespace tw::exchange
