#include "platform/meta/traditional.h"

#include <opencc/opencc.h>

namespace tw::meta {

std::string traditional_of(const std::string& simplified) {
  if (simplified.empty()) return {};
  static const opencc::SimpleConverter converter{"s2twp.json"};
  return converter.Convert(simplified);
}

}  // namespace tw::meta
