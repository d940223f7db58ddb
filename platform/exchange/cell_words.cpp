// Words that mean a value: yes and no, countries, currencies.
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "platform/base/text.h"
#include "platform/exchange/cell.h"

namespace tw::exchange {
namespace {

using Words = std::unordered_map<std::string, std::string>;

struct Alias {
  std::string_view word, code;
};

constexpr std::array<std::string_view, 17> yes{"1", "true", "t",  "yes", "y",   "on",
                                               "x", "是",   "有", "真",  "对",  "對",
                                               "√", "✓",    "✔",  "☑",   "启用"};
constexpr std::array<std::string_view, 15> no{"0",  "false", "f",  "no", "n", "off", "否",  "无",
                                              "無", "假",    "错", "錯", "×", "✗",   "停用"};

/// Names that ICU does not give: what people really write.
constexpr std::array<Alias, 40> country_aliases{{{"uk", "GB"},
                                                 {"england", "GB"},
                                                 {"great britain", "GB"},
                                                 {"usa", "US"},
                                                 {"u.s.a.", "US"},
                                                 {"u.s.", "US"},
                                                 {"america", "US"},
                                                 {"美利坚合众国", "US"},
                                                 {"united states of america", "US"},
                                                 {"prc", "CN"},
                                                 {"p.r. china", "CN"},
                                                 {"pr china", "CN"},
                                                 {"mainland china", "CN"},
                                                 {"中国大陆", "CN"},
                                                 {"中华人民共和国", "CN"},
                                                 {"香港", "HK"},
                                                 {"中国香港", "HK"},
                                                 {"hong kong", "HK"},
                                                 {"澳门", "MO"},
                                                 {"澳門", "MO"},
                                                 {"中国澳门", "MO"},
                                                 {"macau", "MO"},
                                                 {"macao", "MO"},
                                                 {"台湾", "TW"},
                                                 {"臺灣", "TW"},
                                                 {"中国台湾", "TW"},
                                                 {"uae", "AE"},
                                                 {"阿联酋", "AE"},
                                                 {"korea", "KR"},
                                                 {"south korea", "KR"},
                                                 {"republic of korea", "KR"},
                                                 {"大韩民国", "KR"},
                                                 {"russian federation", "RU"},
                                                 {"viet nam", "VN"},
                                                 {"holland", "NL"},
                                                 {"the netherlands", "NL"},
                                                 {"czech republic", "CZ"},
                                                 {"turkey", "TR"},
                                                 {"ivory coast", "CI"},
                                                 {"burma", "MM"}}};

constexpr std::array<Alias, 44> currency_words{
    {{"¥", "CNY"},      {"rmb", "CNY"},    {"人民币", "CNY"},   {"人民幣", "CNY"},
     {"元", "CNY"},     {"cn¥", "CNY"},    {"$", "USD"},        {"us$", "USD"},
     {"美元", "USD"},   {"美金", "USD"},   {"dollar", "USD"},   {"us dollar", "USD"},
     {"€", "EUR"},      {"euro", "EUR"},   {"欧元", "EUR"},     {"歐元", "EUR"},
     {"£", "GBP"},      {"英镑", "GBP"},   {"英鎊", "GBP"},     {"hk$", "HKD"},
     {"港币", "HKD"},   {"港幣", "HKD"},   {"港元", "HKD"},     {"jp¥", "JPY"},
     {"円", "JPY"},     {"日元", "JPY"},   {"日圆", "JPY"},     {"日圓", "JPY"},
     {"₩", "KRW"},      {"韩元", "KRW"},   {"韓元", "KRW"},     {"nt$", "TWD"},
     {"新台币", "TWD"}, {"新臺幣", "TWD"}, {"a$", "AUD"},       {"澳元", "AUD"},
     {"c$", "CAD"},     {"加元", "CAD"},   {"s$", "SGD"},       {"新加坡元", "SGD"},
     {"₽", "RUB"},    {"卢布", "RUB"},   {"瑞士法郎", "CHF"}, {"泰铢", "THB"}}};

void add_display_name(Words& words, const std::string& locale, const char* in, const char* code) {
  std::array<char16_t, 200> name{};
  UErrorCode status = U_ZERO_ERROR;
  const std::int32_t length = uloc_getDisplayCountry(
      locale.c_str(), in, name.data(), static_cast<std::int32_t>(name.size()), &status);
  if (U_FAILURE(status) != 0 || length <= 0) return;
  std::string text;
  icu::UnicodeString{name.data(), length}.toUTF8String(text);
  words.try_emplace(fold(text), code);
}

Words all_countries() {
  Words words;
  for (const char* const* code = uloc_getISOCountries(); *code != nullptr; ++code) {
    const std::string locale = std::string{"und_"} + *code;
    words[lower_ascii(*code)] = *code;
    if (const char* three = uloc_getISO3Country(locale.c_str()); three != nullptr && *three != '\0')
      words[lower_ascii(three)] = *code;
    for (const char* in : {"en", "zh_Hans", "zh_Hant", "zh_Hant_HK"})
      add_display_name(words, locale, in, *code);
  }
  for (const Alias& alias : country_aliases) words.try_emplace(fold(alias.word), alias.code);
  return words;
}

}  // namespace

std::optional<bool> read_boolean(std::string_view cell) {
  const std::string word = fold(trim(cell));
  if (std::find(yes.begin(), yes.end(), word) != yes.end()) return true;
  if (std::find(no.begin(), no.end(), word) != no.end()) return false;
  return std::nullopt;
}

std::string read_country(std::string_view cell) {
  static const Words words = all_countries();
  const auto found = words.find(fold(trim(cell)));
  return found == words.end() ? std::string{} : found->second;
}

std::string read_currency(std::string_view cell) {
  const std::string word = fold(trim(cell));
  const bool letters = word.size() == 3 && std::all_of(word.begin(), word.end(),
                                                       [](char c) { return c >= 'a' && c <= 'z'; });
  for (const Alias& known : currency_words)
    if (fold(known.word) == word) return std::string{known.code};
  if (!letters) return {};
  std::string code = word;
  for (char& c : code) c = static_cast<char>(c - 'a' + 'A');
  return code;
}

}  // namespace tw::exchange
