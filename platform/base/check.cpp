#include "platform/base/check.h"

#include <cstdlib>
#include <string>

#include "platform/base/log.h"

namespace tw {

void check_failed(const char* condition, const char* file, int line) {
  logger::error("check failed", std::string{file} + ':' + std::to_string(line) + ' ' + condition);
  std::abort();
}

}  // namespace tw
