// Fuzzes the YAML of an entity from text to catalogue and back from JSON. Build with clang:
//   clang++ -std=c++20 -fsanitize=fuzzer,address,undefined -I. platform/{base,meta}/*.cpp
//   platform/meta/types/*.cpp platform/meta/fuzz/declaration_fuzz.cpp …
// The entities of modules/ are good seeds; -max_len=8000.
#include <cstddef>
#include <cstdint>

#include "platform/base/check.h"
#include "platform/meta/catalogue.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tw::meta::Catalogue;
  const std::string text{reinterpret_cast<const char*>(data), size};
  std::vector<tw::meta::CatalogueProblem> problems;
  const auto catalogue =
      Catalogue::from_texts({{"modules/shop/entities/order.yaml", text}}, problems);
  CHECK((catalogue == nullptr) == !problems.empty());
  if (catalogue == nullptr) return 0;
  const std::string json = catalogue->to_json();
  CHECK(Catalogue::from_json(json)->to_json() == json);
  return 0;
}
