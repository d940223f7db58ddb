// Which fields a bound tree reads.

#include <set>

#include "platform/base/check.h"
#include "platform/expr/tree.h"

namespace tw::expr {
namespace {

class PathCollector {
 public:
  void walk(const Node& node) {
    if (node.kind == Kind::path) {
      const std::string path = dotted(node);
      if (!path.empty()) found_.insert(path);
      return;
    }
    CHECK(++depth_ <= 2 * max_bound_depth);
    if (node.kind == Kind::lambda) {
      prefixes_.push_back(dotted(*node.children.front()));
      for (const NodePtr& child : node.children) walk(*child);
      prefixes_.pop_back();
    } else {
      const bool cast = node.kind == Kind::function && node.function == Function::cast;
      for (const NodePtr& child : node.children) {
        walk(*child);
        if (cast) break;  // the second argument is the name of a type
      }
    }
    --depth_;
  }

  std::vector<std::string> result() const { return {found_.begin(), found_.end()}; }

 private:
  std::string dotted(const Node& path) const {
    std::string out =
        path.variable < 0 ? std::string{} : prefixes_[static_cast<std::size_t>(path.variable)];
    for (const Step& step : path.steps) {
      std::string_view name = step.member;
      if (step.field != nullptr) name = step.field->name;
      if (step.relation != nullptr) name = step.relation->name;
      if (name.empty()) continue;  // $count
      if (!out.empty()) out += '.';
      out += name;
    }
    return out;
  }

  std::set<std::string> found_;
  std::vector<std::string> prefixes_;  // what each lambda variable stands for
  int depth_ = 0;
};

}  // namespace

std::vector<std::string> paths_of(const NodePtr& bound) {
  PathCollector collector;
  collector.walk(*bound);
  return collector.result();
}

}  // namespace tw::expr
