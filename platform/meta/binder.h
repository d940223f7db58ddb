#pragma once
// Binder: YAML texts → parse → bind → Catalogue. It collects all faults of all files and never
// stops at the first.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/meta/catalogue.h"

namespace tw::meta {

enum class ExpressionUse : std::uint8_t { condition, formula, order };

/// One expression of the YAML, to be checked by who knows the expression language.
struct ExpressionSite {
  const EntityDef& entity;  // whose fields it names
  ExpressionUse use;        // a condition must be boolean
  const FieldDef* field;    // formula: the field whose `result` it must have; else nullptr
  std::string_view text;
};
/// platform/expr lies above this folder, so whoever links both passes the check in (schemac does).
/// A problem's text comes from messages.yaml.
using ExpressionCheck = std::function<std::optional<Problem>(const ExpressionSite&)>;

class Binder {
 public:
  explicit Binder(std::vector<CatalogueProblem>& problems, ExpressionCheck check = {});
  ~Binder();
  Binder(const Binder&) = delete;
  Binder& operator=(const Binder&) = delete;

  /// `path` from the repository's root: it says what the file is.
  void add(std::string path, std::string text);
  /// Call once. nullptr when `problems` is not empty.
  std::shared_ptr<const Catalogue> bind();

 private:
  struct State;
  void read_files();
  void place_file(std::size_t index);
  void declare_module(std::size_t index, const std::string& folder);
  void declare_entity(std::size_t index, const std::string& folder, const std::string& stem);
  void bind_all();
  void finish();

  std::unique_ptr<State> state_;
};

/// All files of a tree that the binder wants, as (path from the root, text), sorted by path.
std::vector<std::pair<std::string, std::string>> declaration_files(const std::string& root);
std::shared_ptr<const Catalogue> bind_tree(const std::string& root,
                                           std::vector<CatalogueProblem>& problems,
                                           ExpressionCheck check = {});

}  // namespace tw::meta
