#pragma once
// Where the binder writes every fault it finds. Nothing here stops at the first one.

#include <string>
#include <string_view>
#include <vector>

#include "platform/meta/catalogue.h"

namespace tw::meta {

/// A place in a YAML file; lines and columns count from 1. The file name lives as long as the
/// parsed document.
struct Mark {
  const std::string* file = nullptr;
  int line = 0, column = 0;
};

class Report {
 public:
  explicit Report(std::vector<CatalogueProblem>& problems) : problems_{problems} {}
  void add(const Mark& mark, std::string code, std::string message);
  std::size_t count() const { return problems_.size(); }
  /// By file, then line, then column: the order in which a person mends them.
  void sort();

 private:
  std::vector<CatalogueProblem>& problems_;
};

/// ` (did you mean "label"?)` when one of `known` is close to `word`, else nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace tw::meta
