// The place where a page ended survives the way to the client and back, and fits only its own list.
#include <gtest/gtest.h>

#include "platform/api/reader.h"

namespace tw::api {
namespace {

std::string code_of(const std::string& token, const std::string& order) {
  try {
    static_cast<void>(read_skiptoken(token, order));
  } catch (const AppError& error) {
    return error.code();
  }
  return {};
}

TEST(Skiptoken, CarriesEveryKindOfValue) {
  const std::vector<Value> keys{Value{},
                                Value{true},
                                Value{std::int64_t{-7}},
                                Value{*Decimal::parse("12345678901234.5678")},
                                Value{"汉字 & 'quotes'"},
                                Value{*Date::parse("2026-02-28")},
                                Value{*DateTime::parse("2026-02-28T10:00:00.123Z")},
                                Value{Id{0x123456789ABCDEF}}};
  const SkipToken read = read_skiptoken(write_skiptoken(keys, "name desc", 42), "name desc");
  EXPECT_EQ(read.keys, keys);
  EXPECT_EQ(read.remaining, 42);
  EXPECT_FALSE(read_skiptoken(write_skiptoken(keys, "", std::nullopt), "").remaining);
}

TEST(Skiptoken, HoldsOnlyForItsOrder) {
  const std::string token = write_skiptoken({Value{"a"}}, "name", std::nullopt);
  EXPECT_EQ(code_of(token, "name"), "");
  EXPECT_EQ(code_of(token, "name desc"), "url.malformed_skiptoken");
}

TEST(Skiptoken, ForgedOnesAreRefused) {
  for (const char* token : {"x", "!!!!", "e30", "W10", "bnVsbA", "eyJvIjoiIiwiayI6WyJ6Il19"})
    EXPECT_EQ(code_of(token, ""), "url.malformed_skiptoken") << token;
}

}  // namespace
}  // namespace tw::api
