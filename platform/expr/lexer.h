#pragma once
// Cuts an expression into tokens. A text that cannot be cut ends in one `bad` token, so that the
// parser reports whichever fault comes first. Internal to expr/.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/value.h"
#include "platform/expr/expression.h"

namespace tw::expr {

enum class TokenKind : std::uint8_t {
  end,
  bad,
  word,
  dollar_word,
  alias,
  literal,
  open,
  close,
  comma,
  slash,
  colon,
  minus
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t position = 0;  // characters before it
  std::string_view text;     // as written; alias: without @
  bool space_before = false;
  Value value;                      // literal
  ValueType type = ValueType::any;  // literal
  bool quoted = false;              // literal: 'text'
  std::string expected;             // bad: what should stand here
};

/// Ends with exactly one `end` or `bad` token. `text` must outlive the tokens.
std::vector<Token> tokens_of(std::string_view text);

/// ASCII case-insensitive equality with a lower-case word.
bool is_word(std::string_view text, std::string_view lower_case_word);

}  // namespace tw::expr
