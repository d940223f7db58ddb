// Cutting text into what the index stores and what a query asks for.
#include <unicode/uchar.h>

#include <opencc/opencc.h>

#include <algorithm>
#include <array>
#include <atomic>

#include "platform/base/text.h"
#include "platform/search/pinyin.h"
#include "platform/search/search.h"

namespace tw::search {
namespace {

constexpr std::size_t longest_word = 40;
constexpr std::size_t longest_reading = 8;  // characters that one pinyin token spans
constexpr std::size_t most_variants = 4;    // of polyphonic combinations
constexpr std::size_t shortest_phone = 7;

std::string simplified(std::string_view text) {
  static const opencc::SimpleConverter converter{"t2s.json"};
  return converter.Convert(std::string{text});
}

/// May the script variants of this text differ? Phrases only correct what their characters would
/// become one by one, so a text of characters that all stay is as it was. Most Chinese text is.
bool may_be_traditional(std::string_view text) {
  static std::array<std::atomic<char>, 0x10000> known{};  // a cache of constant facts, not state
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_code_point(text, at);
    if (c < 0x2e80) continue;
    if (c >= known.size()) return true;
    char fact = known[c].load(std::memory_order_relaxed);
    if (fact == 0) {
      const std::string_view character = text.substr(begin, at - begin);
      fact = simplified(character) == character ? 's' : 't';
      known[c].store(fact, std::memory_order_relaxed);
    }
    if (fact == 't') return true;
  }
  return false;
}

/// One comparable form: compatibility characters, case, accents and script variants gone.
std::string normal_form(std::string_view text) {
  std::string folded = fold_accents(text);
  return may_be_traditional(folded) ? simplified(folded) : folded;
}

/// The stretches of a text: words of letters and digits, and runs of Chinese characters.
struct Run {
  bool cjk = false;
  std::vector<char32_t> characters;
};

std::vector<Run> runs_of(std::string_view text) {
  std::vector<Run> runs;
  bool open = false;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    const bool cjk = is_cjk(c);
    if (!cjk && u_isalnum(static_cast<UChar32>(c)) == 0) {
      open = false;
      continue;
    }
    if (!open || runs.back().cjk != cjk) runs.push_back({cjk, {}});
    runs.back().characters.push_back(c);
    open = true;
  }
  return runs;
}

std::string text_of(const std::vector<char32_t>& characters, std::size_t from, std::size_t count) {
  std::string text;
  for (std::size_t i = from; i < std::min(characters.size(), from + count); ++i)
    append_utf8(text, characters[i]);
  return text;
}

class TokenSet {
 public:
  explicit TokenSet(std::size_t limit) : limit_{limit} {}
  void add(std::string token) {
    if (token.empty() || tokens_.size() >= limit_) return;
    if (std::find(tokens_.begin(), tokens_.end(), token) == tokens_.end())
      tokens_.push_back(std::move(token));
  }
  bool full() const { return tokens_.size() >= limit_; }
  std::vector<std::string> take() { return std::move(tokens_); }

 private:
  std::size_t limit_;
  std::vector<std::string> tokens_;
};

/// Every way to read the characters from `from` on, as joined syllables and as initials.
void add_readings(const std::vector<char32_t>& characters, std::size_t from, TokenSet& tokens) {
  std::vector<std::string> spelled{""};
  std::vector<std::string> initials{""};
  const std::size_t end = std::min(characters.size(), from + longest_reading);
  for (std::size_t i = from; i < end; ++i) {
    const std::vector<std::string>& readings = readings_of(characters[i]);
    if (readings.empty()) break;
    std::vector<std::string> next_spelled;
    std::vector<std::string> next_initials;
    // Every variant goes on with the first reading before any branches: none is lost to the limit.
    for (const std::string& reading : readings)
      for (std::size_t which = 0; which < spelled.size(); ++which) {
        if (next_spelled.size() >= most_variants) break;
        next_spelled.push_back(spelled[which] + reading);
        next_initials.push_back(initials[which] + reading.front());
      }
    spelled = std::move(next_spelled);
    initials = std::move(next_initials);
  }
  for (std::string& word : spelled) tokens.add(std::move(word));
  for (std::string& word : initials)
    if (word.size() > 1) tokens.add(std::move(word));
}

void add_chinese(const Run& run, TokenSet& tokens) {
  for (std::size_t i = 0; i < run.characters.size() && !tokens.full(); ++i) {
    if (i + 1 < run.characters.size()) tokens.add(text_of(run.characters, i, 2));
    tokens.add(text_of(run.characters, i, 1));
    add_readings(run.characters, i, tokens);
  }
}

/// People search a phone by its last digits, however it is written.
void add_phone_tails(std::string_view text, TokenSet& tokens) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      digits += c;
    else if (std::string_view{"+-() ./"}.find(c) == std::string_view::npos)
      return;
  }
  if (digits.size() < shortest_phone) return;
  for (const std::size_t tail :
       {std::size_t{4}, std::size_t{6}, std::size_t{7}, std::size_t{8}, std::size_t{11}})
    if (digits.size() > tail) tokens.add(digits.substr(digits.size() - tail));
  tokens.add(std::move(digits));
}

}  // namespace

std::vector<std::string> index_tokens(std::string_view text, std::size_t limit) {
  TokenSet tokens{limit};
  const std::string normal = normal_form(text);
  for (const Run& run : runs_of(normal)) {
    if (run.cjk)
      add_chinese(run, tokens);
    else
      tokens.add(text_of(run.characters, 0, longest_word));
    if (tokens.full()) break;
  }
  add_phone_tails(normal, tokens);
  return tokens.take();
}

QueryTokens query_tokens(std::string_view text) {
  constexpr std::size_t most_query_tokens = 16;
  TokenSet tokens{most_query_tokens};
  const std::string normal = normal_form(text);
  const std::vector<Run> runs = runs_of(normal);
  const bool phone = std::all_of(normal.begin(), normal.end(), [](char c) {
    return (c >= '0' && c <= '9') || std::string_view{"+-() ./"}.find(c) != std::string_view::npos;
  });
  if (phone && runs.size() > 1) {  // 0574-8712 3456 is one number
    std::string digits;
    for (const char c : normal)
      if (c >= '0' && c <= '9') digits += c;
    if (digits.size() >= shortest_phone) return {{std::move(digits)}, true};
  }
  for (const Run& run : runs) {
    if (!run.cjk) {
      tokens.add(text_of(run.characters, 0, longest_word));
      continue;
    }
    if (run.characters.size() == 1) tokens.add(text_of(run.characters, 0, 1));
    for (std::size_t i = 0; i + 1 < run.characters.size(); ++i)
      tokens.add(text_of(run.characters, i, 2));
  }
  return {tokens.take(), true};
}

}  // namespace tw::search
