#include "platform/meta/report.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace tw::meta {

void Report::add(const Mark& mark, std::string code, std::string message) {
  problems_.push_back({mark.file == nullptr ? std::string{} : *mark.file, mark.line, mark.column,
                       std::move(code), std::move(message)});
}

void Report::sort() {
  std::stable_sort(problems_.begin(), problems_.end(), [](const auto& a, const auto& b) {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  });
}

namespace {

/// Levenshtein distance, one row kept.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
  constexpr std::size_t longest_word = 60;
  if (word.size() > longest_word) return {};
  std::string_view best;
  std::size_t best_distance = word.size() <= 4 ? 1 : 1 + word.size() / 4;
  for (const std::string_view candidate : known) {
    if (candidate.empty()) continue;
    const std::size_t d = distance(word, candidate);
    if (d <= best_distance && (best.empty() || d < best_distance)) {
      best = candidate;
      best_distance = d;
    }
  }
  return best.empty() ? std::string{} : " (did you mean \"" + std::string{best} + "\"?)";
}

}  // namespace tw::meta
