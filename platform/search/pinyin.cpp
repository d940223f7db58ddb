#include "platform/search/pinyin.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "platform/base/check.h"
#include "platform/base/text.h"
#include "platform/search/polyphones.h"

namespace tw::search {
namespace {

/// Latin letters of a decomposed reading: tone marks go, `ü` becomes `v`.
std::string plain_letters(const icu::UnicodeString& decomposed) {
  constexpr char16_t diaeresis = 0x0308;
  std::string letters;
  for (int32_t i = 0; i < decomposed.length(); ++i) {
    const char16_t unit = decomposed[i];
    if (unit >= u'a' && unit <= u'z')
      letters += static_cast<char>(unit);
    else if (unit == diaeresis && !letters.empty() && letters.back() == 'u')
      letters.back() = 'v';
  }
  return letters;
}

class Readings {
 public:
  Readings() {
    UErrorCode status = U_ZERO_ERROR;
    latin_.reset(
        icu::Transliterator::createInstance("Han-Latin; NFD; Lower", UTRANS_FORWARD, status));
    CHECK(U_SUCCESS(status));
    for (const Polyphone& entry : polyphones) {
      std::vector<std::string>& list = known_[entry.character];
      list.clear();
      for (const std::string_view reading : split(entry.readings, ' ')) list.emplace_back(reading);
    }
  }

  const std::vector<std::string>& of(char32_t character) {
    {
      const std::shared_lock lock{mutex_};
      if (const auto found = known_.find(character); found != known_.end()) return found->second;
    }
    const std::unique_lock lock{mutex_};
    std::vector<std::string>& list = known_[character];  // nodes of the map stay where they are
    if (list.empty()) {
      icu::UnicodeString text{static_cast<UChar32>(character)};
      latin_->transliterate(text);
      if (std::string letters = plain_letters(text); !letters.empty())
        list.push_back(std::move(letters));
    }
    return list;
  }

 private:
  std::unique_ptr<icu::Transliterator> latin_;
  std::shared_mutex mutex_;
  std::unordered_map<char32_t, std::vector<std::string>> known_;
};

}  // namespace

const std::vector<std::string>& readings_of(char32_t character) {
  static Readings readings;  // a cache of constant facts, not state
  return readings.of(character);
}

}  // namespace tw::search
