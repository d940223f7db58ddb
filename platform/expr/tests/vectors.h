#pragma once
// What the tests share: the entities and records of vectors.json, and short ways to parse and bind.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/json.h"
#include "platform/expr/expression.h"

namespace tw::expr::test {

/// vectors.json and the catalogue made from its entities; read once.
struct Vectors {
  json::value file;
  std::shared_ptr<const meta::Catalogue> catalogue;
  Environment environment;

  const json::object& root() const { return file.as_object(); }
  const json::object& record(std::string_view name) const;
  const meta::EntityDef& entity() const;
};
const Vectors& vectors();

/// The YAML of an entity as vectors.json declares it, labels filled in.
std::string yaml_of(std::string_view name, const json::object& declaration);

/// A record of vectors.json.
class JsonView final : public RecordView {
 public:
  explicit JsonView(const json::object& record) : record_{record} {}
  Value value(const std::vector<Step>& steps) const override;
  std::vector<std::unique_ptr<RecordView>> collection(
      const std::vector<Step>& steps) const override;

 private:
  const json::object& record_;
};

/// Parsed and bound against the vectors' entity; the test fails when that fails.
NodePtr bound(std::string_view text);
/// The problem of parsing or binding; its code is empty when there is none.
Problem problem_of(std::string_view text);
Problem problem_of(std::string_view text, const BindContext& context);
/// The value on a record of the vectors.
Value value_of(std::string_view text, std::string_view record);

/// As vectors.json writes it.
std::string shown(const Value& value);

}  // namespace tw::expr::test
