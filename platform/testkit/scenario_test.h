#pragma once
// One test for each scenario of a module on each database:
//   INSTANTIATE_SCENARIOS("modules/sales/tests");

#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "platform/testkit/scenario.h"

namespace tw::testkit {

class ScenarioTest : public ::testing::TestWithParam<std::tuple<std::string, std::string>> {};

TEST_P(ScenarioTest, Holds) {
  const auto& [file, database] = GetParam();
  TestApp app{database};
  for (const std::string& line : run_scenario(app, file)) ADD_FAILURE() << line;
}

inline std::string name_of_scenario(
    const ::testing::TestParamInfo<std::tuple<std::string, std::string>>& info) {
  const std::string& file = std::get<0>(info.param);
  const std::size_t slash = file.rfind('/') + 1;
  return file.substr(slash, file.find('.', slash) - slash) + "_" + std::get<1>(info.param);
}

}  // namespace tw::testkit

#define INSTANTIATE_SCENARIOS(folder)                                                      \
  namespace tw::testkit {                                                                  \
  INSTANTIATE_TEST_SUITE_P(, ScenarioTest,                                                 \
                           ::testing::Combine(::testing::ValuesIn(scenario_files(folder)), \
                                              ::testing::ValuesIn(database_kinds())),      \
                           name_of_scenario);                                              \
  }
