#include "platform/expr/pattern.h"

#include <algorithm>
#include <string>

#include "platform/base/text.h"

namespace tw::expr {
namespace {

constexpr std::size_t max_program = 2000;
constexpr std::size_t max_pattern_bytes = 1000;
constexpr int max_group_depth = 20;
constexpr int max_repeats = 100;
constexpr int unlimited = -1;
constexpr char32_t last_code_point = 0x10FFFF;
constexpr char32_t none = 0xFFFFFFFF;

}  // namespace

/// Recursive descent that writes instructions as it reads; a repeated part is written as often as
/// it may repeat.
class PatternCompiler {
 public:
  explicit PatternCompiler(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) text_.push_back(next_code_point(text, at));
  }

  bool run(Pattern& out) {
    if (!alternatives() || position_ != text_.size()) return false;
    emit({Pattern::What::match});
    if (out_.program_.size() > max_program) return false;
    out = std::move(out_);
    return true;
  }

  std::size_t position() const { return position_; }

 private:
  using What = Pattern::What;
  using Instruction = Pattern::Instruction;
  using Ranges = Pattern::Ranges;

  char32_t peek() const { return position_ < text_.size() ? text_[position_] : none; }
  bool take(char32_t c) {
    if (peek() != c) return false;
    ++position_;
    return true;
  }
  std::int32_t here() const { return static_cast<std::int32_t>(out_.program_.size()); }
  Instruction& at(std::int32_t index) { return out_.program_[static_cast<std::size_t>(index)]; }
  void emit(Instruction instruction) { out_.program_.push_back(instruction); }
  bool small_enough() const { return out_.program_.size() <= max_program; }

  void emit_set(What what, Ranges ranges) {
    out_.sets_.push_back(std::move(ranges));
    emit({what, 0, 0, static_cast<std::uint32_t>(out_.sets_.size() - 1)});
  }

  /// Makes room for one instruction at `from`; the code behind it moves, and its targets with it.
  void insert(std::int32_t from, Instruction instruction) {
    out_.program_.insert(out_.program_.begin() + from, instruction);
    for (std::int32_t i = from + 1; i < here(); ++i) {
      if (at(i).next >= from) ++at(i).next;
      if (at(i).other >= from) ++at(i).other;
    }
  }

  bool alternatives() {
    if (++depth_ > max_group_depth) return false;
    const std::int32_t start = here();
    std::vector<std::int32_t> exits;
    if (!sequence()) return false;
    std::int32_t branch = start;
    while (take(U'|')) {
      insert(branch, {What::split, branch + 1, 0});
      exits.push_back(here());
      emit({What::jump});
      at(branch).other = here();
      branch = here();
      if (!sequence()) return false;
    }
    for (const std::int32_t exit : exits) at(exit).next = here();
    --depth_;
    return true;
  }

  bool sequence() {
    while (position_ < text_.size() && peek() != U'|' && peek() != U')') {
      const std::int32_t start = here();
      const bool assertion = peek() == U'^' || peek() == U'$';
      if (!atom() || !small_enough()) return false;
      if (!assertion && !repeated(start)) return false;
    }
    return true;
  }

  bool atom() {
    const char32_t c = text_[position_++];
    switch (c) {
      case U'^': emit({What::at_start}); return true;
      case U'$': emit({What::at_end}); return true;
      case U'.': emit_set(What::none_of, {{U'\n', U'\n'}, {U'\r', U'\r'}}); return true;
      case U'(': return group();
      case U'[': return character_class();
      case U'\\': return escaped();
      case U'*':
      case U'+':
      case U'?':
      case U'{':
      case U'}':
      case U']': --position_; return false;
      default: emit_set(What::one_of, {{c, c}}); return true;
    }
  }

  bool group() {
    if (take(U'?') && !take(U':')) return false;
    return alternatives() && take(U')');
  }

  /// The set of `\d`, `\w`, `\s`; empty for other letters.
  static Ranges shorthand(char32_t c) {
    switch (c) {
      case U'd':
      case U'D': return {{U'0', U'9'}};
      case U'w':
      case U'W': return {{U'0', U'9'}, {U'A', U'Z'}, {U'_', U'_'}, {U'a', U'z'}};
      case U's':
      case U'S': return {{U'\t', U'\r'}, {U' ', U' '}, {0xA0, 0xA0}, {0x3000, 0x3000}};
      default: return {};
    }
  }

