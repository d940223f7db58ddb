#include "platform/meta/traditional.h"

#include <opencc/opencc.h>

namespace tw::meta {

struct Traditional::Converter {
  opencc::SimpleConverter opencc{"s2twp.json"};
};

Traditional::Traditional() = default;
Traditional::~Traditional() = default;

std::string Traditional::convert(const std::string& simplified) {
  if (simplified.empty()) return {};
  if (!converter_) converter_ = std::make_unique<Converter>();
  return converter_->opencc.Convert(simplified);
}

}  // namespace tw::meta
