// Fuzzes the readers of outside text in base. Build with clang:
//   clang++ -std=c++20 -fsanitize=fuzzer,address,undefined -I. platform/base/*.cpp
//   platform/base/fuzz/json_fuzz.cpp …
#include <cstddef>
#include <cstdint>

#include "platform/base/check.h"
#include "platform/base/date.h"
#include "platform/base/json.h"
#include "platform/base/locale.h"
#include "platform/base/text.h"

namespace {

void read_back_json(std::string_view text) {
  const auto value = tw::parse_json(text);
  if (!value) return;
  std::string out;
  tw::JsonWriter{out}.value(*value);
  const auto back = tw::parse_json(out, {.max_bytes = out.size()});
  // What was written may be longer, and a number may have changed its notation; it is JSON still.
  CHECK(back.has_value());
  std::string again;
  tw::JsonWriter{again}.value(*back);
  CHECK(out == again);
}

void read_back_values(std::string_view text) {
  if (const auto number = tw::Decimal::parse(text)) {
    CHECK(tw::Decimal::parse(number->text())->text() == number->text());
  }
  if (const auto id = tw::Id::parse(text)) CHECK(*tw::Id::parse(id->text()) == *id);
  if (const auto date = tw::Date::parse(text)) CHECK(date->text() == text);
  if (const auto instant = tw::DateTime::parse(text)) {
    CHECK(*tw::DateTime::parse(instant->text()) == *instant);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  read_back_json(text);
  read_back_values(text);
  static_cast<void>(tw::best_language(text));
  static_cast<void>(tw::trim(text));
  CHECK(!tw::first_bad_utf8(tw::fold_accents(text)) || tw::first_bad_utf8(text));
  return 0;
}
