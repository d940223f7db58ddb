#include "platform/expr/lexer.h"

#include <charconv>
#include <limits>

#include "platform/base/text.h"
#include "platform/expr/duration.h"

namespace tw::expr {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name(char c) { return is_letter(c) || is_digit(c); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_{text} {}

  std::vector<Token> run() {
    if (const auto bad = first_bad_utf8(text_)) {
      text_ = text_.substr(0, *bad);
      truncated_ = true;
    }
    do {
      tokens_.push_back(next());
    } while (tokens_.back().kind != TokenKind::end && tokens_.back().kind != TokenKind::bad);
    return std::move(tokens_);
  }

 private:
  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }

  /// Characters before `offset`; offsets only grow, so the count goes on where it stopped.
  std::size_t column(std::size_t offset) {
    for (; counted_to_ < offset; ++counted_to_) {
      if ((static_cast<unsigned char>(text_[counted_to_]) & 0xC0U) != 0x80U) ++characters_;
    }
    return characters_;
  }

  Token token(TokenKind kind, std::size_t length) {
    Token made;
    made.kind = kind;
    made.position = column(start_);
    made.text = text_.substr(start_, length);
    made.space_before = space_before_;
    position_ = start_ + length;
    return made;
  }

  Token bad(std::string expected) {
    Token made = token(TokenKind::bad, start_ < text_.size() ? 1 : 0);
    made.expected = std::move(expected);
    return made;
  }

  Token literal(std::size_t length, Value value, ValueType type) {
    Token made = token(TokenKind::literal, length);
    made.value = std::move(value);
    made.type = type;
    return made;
  }

  Token next() {
    start_ = position_;
    while (is_space(at(start_))) ++start_;
    space_before_ = start_ > position_ || start_ == 0;
    if (start_ >= text_.size()) return truncated_ ? bad("UTF-8") : token(TokenKind::end, 0);
    const char c = at(start_);
    switch (c) {
      case '(': return token(TokenKind::open, 1);
      case ')': return token(TokenKind::close, 1);
      case ',': return token(TokenKind::comma, 1);
      case '/': return token(TokenKind::slash, 1);
      case ':': return token(TokenKind::colon, 1);
      case '\'': return quoted();
      case '@': return prefixed(TokenKind::alias);
      case '$': return prefixed(TokenKind::dollar_word);
      default: break;
    }
    if (is_digit(c) || ((c == '-' || c == '+') && is_digit(at(start_ + 1))))
      return number_or_time();
    if (c == '-') return token(TokenKind::minus, 1);
    if (is_letter(c)) return word();
    return bad("operand or operator");
  }

  std::size_t name_length(std::size_t from) const {
    std::size_t length = 0;
    while (is_name(at(from + length))) ++length;
    return length;
  }

  /// `@name` keeps only the name, `$count` keeps its sign.
  Token prefixed(TokenKind kind) {
    const std::size_t length = name_length(start_ + 1);
    if (length == 0 || is_digit(at(start_ + 1))) return bad("name");
    Token made = token(kind, length + 1);
    if (kind == TokenKind::alias) made.text.remove_prefix(1);
    return made;
  }

  Token word() {
    std::size_t length = name_length(start_);
    while (at(start_ + length) == '.' && is_letter(at(start_ + length + 1))) {
      length += 1 + name_length(start_ + length + 1);
    }
    if (at(start_ + length) == '\'') return typed_literal(length);
    return token(TokenKind::word, length);
  }

  /// `duration'PT1H'`; other types have no prefixed literals here.
  Token typed_literal(std::size_t prefix_length) {
    const std::size_t close = text_.find('\'', start_ + prefix_length + 1);
    if (!is_word(text_.substr(start_, prefix_length), "duration") ||
        close == std::string_view::npos) {
      return bad("duration'...' or a space before the quote");
    }
    const std::size_t inner = start_ + prefix_length + 1;
    const auto ms = parse_duration(text_.substr(inner, close - inner));
    if (!ms) return bad("duration such as 'P1DT2H30M'");
    return literal(close + 1 - start_, *ms, ValueType::duration);
  }

  Token quoted() {
    std::string value;
    std::size_t offset = start_ + 1;
    for (;;) {
      const std::size_t quote = text_.find('\'', offset);
      if (quote == std::string_view::npos) return bad("closing quote");
      value.append(text_, offset, quote - offset);
      offset = quote + 1;
      if (at(offset) != '\'') break;
      value += '\'';
      ++offset;
    }
    Token made = literal(offset - start_, std::move(value), ValueType::text);
    made.quoted = true;
    return made;
  }

