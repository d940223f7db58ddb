#pragma once
// A complete record of any entity, made from its declaration alone.

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "platform/record/pipeline.h"
#include "platform/testkit/test_app.h"

namespace tw::testkit {

class Samples {
 public:
  explicit Samples(TestApp& app) : app_{app} {}

  struct Sample {
    Id id;
    std::string word;  // stands in its title and nowhere else
  };
  /// A record that belongs to that person (as owner, else as creator). Where there may be only one,
  /// the one there is.
  Sample make(const meta::EntityDef& entity, std::string_view owner);
  /// What a client would send to create one: writable fields only.
  json::object body(const meta::EntityDef& entity, std::string_view owner);

 private:
  using Values = std::vector<std::pair<const meta::FieldDef*, Value>>;
  Values values(const meta::EntityDef& entity, std::string_view owner,
                const std::set<std::string>& wanted);
  Value value_of(const meta::FieldDef& field, std::string_view owner);
  Value text_of(const meta::FieldDef& field);
  Id save(const meta::EntityDef& entity, std::string_view owner, const Values& values);
  std::string capitals() const;

  TestApp& app_;
  int number_ = 0;
  std::string word_;
};

/// The name under which a field stands in JSON: `account` → `account_id`.
std::string property_of(const meta::FieldDef& field);
/// May a client set it?
bool is_writable(const meta::FieldDef& field);

}  // namespace tw::testkit
