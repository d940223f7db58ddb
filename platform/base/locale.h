#pragma once
// The three languages of the product.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tw {

enum class Language : std::uint8_t { en, zh_cn, zh_tw };
inline constexpr std::array all_languages{Language::en, Language::zh_cn, Language::zh_tw};

/// "en", "zh-CN", "zh-TW".
std::string_view tag_of(Language language);
/// The best match of an Accept-Language header (RFC 9110 weights; zh-Hant, zh-HK, zh-MO → zh-TW;
/// other zh → zh-CN); `fallback` when nothing fits.
Language best_language(std::string_view accept_language, Language fallback = Language::zh_cn);

/// One text in the three languages.
struct Label {
  std::string en, zh_cn, zh_tw;
  const std::string& in(Language language) const {
    switch (language) {
      case Language::en: return en;
      case Language::zh_tw: return zh_tw;
      case Language::zh_cn: break;
    }
    return zh_cn;
  }
  bool complete() const { return !en.empty() && !zh_cn.empty() && !zh_tw.empty(); }
  friend bool operator==(const Label&, const Label&) = default;
};

}  // namespace tw
