#pragma once
// Small trees of declarations for the tests of the binder.

#include <string>
#include <vector>

#include "platform/meta/catalogue.h"

namespace tw::meta::test {

using Files = std::vector<std::pair<std::string, std::string>>;

inline const std::string path = "modules/shop/entities/thing.yaml";

/// An entity `thing` with a title, then `more` lines of top level, then `fields` more lines of
/// fields.
inline std::string thing(const std::string& fields = {}, const std::string& more = {}) {
  return "entity: thing\nlabel: { en: Thing, zh: 东西 }\ntitle: name\n" + more +
         "fields:\n  name: { type: text, label: { en: Name, zh: 名称 } }\n" + fields;
}

struct Bound {
  std::shared_ptr<const Catalogue> catalogue;
  std::vector<CatalogueProblem> problems;

  const EntityDef& thing() const { return catalogue->entity("thing"); }
  /// `line:column code` of each problem, one a line.
  std::string faults() const {
    std::string all;
    for (const CatalogueProblem& problem : problems)
      all += std::to_string(problem.line) + ":" + std::to_string(problem.column) + " " +
             problem.code + "\n";
    return all;
  }
};

inline Bound bind(const Files& files) {
  Bound bound;
  bound.catalogue = Catalogue::from_texts(files, bound.problems);
  return bound;
}

inline Bound bind_thing(const std::string& fields, const std::string& more = {}) {
  return bind({{path, thing(fields, more)}});
}

}  // namespace tw::meta::test
