#include "platform/base/locale.h"

#include <optional>
#include <vector>

#include "platform/base/text.h"

namespace tw {

namespace {

std::string_view trim_ascii(std::string_view text) {
  constexpr std::string_view white = " \t";
  const std::size_t begin = text.find_first_not_of(white);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(white) - begin + 1);
}

/// RFC 9110 `qvalue` in thousandths: "0", "0.5", "1.000"; nothing else.
std::optional<int> read_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  int weight = (text[0] - '0') * 1000;
  if (text.size() == 1) return weight;
  if (text[1] != '.') return std::nullopt;
  int place = 100;
  for (const char digit : text.substr(2)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    weight += (digit - '0') * place;
    place /= 10;
  }
  return weight <= 1000 ? std::optional{weight} : std::nullopt;
}

/// The language of a range such as `zh-Hant-HK`; none for languages we do not speak.
std::optional<Language> language_of(std::string_view range) {
  const std::string lower = lower_ascii(range);
  const auto subtags = split(lower, '-');
  if (subtags.front() == "en") return Language::en;
  if (subtags.front() != "zh") return std::nullopt;
  // The script says more than the region: `zh-Hans-HK` is simplified Chinese.
  Language by_region = Language::zh_cn;
  for (const std::string_view subtag : subtags) {
    if (subtag == "hant") return Language::zh_tw;
    if (subtag == "hans") return Language::zh_cn;
    if (subtag == "tw" || subtag == "hk" || subtag == "mo") by_region = Language::zh_tw;
  }
  return by_region;
}

struct Wish {
  std::string_view range;
  int weight = 1000;
};

/// Empty when the item is not `range[;q=weight]`.
std::optional<Wish> read_wish(std::string_view item) {
  const auto parts = split(item, ';');
  Wish wish{trim_ascii(parts.front())};
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::string_view parameter = trim_ascii(parts[i]);
    if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) return std::nullopt;
    const auto weight = read_weight(parameter.substr(2));
    if (!weight) return std::nullopt;
    wish.weight = *weight;
  }
  if (wish.range.empty()) return std::nullopt;
  return wish;
}

}  // namespace

std::string_view tag_of(Language language) {
  switch (language) {
    case Language::en: return "en";
    case Language::zh_tw: return "zh-TW";
    case Language::zh_cn: break;
  }
  return "zh-CN";
}

Language best_language(std::string_view accept_language, Language fallback) {
  constexpr std::size_t unnamed = static_cast<std::size_t>(-1);
  std::array<int, all_languages.size()> weights{-1, -1, -1};  // by Language; -1: not named
  std::array<std::size_t, all_languages.size()> order{unnamed, unnamed, unnamed};
  int any_weight = -1;
  std::size_t position = 0;
  for (const std::string_view item : split(accept_language, ',')) {
    const auto wish = read_wish(item);
    if (!wish) continue;
    if (wish->range == "*") {
      any_weight = wish->weight;
      continue;
    }
    const auto language = language_of(wish->range);
    if (!language) continue;
    const auto index = static_cast<std::size_t>(*language);
    if (wish->weight <= weights[index]) continue;
    weights[index] = wish->weight;
    order[index] = position++;
  }
  // `*` speaks for every language that is not named; among those the fallback comes first.
  std::optional<Language> best;
  int best_weight = 0;
  std::size_t best_order = unnamed;
  for (const Language language : all_languages) {
    const auto index = static_cast<std::size_t>(language);
    const bool named = weights[index] >= 0;
    const int weight = named ? weights[index] : any_weight;
    if (weight <= 0) continue;
    const bool better = weight > best_weight || order[index] < best_order ||
                        (order[index] == best_order && language == fallback);
    if (weight < best_weight || !better) continue;
    best = language;
    best_weight = weight;
    best_order = order[index];
  }
  return best.value_or(fallback);
}

}  // namespace tw