  /// A character after `\`: punctuation stands for itself, `\n \r \t` for what they are.
  bool escaped_character(char32_t& c) {
    if (position_ >= text_.size()) return false;
    c = text_[position_++];
    if (c == U'n')
      c = U'\n';
    else if (c == U'r')
      c = U'\r';
    else if (c == U't')
      c = U'\t';
    else if ((c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9'))
      return false;
    return true;
  }

  bool escaped() {
    Ranges ranges = shorthand(peek());
    if (!ranges.empty()) {
      const bool opposite = peek() < U'a';
      ++position_;
      emit_set(opposite ? What::none_of : What::one_of, std::move(ranges));
      return true;
    }
    char32_t c = 0;
    if (!escaped_character(c)) return false;
    emit_set(What::one_of, {{c, c}});
    return true;
  }

  bool character_class() {
    const bool opposite = take(U'^');
    Ranges ranges;
    while (peek() != U']') {
      if (peek() == none || peek() == U'[') return false;
      if (!class_item(ranges)) return false;
    }
    ++position_;
    if (ranges.empty()) return false;
    emit_set(opposite ? What::none_of : What::one_of, std::move(ranges));
    return true;
  }

  bool class_item(Ranges& ranges) {
    char32_t low = text_[position_++];
    if (low == U'\\') {
      const Ranges set = shorthand(peek());
      if (!set.empty()) {
        if (text_[position_++] < U'a') return false;  // \D inside a class: say [^0-9]
        ranges.insert(ranges.end(), set.begin(), set.end());
        return true;
      }
      if (!escaped_character(low)) return false;
    }
    char32_t high = low;
    const bool range =
        peek() == U'-' && position_ + 1 < text_.size() && text_[position_ + 1] != U']';
    if (range) {
      ++position_;
      high = text_[position_++];
      if (high == U'\\' && !escaped_character(high)) return false;
      if (high < low) return false;
    }
    ranges.emplace_back(low, high);
    return true;
  }

  bool number(int& out) {
    out = 0;
    const std::size_t start = position_;
    while (peek() >= U'0' && peek() <= U'9' && out <= max_repeats) {
      out = out * 10 + static_cast<int>(text_[position_++] - U'0');
    }
    return position_ > start && out <= max_repeats;
  }

  /// Reads a quantifier, if any, and rewrites the atom that starts at `start`.
  bool repeated(std::int32_t start) {
    int least = 1;
    int most = 1;
    if (take(U'*')) {
      least = 0;
      most = unlimited;
    } else if (take(U'+')) {
      most = unlimited;
    } else if (take(U'?')) {
      least = 0;
    } else if (take(U'{')) {
      if (!number(least)) return false;
      most = least;
      if (take(U',') && !(peek() == U'}' ? (most = unlimited, true) : number(most))) return false;
      if (!take(U'}') || (most != unlimited && most < least)) return false;
    } else {
      return true;
    }
    return repeat(start, least, most);
  }

  bool repeat(std::int32_t start, int least, int most) {
    const std::vector<Instruction> atom{out_.program_.begin() + start, out_.program_.end()};
    out_.program_.resize(static_cast<std::size_t>(start));
    for (int i = 0; i < least; ++i) {
      if (!append(atom, start)) return false;
    }
    if (most == unlimited) {
      const std::int32_t loop = here();
      emit({What::split, loop + 1, 0});
      if (!append(atom, start)) return false;
      emit({What::jump, loop});
      at(loop).other = here();
      return true;
    }
    std::vector<std::int32_t> splits;
    for (int i = least; i < most; ++i) {
      splits.push_back(here());
      emit({What::split, here() + 1, 0});
      if (!append(atom, start)) return false;
    }
    for (const std::int32_t split : splits) at(split).other = here();
    return true;
  }

  /// A copy of `atom`, which was written at `from`.
  bool append(const std::vector<Instruction>& atom, std::int32_t from) {
    const std::int32_t moved = here() - from;
    for (Instruction instruction : atom) {
      instruction.next += moved;
      instruction.other += moved;
      emit(instruction);
    }
    return small_enough();
  }

  std::u32string text_;
  std::size_t position_ = 0;
  int depth_ = 0;
  Pattern out_;
};

/// The places in the program that are alive at one character; each at most once.
class Pattern::Threads {
 public:
  explicit Threads(const std::vector<Instruction>& program)
      : program_{&program}, seen_(program.size(), 0) {}

  const std::vector<std::int32_t>& alive() const { return alive_; }
  bool matched() const { return matched_; }

  void clear() {
    alive_.clear();
    ++round_;
  }

  void add(std::int32_t start, bool at_start, bool at_end) {
    stack_.push_back(start);
    while (!stack_.empty()) {
      const std::int32_t index = stack_.back();
      stack_.pop_back();
      std::size_t& seen = seen_[static_cast<std::size_t>(index)];
      if (seen == round_) continue;
      seen = round_;
      const Instruction& instruction = (*program_)[static_cast<std::size_t>(index)];
      switch (instruction.what) {
        case What::match: matched_ = true; break;
        case What::jump: stack_.push_back(instruction.next); break;
        case What::split:
          stack_.push_back(instruction.other);
          stack_.push_back(instruction.next);
          break;
        case What::at_start:
          if (at_start) stack_.push_back(index + 1);
          break;
        case What::at_end:
          if (at_end) stack_.push_back(index + 1);
          break;
        case What::one_of:
        case What::none_of: alive_.push_back(index); break;
      }
    }
  }

 private:
  const std::vector<Instruction>* program_;
  std::vector<std::int32_t> alive_;
  std::vector<std::int32_t> stack_;
  std::vector<std::size_t> seen_;
  std::size_t round_ = 1;
  bool matched_ = false;
};

Result<Pattern> Pattern::compile(std::string_view text) {
  Pattern pattern;
  const auto refused = [](std::size_t position) {
    return Problem{"expression.pattern", "", {{"position", std::to_string(position + 1)}}};
  };
  if (text.size() > max_pattern_bytes) return refused(max_pattern_bytes);
  PatternCompiler compiler{text};
  if (!compiler.run(pattern)) return refused(compiler.position());
  return pattern;
}

bool Pattern::found_in(std::string_view text) const {
  Threads now{program_};
  Threads after{program_};
  std::size_t at = 0;
  now.add(0, true, text.empty());
  while (at < text.size()) {
    if (now.matched()) return true;
    const char32_t c = std::min(next_code_point(text, at), last_code_point);
    after.clear();
    for (const std::int32_t index : now.alive()) {
      const Instruction& instruction = program_[static_cast<std::size_t>(index)];
      const Ranges& ranges = sets_[instruction.set];
      const bool inside = std::any_of(ranges.begin(), ranges.end(), [c](const auto& range) {
        return c >= range.first && c <= range.second;
      });
      if (inside == (instruction.what == What::one_of))
        after.add(index + 1, false, at == text.size());
    }
    after.add(0, false, at == text.size());  // the match may begin anywhere
    std::swap(now, after);
  }
  return now.matched();
}

}  // namespace tw::expr
