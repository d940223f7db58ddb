#include "platform/meta/report.h"

#include <algorithm>
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

/// Letters to insert, drop, replace or swap with their neighbour (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      d[i][j] = std::min({replaced, d[i - 1][j] + 1, d[i][j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
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
