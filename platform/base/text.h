#pragma once
// Text helpers that know Unicode. Nothing here depends on a locale.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

/// Position of the first byte that is not UTF-8 (overlong forms and surrogates are not), if any.
std::optional<std::size_t> first_bad_utf8(std::string_view text);
/// Number of code points of valid UTF-8.
std::size_t count_characters(std::string_view text);
/// NFKC, case folded: `ＡＢＣ` and `abc` become the same. For comparison, never for display.
std::string fold(std::string_view text);
/// `fold`, accents removed as well: `Müller` → `muller`.
std::string fold_accents(std::string_view text);
std::string lower_ascii(std::string_view text);
/// Takes away Unicode white space at both ends, ideographic space included.
std::string trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
bool is_cjk(char32_t code_point);
/// Decodes one code point at `position` and moves it on; the text must be valid UTF-8.
char32_t next_code_point(std::string_view text, std::size_t& position);
void append_utf8(std::string& out, char32_t code_point);
/// A name from the field: letters, digits, underscore, starting with a letter, at most 60
/// characters.
bool is_identifier(std::string_view text);

}  // namespace tw
