#include "platform/testkit/databases.h"

#include <unistd.h>

#include <cstdlib>

#include "platform/base/check.h"

namespace tw::testkit {
namespace fs = std::filesystem;

std::vector<std::string> database_kinds() {
  const char* postgres = std::getenv("TRADEWIND_TEST_POSTGRES");
  std::vector<std::string> kinds{"sqlite"};
  if (postgres != nullptr && *postgres != '\0') kinds.emplace_back("postgres");
  return kinds;
}

TemporaryDirectory::TemporaryDirectory() {
  const fs::path memory{"/dev/shm"};
  const bool usable = ::access(memory.c_str(), W_OK) == 0;
  const fs::path parent = usable ? memory : fs::temp_directory_path();
  std::string pattern = (parent / "tradewind-test.XXXXXX").string();
  CHECK(mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path repository() {
  fs::path here = fs::current_path();
  while (!fs::exists(here / "layers.txt")) {
    CHECK(here.has_relative_path());
    here = here.parent_path();
  }
  return here;
}

}  // namespace tw::testkit
