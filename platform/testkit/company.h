#pragma once
// The company of the tests, made once for each kind of database and then copied. Inner header of
// testkit.

#include <map>
#include <memory>
#include <string>

#include "platform/testkit/test_app.h"

namespace tw::testkit {

/// Where a copy of the company lies for the one who opens it.
class Company {
 public:
  virtual ~Company() = default;
  /// Puts a fresh copy of everything below `directory` and tells how to open it.
  virtual Config copy_to(const std::string& directory) const = 0;

  std::map<std::string, Id, std::less<>> users, departments;
  std::map<std::string, std::string, std::less<>> keys;  // API keys by person
};

/// Made when first asked for, gone with the process.
const Company& company_on(const std::string& database_kind);

}  // namespace tw::testkit
