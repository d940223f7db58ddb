#pragma once
// A strict subset of YAML as a plain tree that knows where everything stood: maps, lists and
// scalars, one document a file. Scalars stay text; the binder gives them types. Anchors, aliases,
// tags, duplicate keys, bad UTF-8, deep nesting and huge files are refused.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/meta/report.h"

namespace tw::meta::yaml {

struct Node {
  enum class Kind : std::uint8_t { null, scalar, list, map };
  Kind kind = Kind::null;
  Mark mark;
  std::string text;         // scalar
  std::vector<Node> keys;   // map: keys[i] names items[i]
  std::vector<Node> items;  // map and list

  bool is_null() const { return kind == Kind::null; }
  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }
  /// The value of a map's key; nullptr when absent (or not a map).
  const Node* find(std::string_view key) const;
  /// The key itself, for its place.
  const Node* key(std::string_view key) const;
};

struct Document {
  std::string path;
  Node root;
};

inline constexpr std::size_t max_bytes = 1u << 20;
inline constexpr std::size_t max_depth = 16;

/// nullptr when the text is not YAML or not of our subset; the report says why.
std::unique_ptr<Document> read(std::string path, const std::string& text, Report& report);

}  // namespace tw::meta::yaml
