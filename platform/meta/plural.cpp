#include "platform/meta/plural.h"

namespace tw::meta {

std::string plural_of(std::string_view singular) {
  const auto ends = [&](std::string_view tail) { return singular.ends_with(tail); };
  const auto without = [&](std::size_t count) {
    return std::string{singular.substr(0, singular.size() - count)};
  };
  const auto is_vowel = [](char c) {
    return std::string_view{"aeiouAEIOU"}.find(c) != std::string_view::npos;
  };
  if (singular.empty()) return {};
  if (ends("sis")) return without(2) + "es";  // analysis → analyses
  if (ends("y") && singular.size() > 1 && !is_vowel(singular[singular.size() - 2]))
    return without(1) + "ies";
  if (ends("s") || ends("x") || ends("z") || ends("ch") || ends("sh"))
    return std::string{singular} + "es";
  return std::string{singular} + "s";
}

}  // namespace tw::meta
