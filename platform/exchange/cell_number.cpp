#include <algorithm>
#include <array>

#include "platform/base/text.h"
#include "platform/exchange/cell.h"

namespace tw::exchange {
namespace {

struct Factor {
  std::string_view word;
  int zeros;
};
constexpr std::array<Factor, 4> factors{{{"万", 4}, {"萬", 4}, {"亿", 8}, {"億", 8}}};

/// Signs and words of money around a number, folded.
constexpr std::array<std::string_view, 20> decorations{
    "人民币", "rmb",  "cny",  "usd",  "us$", "hk$", "hkd", "eur", "gbp", "jpy",
    "美元",   "欧元", "港币", "日元", "元",  "¥",   "$",   "€",   "£",   "円"};

bool strip_decoration(std::string& text) {
  for (const std::string_view word : decorations) {
    if (text.starts_with(word))
      text.erase(0, word.size());
    else if (text.ends_with(word))
      text.resize(text.size() - word.size());
    else
      continue;
    text = trim(text);
    return true;
  }
  return false;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes separators of thousands out and makes the decimal sign a point; false when the signs
/// contradict each other.
bool unify_separators(std::string& text) {
  std::string plain;
  const std::size_t comma = text.rfind(',');
  const std::size_t point = text.rfind('.');
  const auto commas = std::count(text.begin(), text.end(), ',');
  const auto points = std::count(text.begin(), text.end(), '.');
  char decimal = '.';
  if (comma != std::string::npos && point != std::string::npos) {
    decimal = comma > point ? ',' : '.';
  } else if (comma != std::string::npos) {
    // 1,234 is one thousand, 1,5 is one and a half
    const bool thousands = commas > 1 || (text.size() - comma == 4 && comma > 0 && comma <= 4);
    decimal = thousands ? '.' : ',';
  } else if (points > 1) {
    decimal = ',';  // 1.234.567
  }
  if ((decimal == ',' && commas > 1) || (decimal == '.' && points > 1)) return false;
  const std::size_t decimal_at = decimal == ',' ? comma : point;
  std::size_t last_separator = std::string::npos;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool separator = c == ',' || c == '.' || c == ' ' || c == '\'';
    if (!separator) {
      plain += c;
      continue;
    }
    if (last_separator != std::string::npos && i - last_separator != 4 && is_digit(text[i - 1]))
      return false;  // groups of thousands have three digits
    if (i == decimal_at) {
      plain += '.';
      last_separator = std::string::npos;
      if (text.find_first_of(", .'", i + 1) != std::string::npos) return false;
      continue;
    }
    last_separator = i;
  }
  if (last_separator != std::string::npos && text.size() - last_separator != 4) return false;
  text = std::move(plain);
  return true;
}

Decimal times_ten_to(const Decimal& number, int zeros) {
  Decimal power{1};
  for (int i = 0; i < zeros; ++i) power = power * Decimal{10};
  return number * power;
}

}  // namespace

std::optional<Number> read_number(std::string_view cell) {
  // The plain form first: nearly all cells.
  if (auto plain = Decimal::parse(cell)) return Number{*plain, false};
  constexpr std::size_t longest = 60;
  if (cell.size() > longest) return std::nullopt;
  std::string text = fold(trim(cell));  // full-width digits and signs become plain ones
  bool negative = false;
  const auto take_sign = [&] {
    if (text.starts_with('-') || text.starts_with('+')) {
      negative = negative != text.starts_with('-');
      text = trim(std::string_view{text}.substr(1));
    }
  };
  if (text.size() > 2 && text.front() == '(' && text.back() == ')') {  // as accountants write it
    negative = true;
    text = trim(std::string_view{text}.substr(1, text.size() - 2));
  } else {
    take_sign();
  }
  if (strip_decoration(text)) strip_decoration(text);  // US$ 12 元
  if (!negative) take_sign();                          // $-12
  Number number;
  if (text.ends_with('%')) {
    number.percent = true;
    text = trim(std::string_view{text}.substr(0, text.size() - 1));
  }
  int zeros = 0;
  for (const Factor& factor : factors)
    if (text.ends_with(factor.word)) {
      zeros = factor.zeros;
      text.resize(text.size() - factor.word.size());
      break;
    }
  if (text.empty() || !is_digit(text.front() == '.' && text.size() > 1 ? text[1] : text.front()))
    return std::nullopt;
  if (text.front() == '.') text.insert(0, "0");
  if (text.find('e') == std::string::npos && !unify_separators(text)) return std::nullopt;
  if (text.ends_with('.')) text.pop_back();
  const Result<Decimal> value = Decimal::parse(text);
  if (!value) return std::nullopt;
  number.value = negative ? -*value : *value;
  if (zeros > 0) number.value = times_ten_to(number.value, zeros);
  return number;
}

}  // namespace tw::exchange
