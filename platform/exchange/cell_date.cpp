#include <array>
#include <charconv>

#include "platform/base/text.h"
#include "platform/exchange/cell.h"
#include "platform/exchange/workbook.h"

namespace tw::exchange {
namespace {

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/// A date taken apart: up to three numbers, perhaps one of them a month by name.
struct Pieces {
  std::array<int, 3> numbers{};
  std::array<std::size_t, 3> digits{};
  std::size_t count = 0;
  int named_month = 0;
  std::size_t name_position = 0;
  char separator = '\0';
};

int month_named(std::string_view word) {
  if (word.size() < 3) return 0;
  for (std::size_t i = 0; i < months.size(); ++i)
    if (word.starts_with(months[i])) return static_cast<int>(i) + 1;
  return 0;
}

std::optional<Pieces> take_apart(std::string_view text) {
  Pieces pieces;
  for (std::size_t i = 0; i < text.size();) {
    if (is_digit(text[i])) {
      std::size_t end = i;
      while (end < text.size() && is_digit(text[end])) ++end;
      if (pieces.count == 3 || end - i > 8) return std::nullopt;
      std::from_chars(text.data() + i, text.data() + end, pieces.numbers[pieces.count]);
      pieces.digits[pieces.count++] = end - i;
      i = end;
    } else if (is_letter(text[i])) {
      std::size_t end = i;
      while (end < text.size() && is_letter(text[end])) ++end;
      const std::string_view word = text.substr(i, end - i);
      const bool ordinal = word == "st" || word == "nd" || word == "rd" || word == "th";
      if (!ordinal) {
        if (pieces.named_month != 0 || (pieces.named_month = month_named(word)) == 0)
          return std::nullopt;
        pieces.name_position = pieces.count;
      }
      i = end;
    } else {
      std::size_t at = i;
      const char32_t c = next_code_point(text, at);
      if (c == U'/' || c == U'-' || c == U'.')
        pieces.separator = static_cast<char>(c);
      else if (c == U'年' || c == U'月' || c == U'日' || c == U'号' || c == U'號')
        pieces.separator = 'Y';
      else if (c != U' ' && c != U',')
        return std::nullopt;
      i = at;
    }
  }
  return pieces;
}

int full_year(int year, std::size_t digits) {
  constexpr int pivot = 69;
  if (digits > 2) return year;
  return year < pivot ? 2000 + year : 1900 + year;
}

Result<Date> bad(std::string_view cell) {
  return Problem{"import.bad_date", "", {{"value", std::string{cell}}}};
}

Result<Date> made(std::string_view cell, int year, int month, int day) {
  const Result<Date> date = Date::of(year, month, day);
  return date ? date : bad(cell);
}

Result<Date> from_one_number(std::string_view cell, const Pieces& pieces) {
  constexpr int first_serial = 10'000;
  const int number = pieces.numbers[0];
  if (pieces.digits[0] == 8) return made(cell, number / 10'000, number / 100 % 100, number % 100);
  if (pieces.digits[0] != 5 || number < first_serial) return bad(cell);
  return Date::parse(iso_of_serial(number, NumberLook::date, false));
}

Result<Date> read_day(std::string_view cell, std::string_view text, DayOrder order) {
  const std::optional<Pieces> pieces = take_apart(text);
  if (!pieces) return bad(cell);
  const auto& [a, b, c] = pieces->numbers;
  const auto& digits = pieces->digits;
  if (pieces->named_month != 0) {  // 5-Mar-2026, Mar 5, 2026, 2026 Mar 5
    if (pieces->count != 2) return bad(cell);
    if (digits[0] == 4) return made(cell, a, pieces->named_month, b);
    return made(cell, full_year(b, digits[1]), pieces->named_month, a);
  }
  if (pieces->count == 1) return from_one_number(cell, *pieces);
  if (pieces->count != 3) return bad(cell);
  if (digits[0] == 4 || pieces->separator == 'Y') return made(cell, full_year(a, digits[0]), b, c);
  if (digits[2] != 4 && digits[2] != 2) return bad(cell);
  const int year = full_year(c, digits[2]);
  if (pieces->separator == '.' || order == DayOrder::day_first) return made(cell, year, b, a);
  if (order == DayOrder::month_first) return made(cell, year, a, b);
  constexpr int months_a_year = 12;
  if (a > months_a_year) return made(cell, year, b, a);
  if (b > months_a_year || a == b) return made(cell, year, a, b);
  return Problem{"import.ambiguous_date", "", {{"value", std::string{cell}}}};
}

/// `08:30`, `8:30:15.5`, `下午 3:00`, `3:00 pm`, each perhaps with `Z` or `+08:00`; milliseconds.
bool read_time(std::string text, Moment& moment) {
  int noon = 0;  // 1: before, 2: after
  for (const auto& [word, half] : {std::pair{"上午", 1}, {"下午", 2}, {"am", 1}, {"pm", 2}}) {
    const std::size_t at = text.find(word);
    if (at == std::string::npos) continue;
    noon = half;
    text.erase(at, std::string_view{word}.size());
  }
  text = trim(text);
  if (text.ends_with('z')) {
    moment.offset_minutes = 0;
    text.pop_back();
  } else if (const std::size_t sign = text.find_first_of("+-"); sign != std::string::npos) {
    std::string zone = text.substr(sign + 1);
    std::erase(zone, ':');
    int hours = 0;
    const auto [end, error] = std::from_chars(zone.data(), zone.data() + zone.size(), hours);
    if (error != std::errc{} || end != zone.data() + zone.size() || zone.size() > 4) return false;
    const int minutes = zone.size() <= 2 ? hours * 60 : hours / 100 * 60 + hours % 100;
    moment.offset_minutes = text[sign] == '-' ? -minutes : minutes;
    text.resize(sign);
  }
  std::array<int, 4> parts{};  // hour, minute, second, thousandths
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (count == parts.size() || !is_digit(text[i])) return false;
    const std::size_t start = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    std::string digits = text.substr(start, i - start);
    if (count == 3) digits.resize(3, '0');
    if (digits.size() > 3) return false;
    std::from_chars(digits.data(), digits.data() + digits.size(), parts[count++]);
    if (i < text.size() && text[i++] != (count == 3 ? '.' : ':')) return false;
  }
  if (count < 2 || parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return false;
  if (noon == 2 && parts[0] < 12) parts[0] += 12;
  if (noon == 1 && parts[0] == 12) parts[0] = 0;
  moment.ms_of_day = ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000 + parts[3];
  return true;
}

}  // namespace

DayOrder order_shown_by(std::string_view cell) {
  const std::optional<Pieces> pieces = take_apart(fold(cell.substr(0, cell.find(' '))));
  constexpr int months_a_year = 12;
  if (!pieces || pieces->named_month != 0 || pieces->count != 3 || pieces->digits[0] > 2 ||
      pieces->separator == 'Y' || pieces->separator == '.' || pieces->digits[2] < 2)
    return DayOrder::unknown;
  if (pieces->numbers[0] > months_a_year) return DayOrder::day_first;
  return pieces->numbers[1] > months_a_year ? DayOrder::month_first : DayOrder::unknown;
}

Result<Moment> read_moment(std::string_view cell, DayOrder order) {
  constexpr std::size_t longest = 60;
  if (auto plain = Date::parse(cell)) return Moment{*plain, std::nullopt, std::nullopt};
  if (cell.size() > longest) return bad(cell).error();
  const std::string text = fold(trim(cell));
  Moment moment;
  std::string day = text;
  if (const std::size_t colon = text.find(':'); colon != std::string::npos) {
    std::size_t split = text.find_last_of(" t", colon);
    // `2026-03-05 下午 3:00`: the word before the hour belongs to the time
    for (const std::string_view word : {"上午", "下午"})
      if (const std::size_t at = text.find(word); at != std::string::npos && at > 0) split = at - 1;
    if (split == std::string::npos || !read_time(text.substr(split + 1), moment))
      return bad(cell).error();
    day = trim(std::string_view{text}.substr(0, split));
  }
  const Result<Date> date = read_day(cell, day, order);
  if (!date) return date.error();
  moment.day = *date;
  return moment;
}

}  // namespace tw::exchange
