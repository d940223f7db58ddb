#include "platform/base/text.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "platform/base/check.h"

namespace tw {

namespace {

constexpr char32_t replacement = 0xFFFD;

unsigned byte_at(std::string_view text, std::size_t position) {
  return static_cast<unsigned char>(text[position]);
}

/// Length of the run of ASCII at `position`, eight bytes at a step.
std::size_t skip_ascii(std::string_view text, std::size_t position) {
  constexpr std::uint64_t high_bits = 0x8080808080808080U;
  while (text.size() - position >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + position, sizeof word);
    if ((word & high_bits) != 0) break;
    position += sizeof word;
  }
  while (position < text.size() && byte_at(text, position) < 0x80) ++position;
  return position;
}

bool is_ascii(std::string_view text) { return skip_ascii(text, 0) == text.size(); }

bool is_continuation(unsigned byte) { return (byte & 0xC0U) == 0x80; }

/// Bytes of the well-formed sequence that starts at `position` with a byte ≥ 0x80; 0 when it is not
/// one. The bounds of the second byte shut out overlong forms, surrogates and everything above
/// U+10FFFF (table 3-7 of the Unicode standard).
std::size_t sequence_length(std::string_view text, std::size_t position) {
  const unsigned lead = byte_at(text, position);
  std::size_t length = 0;
  unsigned second_min = 0x80;
  unsigned second_max = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) second_min = 0xA0;
    if (lead == 0xED) second_max = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) second_min = 0x90;
    if (lead == 0xF4) second_max = 0x8F;
  }
  if (length == 0 || text.size() - position < length) return 0;
  const unsigned second = byte_at(text, position + 1);
  if (second < second_min || second > second_max) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!is_continuation(byte_at(text, position + i))) return 0;
  }
  return length;
}

const icu::Normalizer2& normalizer(const icu::Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* found = get(status);
  CHECK(U_SUCCESS(status) && found != nullptr);
  return *found;
}

std::string normalized(const icu::Normalizer2& normalizer, std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 4);
  icu::StringByteSink<std::string> sink{&out};
  UErrorCode status = U_ZERO_ERROR;
  // ICU counts in 32 bits; no text of ours comes near that.
  CHECK(text.size() <= 0x7FFFFFFF);
  const icu::StringPiece piece{text.data(), static_cast<std::int32_t>(text.size())};
  normalizer.normalizeUTF8(0, piece, sink, nullptr, status);
  CHECK(U_SUCCESS(status));
  return out;
}

/// Marks set over or under a letter. Not the marks of kana and of Indic scripts, which make another
/// sound.
bool is_accent(char32_t c) {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
         (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF);
}

/// Letters which Unicode does not take apart although a search without the stroke must find them.
std::string_view plain_letter(char32_t c) {
  switch (c) {
    case U'æ': return "ae";
    case U'œ': return "oe";
    case U'ø': return "o";
    case U'đ':
    case U'ð': return "d";
    case U'ħ': return "h";
    case U'ı': return "i";
    case U'ł': return "l";
    case U'ŧ': return "t";
    case U'þ': return "th";
    default: return {};
  }
}

bool is_white_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::optional<std::size_t> first_bad_utf8(std::string_view text) {
  std::size_t position = 0;
  while ((position = skip_ascii(text, position)) < text.size()) {
    // Chinese comes in runs; the ASCII scan restarts only where they end.
    do {
      const std::size_t length = sequence_length(text, position);
      if (length == 0) return position;
      position += length;
    } while (position < text.size() && byte_at(text, position) >= 0x80);
  }
  return std::nullopt;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return !is_continuation(static_cast<unsigned char>(c));
  }));
}

