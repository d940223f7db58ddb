#pragma once
// Simplified Chinese to the traditional characters and words of Taiwan, for labels that give only
// `zh`.

#include <memory>
#include <string>

namespace tw::meta {

class Traditional {
 public:
  Traditional();
  ~Traditional();
  /// Throws std::exception when OpenCC's dictionaries are not installed.
  std::string convert(const std::string& simplified);

 private:
  struct Converter;
  std::unique_ptr<Converter> converter_;  // loaded when first needed: tests often never do
};

}  // namespace tw::meta
