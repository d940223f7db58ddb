#pragma once
// A fixture: the program with a data directory of its own, initialised.

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "app/tests/process.h"
#include "platform/testkit/databases.h"

namespace tw::testkit {

class Program : public ::testing::Test {
 protected:
  void SetUp() override {
    if (program().empty()) GTEST_SKIP() << "no program: set TRADEWIND_BINARY or build tradewind";
    const Outcome made = run({"init", "--data", data_, "--company", "测试公司", "--admin-email",
                              "a@test.example", "--admin-password", "correct horse battery"});
    ASSERT_EQ(made.code, 0) << made.err;
  }
  std::string key() {
    std::string key = run({"api-key", "--data", data_, "--user", "a@test.example"}).out;
    while (!key.empty() && key.back() == '\n') key.pop_back();
    return key;
  }
  std::string file(const std::string& name, const std::string& text) {
    std::ofstream{directory_.file(name)} << text;
    return directory_.file(name);
  }

  TemporaryDirectory directory_;
  std::string data_ = directory_.file("data");
};

}  // namespace tw::testkit