std::string lower_ascii(std::string_view text) {
  std::string out{text};
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string fold(std::string_view text) {
  if (is_ascii(text)) return lower_ascii(text);
  static const icu::Normalizer2& nfkc_casefold =
      normalizer(icu::Normalizer2::getNFKCCasefoldInstance);
  return normalized(nfkc_casefold, text);
}

std::string fold_accents(std::string_view text) {
  std::string folded = fold(text);
  if (is_ascii(folded)) return folded;
  static const icu::Normalizer2& nfd = normalizer(icu::Normalizer2::getNFDInstance);
  static const icu::Normalizer2& nfc = normalizer(icu::Normalizer2::getNFCInstance);
  const std::string apart = normalized(nfd, folded);
  std::string plain;
  plain.reserve(apart.size());
  for (std::size_t position = 0; position < apart.size();) {
    const std::size_t start = position;
    const char32_t c = next_code_point(apart, position);
    if (is_accent(c)) continue;
    const std::string_view letter = plain_letter(c);
    plain += letter.empty() ? std::string_view{apart}.substr(start, position - start) : letter;
  }
  return normalized(nfc, plain);
}

std::string trim(std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t next = 0; next < text.size(); begin = next) {
    if (!is_white_space(next_code_point(text, next))) break;
  }
  std::size_t end = text.size();
  while (end > begin) {
    std::size_t start = end - 1;
    while (start > begin && is_continuation(byte_at(text, start))) --start;
    std::size_t next = start;
    if (!is_white_space(next_code_point(text, next)) || next != end) break;
    end = start;
  }
  return std::string{text.substr(begin, end - begin)};
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for (std::size_t at = 0; (at = text.find(separator, start)) != std::string_view::npos;) {
    parts.push_back(text.substr(start, at - start));
    start = at + 1;
  }
  parts.push_back(text.substr(start));
  return parts;
}

bool is_cjk(char32_t c) {
  struct Range {
    char32_t first, last;
  };
  static constexpr std::array ranges{
      Range{0x1100, 0x11FF},    // Hangul jamo
      Range{0x2E80, 0x2FDF},    // radicals
      Range{0x3005, 0x3007},    // 々 〆 〇
      Range{0x3021, 0x3029},    // Suzhou numerals
      Range{0x3031, 0x3035},    // kana repeat marks
      Range{0x3041, 0x3096},    // hiragana
      Range{0x309D, 0x309F},    // hiragana repeat marks
      Range{0x30A1, 0x30FA},    // katakana
      Range{0x30FC, 0x30FF},    // prolonged sound and repeat marks
      Range{0x3105, 0x312F},    // bopomofo
      Range{0x3131, 0x318E},    // Hangul compatibility jamo
      Range{0x31A0, 0x31BF},    // bopomofo extended
      Range{0x31F0, 0x31FF},    // katakana extended
      Range{0x3400, 0x4DBF},    // Han, extension A
      Range{0x4E00, 0x9FFF},    // Han
      Range{0xA960, 0xA97F},    // Hangul jamo extended
      Range{0xAC00, 0xD7FB},    // Hangul syllables
      Range{0xF900, 0xFAFF},    // Han, compatibility
      Range{0xFF66, 0xFFDC},    // half-width kana and jamo
      Range{0x1AFF0, 0x1B16F},  // kana supplements
      Range{0x20000, 0x3FFFD},  // Han, extensions B and later
  };
  if (c < ranges.front().first) return false;
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const Range& range) { return c >= range.first && c <= range.last; });
}

char32_t next_code_point(std::string_view text, std::size_t& position) {
  const unsigned lead = byte_at(text, position);
  if (lead < 0x80) {
    ++position;
    return lead;
  }
  const std::size_t length = sequence_length(text, position);
  if (length == 0) {  // against the contract, but never past the end
    ++position;
    return replacement;
  }
  char32_t code_point = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    code_point = (code_point << 6) | (byte_at(text, position + i) & 0x3FU);
  }
  position += length;
  return code_point;
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = replacement;
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

bool is_identifier(std::string_view text) {
  if (text.empty() || text.size() > 60 || !is_ascii_letter(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_ascii_letter(c) || (c >= '0' && c <= '9') || c == '_';
  });
}

}  // namespace tw
