#pragma once
// Regular expressions that always run in linear time: matchespattern and the `pattern` of a text
// field. The subset that ECMAScript, PostgreSQL and this share: characters, `.`, classes `[a-z0-9]`
// and `[^…]`, `\d \w \s` and their opposites, `\` before punctuation, `^` and `$` (the whole text's
// ends), groups `(…)` and `(?:…)`, `|`, and
// `? * + {n} {n,} {n,m}` with at most 100 repeats. No back references, no look-around, no flags.
// Works on code points.

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/result.h"

namespace tw::expr {

class Pattern {
 public:
  /// Problem "expression.pattern" {position}: outside the subset, or larger than 2,000
  /// instructions.
  static Result<Pattern> compile(std::string_view text);

  /// Does the pattern match somewhere in the text? Time is at most text length × pattern size.
  bool found_in(std::string_view text) const;
  std::size_t size() const { return program_.size(); }

 private:
  friend class PatternCompiler;
  using Ranges = std::vector<std::pair<char32_t, char32_t>>;
  enum class What : std::uint8_t { one_of, none_of, split, jump, at_start, at_end, match };
  struct Instruction {
    What what = What::match;
    std::int32_t next = 0;   // split, jump
    std::int32_t other = 0;  // split
    std::uint32_t set = 0;   // one_of, none_of: index into sets_
  };
  class Threads;

  std::vector<Instruction> program_;
  std::vector<Ranges> sets_;
};

}  // namespace tw::expr
