#pragma once
// For GoogleTest: a test that runs once on each kind of database.
//   TEST_P(OrderTest, …) { app().post(…); }   FOR_EACH_DATABASE(OrderTest);

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "platform/testkit/databases.h"
#include "platform/testkit/test_app.h"

namespace tw::testkit {

class AppTest : public ::testing::TestWithParam<std::string> {
 protected:
  TestApp& app() {
    if (app_ == nullptr) app_ = std::make_unique<TestApp>(GetParam());
    return *app_;
  }

 private:
  std::unique_ptr<TestApp> app_;
};

inline std::string name_of_database(const ::testing::TestParamInfo<std::string>& info) {
  return info.param;
}

}  // namespace tw::testkit

#define FOR_EACH_DATABASE(suite)                                                          \
  INSTANTIATE_TEST_SUITE_P(, suite, ::testing::ValuesIn(::tw::testkit::database_kinds()), \
                           ::tw::testkit::name_of_database)
