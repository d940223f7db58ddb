#pragma once
// YAML of scenarios as JSON, with `${…}` filled in. Inner header of testkit.

#include <yaml-cpp/yaml.h>

#include <map>
#include <string>

#include "platform/testkit/test_app.h"

namespace tw::testkit {

/// A scenario that is itself wrong.
struct ScenarioFault {
  std::string message;
};

class Variables {
 public:
  explicit Variables(const TestApp& app) : app_{app} {}
  void set(const std::string& name, std::string value) { captured_[name] = std::move(value); }
  std::string filled(const std::string& text) const;
  /// Plain scalars become numbers, truth values or null where they look so; quoted ones stay text.
  json::value json_of(const YAML::Node& node) const;

 private:
  std::string value_of(const std::string& name) const;
  const TestApp& app_;
  std::map<std::string, std::string> captured_;
};

}  // namespace tw::testkit