  bool digits_at(std::size_t from, std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(at(from + i))) return false;
    }
    return true;
  }

  Token number_or_time() {
    if (digits_at(start_, 4) && at(start_ + 4) == '-') return date_or_datetime();
    if (digits_at(start_, 2) && at(start_ + 2) == ':') return time_of_day();
    return number();
  }

  Token date_or_datetime() {
    const std::string_view rest = text_.substr(start_);
    const bool with_time = at(start_ + 10) == 'T' || at(start_ + 10) == 't';
    std::size_t length = 10;
    if (with_time) {
      ++length;
      while (is_digit(at(start_ + length)) || at(start_ + length) == ':' ||
             at(start_ + length) == '.')
        ++length;
      const char zone = at(start_ + length);
      if (zone == 'Z' || zone == 'z') ++length;
      if (zone == '+' || zone == '-') length += 6;
    }
    if (length > rest.size() || is_name(at(start_ + length))) {
      return bad(with_time ? "datetime such as 2026-11-21T08:30:00Z" : "date such as 2026-11-21");
    }
    if (with_time) {
      std::string iso{rest.substr(0, length)};
      iso[10] = 'T';
      if (iso.back() == 'z') iso.back() = 'Z';
      const auto instant = DateTime::parse(iso);
      if (!instant) return bad("datetime such as 2026-11-21T08:30:00Z");
      return literal(length, *instant, ValueType::datetime);
    }
    const auto day = Date::parse(rest.substr(0, length));
    if (!day) return bad("date such as 2026-11-21");
    return literal(length, *day, ValueType::date);
  }

  Token time_of_day() {
    std::size_t length = 0;
    while (is_digit(at(start_ + length)) || at(start_ + length) == ':' ||
           at(start_ + length) == '.')
      ++length;
    const auto ms = parse_time_of_day(text_.substr(start_, length));
    if (!ms || is_name(at(start_ + length))) return bad("time such as 08:30:00");
    return literal(length, *ms, ValueType::duration);
  }

  Token number() {
    std::size_t length = 1;  // a digit or the sign
    bool whole = true;
    const auto digits = [&] {
      while (is_digit(at(start_ + length))) ++length;
    };
    digits();
    if (at(start_ + length) == '.' && is_digit(at(start_ + length + 1))) {
      whole = false;
      ++length;
      digits();
    }
    if (at(start_ + length) == 'e' || at(start_ + length) == 'E') {
      const char sign = at(start_ + length + 1);
      const std::size_t first = length + (sign == '+' || sign == '-' ? 2U : 1U);
      if (!is_digit(at(start_ + first))) return bad("number");
      whole = false;
      length = first;
      digits();
    }
    if (is_name(at(start_ + length)) || at(start_ + length) == '.') return bad("number");
    std::string_view written = text_.substr(start_, length);
    if (written.front() == '+') written.remove_prefix(1);
    return whole ? integer(length, written) : decimal(length, written);
  }

  Token integer(std::size_t length, std::string_view written) {
    std::int64_t value = 0;
    const auto [end, fault] =
        std::from_chars(written.data(), written.data() + written.size(), value);
    if (fault == std::errc{} && end == written.data() + written.size()) {
      return literal(length, value, ValueType::integer);
    }
    return decimal(length, written);
  }

  Token decimal(std::size_t length, std::string_view written) {
    auto value = Decimal::parse(written);
    if (!value) return bad("number of at most 38 digits, 18 of them after the point");
    Decimal number = *value;
    // A fraction is always visible, so that `1e3` is written back as the decimal it is.
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    if (number.scale() == 0 && number.coefficient() <= most && number.coefficient() >= -most - 1) {
      number = number.rescaled(1);
    }
    return literal(length, number, ValueType::decimal);
  }

  std::string_view text_;
  bool truncated_ = false;
  std::size_t position_ = 0;
  std::size_t start_ = 0;
  bool space_before_ = false;
  std::size_t counted_to_ = 0;
  std::size_t characters_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text) { return Lexer{text}.run(); }

bool is_word(std::string_view text, std::string_view lower_case_word) {
  if (text.size() != lower_case_word.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower != lower_case_word[i]) return false;
  }
  return true;
}

}  // namespace tw::expr
