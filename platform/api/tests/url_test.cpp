// Addresses: what comes out of them, and what is refused.
#include <gtest/gtest.h>

#include "platform/api/call.h"

namespace tw::api {
namespace {

using Segments = std::vector<std::string>;

std::string code_of(std::string_view target) {
  try {
    static_cast<void>(parse_url(target));
  } catch (const AppError& error) {
    return error.code();
  }
  return {};
}

TEST(Url, KeysAreSegmentsHoweverTheyAreWritten) {
  const Segments expected{"accounts", "0HZ", "contacts"};
  EXPECT_EQ(parse_url("/api/v1/accounts/0HZ/contacts").segments, expected);
  EXPECT_EQ(parse_url("/api/v1/accounts('0HZ')/contacts").segments, expected);
  EXPECT_EQ(parse_url("/api/v1/accounts(id='0HZ')/contacts").segments, expected);
  EXPECT_EQ(parse_url("/api/v1/accounts%28'0HZ'%29/contacts").segments, expected);
  EXPECT_EQ(parse_url("/api/v1//accounts('0HZ')/contacts/").segments, expected);
}

TEST(Url, RootHasNoSegments) {
  EXPECT_TRUE(parse_url("/api/v1").segments.empty());
  EXPECT_TRUE(parse_url("/api/v1/").segments.empty());
}

TEST(Url, TheDollarOfAnOptionIsOptionalAndItsCaseIsNot) {
  const Url url = parse_url("/api/v1/accounts?$Top=5&filter=name%20eq%20'x'&$COUNT=true");
  ASSERT_NE(url.find("top"), nullptr);
  EXPECT_EQ(*url.find("top"), "5");
  EXPECT_EQ(*url.find("filter"), "name eq 'x'");
  EXPECT_EQ(*url.find("count"), "true");
  EXPECT_EQ(url.find("skip"), nullptr);
}

TEST(Url, PlusIsABlankButForTimeOffsets) {
  const Url url = parse_url("/api/v1/orders?$filter=a+lt+2026-01-01T08:00:00+08:00");
  EXPECT_EQ(*url.find("filter"), "a lt 2026-01-01T08:00:00+08:00");
}

TEST(Url, WhatIsWrongHasItsCode) {
  EXPECT_EQ(code_of("/other/accounts"), "url.no_such_path");
  EXPECT_EQ(code_of("/api/v1/acc%zzounts"), "url.malformed");
  EXPECT_EQ(code_of("/api/v1/accounts?$filter=%ff"), "url.malformed");
  EXPECT_EQ(code_of("/api/v1/accounts?$top=1&top=2"), "url.option_twice");
  std::string many = "/api/v1/accounts?";
  for (int i = 0; i < 101; ++i) many += "a" + std::to_string(i) + "=1&";
  EXPECT_EQ(code_of(many), "url.too_many_options");
}

}  // namespace
}  // namespace tw::api
