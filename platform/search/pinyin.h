#pragma once
// How Chinese characters are read: one syllable or, for polyphonic ones, each that people say.
// Thread-safe; what was once asked is remembered.

#include <string>
#include <string_view>
#include <vector>

namespace tw::search {

/// Readings without tones, `ü` as `v`, the usual one first: 行 → xing, hang. Empty for what is not
/// a Chinese character.
const std::vector<std::string>& readings_of(char32_t character);

}  // namespace tw::search
