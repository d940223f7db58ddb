// What a spreadsheet would run as a formula, and how it is made inert without loss: the writer puts
// one apostrophe before a cell that, after any apostrophes of its own, would be run; the reader
// takes exactly one away again. Plain negative numbers stay as they are.
#include <array>

#include "platform/exchange/csv_reader.h"

namespace tw::exchange {
namespace {

constexpr std::array<std::string_view, 4> full_width_signs{"＝", "＋", "－", "＠"};

bool runs(std::string_view cell) {
  if (cell.empty()) return false;
  const std::string_view controls{"\t\r\n\0", 4};
  if (controls.find(cell.front()) != std::string_view::npos) return true;
  const std::size_t first = cell.find_first_not_of(' ');
  if (first == std::string_view::npos) return false;
  cell.remove_prefix(first);
  if (std::string_view{"=+-@"}.find(cell.front()) != std::string_view::npos) return true;
  for (const std::string_view sign : full_width_signs)
    if (cell.starts_with(sign)) return true;
  return false;
}

bool is_negative_number(std::string_view cell) {
  if (cell.size() < 2 || cell.front() != '-') return false;
  bool digit = false;
  bool point = false;
  for (const char c : cell.substr(1)) {
    if (c >= '0' && c <= '9')
      digit = true;
    else if (c == '.' && digit && !point)
      point = true;
    else
      return false;
  }
  return digit && cell.back() != '.';
}

std::string_view without_apostrophes(std::string_view cell) {
  const std::size_t first = cell.find_first_not_of('\'');
  return first == std::string_view::npos ? std::string_view{} : cell.substr(first);
}

}  // namespace

bool needs_apostrophe(std::string_view cell) {
  return !is_negative_number(cell) && runs(without_apostrophes(cell));
}

bool has_apostrophe(std::string_view cell) {
  return cell.starts_with('\'') && runs(without_apostrophes(cell));
}

}  // namespace tw::exchange
