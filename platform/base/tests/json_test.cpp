#include "platform/base/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>

#include "platform/base/seams.h"
#include "platform/base/text.h"

namespace tw {
namespace {

std::string written(const json::value& value) {
  std::string out;
  JsonWriter{out}.value(value);
  return out;
}

Problem refused(std::string_view text, const JsonLimits& limits = {}) {
  const auto value = parse_json(text, limits);
  EXPECT_FALSE(value) << text.substr(0, 200);
  return value ? Problem{} : value.error();
}

TEST(ParseJson, ReadsEveryKindOfValue) {
  const auto value = parse_json(
      R"( {"a":[1,-2,3.5,true,false,null,"x"],"b":{"c":{}},"客户":"\u4fe1\u98ce \ud83d\ude00","e":[]} )");
  ASSERT_TRUE(value) << value.error().code;
  EXPECT_EQ(written(*value),
            R"({"a":[1,-2,3.5,true,false,null,"x"],"b":{"c":{}},"客户":"信风 😀","e":[]})");
  for (const char* scalar : {"1", "\"x\"", "null", "true", " [] ", "{}"}) {
    EXPECT_TRUE(parse_json(scalar)) << scalar;
  }
}

TEST(ParseJson, RefusesWhatIsNotJsonAndSaysWhere) {
  struct Case {
    std::string_view text;
    const char* position;
  };
  const std::array cases{
      Case{"", "0"},           Case{"   ", "3"},
      Case{"{\"a\":1,}", "7"}, Case{"[1,2,]", "5"},
      Case{"[1 2]", "3"},      Case{"{a:1}", "1"},
      Case{"[1] x", "4"},      Case{"{} {}", "3"},
      Case{"[1", "2"},         Case{"'a'", "0"},
      Case{"// c\n1", "0"},    Case{"[NaN]", "1"},
      Case{"\"\t\"", "1"},     Case{"\xEF\xBB\xBF{}", "0"},
  };
  for (const Case& one : cases) {
    const Problem problem = refused(one.text);
    EXPECT_EQ(problem.code, "json.malformed") << one.text;
    EXPECT_EQ(problem.params.at("position"), one.position) << one.text;
  }
  for (const char* text :
       {"01",  "+1",      "1.",       ".5",          "1e",          "-",           "0x1",
        "tru", "nulll",   "\"\\x\"",  "\"\\u12g4\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800x\"",
        "\"a", "{\"a\"}", "{\"a\":}", "[,]",         "{,}",         "]",           "\"\n\""}) {
    EXPECT_EQ(refused(text).code, "json.malformed") << text;
  }
}

TEST(ParseJson, NamesTheByteThatIsNotUtf8) {
  const Problem problem = refused("{\"name\":\"客\xBF\xF3\"}");
  EXPECT_EQ(problem.code, "text.bad_utf8");
  EXPECT_EQ(problem.params.at("position"), "12");
  EXPECT_EQ(refused("\"\xED\xA0\x80\"").params.at("position"), "1");
}

TEST(ParseJson, RefusesDuplicateKeys) {
  const Problem problem = refused(R"({"a":1,"b":{"a":2},"a":3})");
  EXPECT_EQ(problem.code, "json.duplicate_key");
  EXPECT_EQ(problem.params.at("key"), "a");
  EXPECT_EQ(refused(R"([{"id":{"x":1,"x":1}}])").params.at("key"), "x");
  EXPECT_EQ(refused(R"({"role":1,"r\u006fle":2})").params.at("key"), "role");
  EXPECT_EQ(refused(R"({"":1,"":2})").code, "json.duplicate_key");
  EXPECT_TRUE(parse_json(R"({"a":{"a":{"a":1}},"A":[{"a":1},{"a":2}]})"));

  std::string large = "{";
  for (int i = 0; i < 1000; ++i) large += "\"k" + std::to_string(i) + "\":0,";
  EXPECT_EQ(refused(large + "\"k500\":1}").params.at("key"), "k500");
  EXPECT_TRUE(parse_json(large + "\"k1000\":1}"));
}

TEST(ParseJson, KeysThatEscapesCutIntoPartsStayWhole) {
  const std::string key = std::string(5000, 'k') + "\\n" + std::string(5000, 'k');
  const auto value = parse_json("{\"" + key + "\":\"" + key + "\"}");
  ASSERT_TRUE(value);
  const auto& member = *value->as_object().begin();
  EXPECT_EQ(member.key().size(), 10'001U);
  EXPECT_EQ(member.value().as_string().size(), 10'001U);
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(ParseJson, BoundsTheDepth) {
  EXPECT_TRUE(parse_json(nested(32)));
  const Problem problem = refused(nested(33));
  EXPECT_EQ(problem.code, "json.too_deep");
  EXPECT_EQ(problem.params.at("limit"), "32");
  EXPECT_EQ(refused(nested(1'000'000)).code, "json.too_deep");
  EXPECT_EQ(refused(std::string(1'000'000, '[')).code, "json.too_deep");
  std::string objects;
  for (int i = 0; i < 1'000'000; ++i) objects += "{\"a\":";
  EXPECT_EQ(refused(objects).code, "json.too_deep");
  EXPECT_TRUE(parse_json(nested(3), {.max_depth = 3}));
  EXPECT_EQ(refused(nested(4), {.max_depth = 3}).code, "json.too_deep");
}

TEST(ParseJson, BoundsSizeAndNumberOfValues) {
  EXPECT_EQ(refused("[1,2,3,4]", {.max_bytes = 8}).code, "json.too_large");
  EXPECT_TRUE(parse_json("[1,2,3,4]", {.max_bytes = 9}));
  EXPECT_EQ(refused("[1,2,3,4]", {.max_values = 4}).params.at("limit"), "4");
  EXPECT_TRUE(parse_json("[1,2,3,4]", {.max_values = 5}));
  EXPECT_EQ(refused(std::string(9'000'000, ' ')).code, "json.too_large");
}

TEST(ParseJson, NumbersKeepEveryDigit) {
  struct Case {
    const char *text, *expected;
  };
  constexpr std::array cases{
      Case{"0", "0"},
      Case{"9223372036854775807", "9223372036854775807"},
      Case{"-9223372036854775808", "-9223372036854775808"},
      Case{"9223372036854775808", R"("9223372036854775808")"},
      Case{"18446744073709551615", R"("18446744073709551615")"},
      Case{"18446744073709551616", R"("18446744073709551616")"},
      Case{"-9223372036854775809", R"("-9223372036854775809")"},
      Case{"123456789012.345", "123456789012.345"},
      Case{"1234567890123.456", R"("1234567890123.456")"},
      Case{"0.000000000000000000123456789012345", "1.23456789012345e-19"},
      Case{"0.1234567890123456", R"("0.1234567890123456")"},
      Case{"0.1", "0.1"},
      Case{"1e2", "100"},
      Case{"1E+2", "100"},
      Case{"1.5e300", "1.5e+300"},
      Case{"1e400", R"("1e400")"},
      Case{"1e-400", R"("1e-400")"},
      Case{"4.9e-324", R"("4.9e-324")"},
      Case{"0e400", "0"},
      Case{"-0", "0"},
      Case{"-0.0", "0"},
      Case{"99999999999999999999.99", R"("99999999999999999999.99")"},
  };
  for (const Case& one : cases) {
    const auto value = parse_json(std::string{"["} + one.text + "]");
    ASSERT_TRUE(value) << one.text;
    EXPECT_EQ(written(value->as_array().at(0)), one.expected) << one.text;
  }
  const std::string digits(100'000, '7');
  const auto value = parse_json("[0." + digits + "," + digits + "]");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->as_array().at(0).as_string(), "0." + digits);
  EXPECT_EQ(value->as_array().at(1).as_string(), digits);
}

TEST(ParseJson, FifteenDigitsReadBackAsTheSameDecimal) {
  const auto random = seeded_random(41);
  for (int i = 0; i < 50'000; ++i) {
    const auto units = static_cast<std::int64_t>(random->next() % 1'000'000'000'000'000);
    const int scale = static_cast<int>(random->next() % 12) + 1;
    const Decimal decimal = Decimal::scaled(units, scale);
    const auto value = parse_json(decimal.text());
    ASSERT_TRUE(value);
    ASSERT_TRUE(value->is_double()) << decimal.text();
    std::string out;
    JsonWriter{out}.real(value->as_double());
    ASSERT_EQ(*Decimal::parse(out), decimal) << out;
  }
}

TEST(ParseJson, RandomDamageNeverCrashesAndAlwaysHasAPlace) {
  const std::string good =
      R"({"name":"客户","lines":[{"price":12.50,"n":1e3},{"price":"x\u00e9\n"}],"ok":[true,null]})";
  const auto random = seeded_random(42);
  for (int i = 0; i < 30'000; ++i) {
    std::string text = good.substr(0, good.size() - random->next() % 4);
    for (std::uint64_t n = random->next() % 3; n > 0; --n) {
      text[random->next() % text.size()] = static_cast<char>(random->next() & 0xFFU);
    }
    const auto value = parse_json(text);
    if (value) {
      ASSERT_TRUE(parse_json(written(*value))) << text;
      continue;
    }
    const Problem& problem = value.error();
    if (problem.code == "json.malformed" || problem.code == "text.bad_utf8") {
      ASSERT_LE(std::stoul(problem.params.at("position")), text.size());
    }
  }
}

TEST(ParseJson, NaughtyStringsSurviveTheRoundTrip) {
  const char* folder = std::getenv("TRADEWIND_REFERENCE_DATA");
  const std::string path =
      std::string{folder == nullptr ? "" : folder} + "/naughty-strings/blns.json";
  const auto files = system_files();
  if (folder == nullptr || !files->exists(path)) GTEST_SKIP() << "no reference data";
  const auto list = parse_json(files->read(path));
  ASSERT_TRUE(list) << list.error().code;
  ASSERT_GT(list->as_array().size(), 400U);
  for (const json::value& one : list->as_array()) {
    const std::string_view text = one.as_string();
    ASSERT_FALSE(first_bad_utf8(text));
    std::string out;
    JsonWriter writer{out};
    writer.begin_object().key("text").string(text).end_object();
    const auto back = parse_json(out);
    ASSERT_TRUE(back) << out;
    EXPECT_EQ(back->as_object().at("text").as_string(), text);
    EXPECT_FALSE(first_bad_utf8(fold_accents(text))) << text;
    static_cast<void>(trim(text));
    static_cast<void>(Decimal::parse(text));
    static_cast<void>(Id::parse(text));
    static_cast<void>(DateTime::parse(text));
  }
}

TEST(JsonWriterTest, PutsCommasWhereTheyBelong) {
  std::string out;
  JsonWriter writer{out};
  writer.begin_object().key("a").begin_array().integer(1).begin_object().end_object().null();
  writer.end_array().key("b").boolean(true).key("c").begin_array().end_array();
  writer.key("d").raw("[1,2]").key("e").string("x").end_object();
  EXPECT_EQ(out, R"({"a":[1,{},null],"b":true,"c":[],"d":[1,2],"e":"x"})");
  EXPECT_TRUE(parse_json(out));
}

TEST(JsonWriterTest, EscapesWhatJsonForbidsInStrings) {
  std::string every;
  for (char c = 0; c < 0x20; ++c) every += c;
  every += "\"\\/\x7F 客";
  std::string out;
  JsonWriter{out}.string(every);
  EXPECT_EQ(out,
            "\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r"
            "\\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019"
            "\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f\\\"\\\\/\x7F 客\"");
  EXPECT_EQ(parse_json(out)->as_string(), every);
}

TEST(JsonWriterTest, WritesNumbersAndIds) {
  std::string out;
  JsonWriter writer{out};
  writer.begin_array()
      .integer(std::numeric_limits<std::int64_t>::min())
      .decimal(*Decimal::parse("-12.30"))
      .units(1230, 2)
      .real(0.1)
      .real(std::numeric_limits<double>::quiet_NaN())
      .real(-std::numeric_limits<double>::infinity())
      .id(Id{33})
      .value(json::value(std::numeric_limits<std::uint64_t>::max()))
      .end_array();
  EXPECT_EQ(
      out,
      R"([-9223372036854775808,-12.30,12.3,0.1,null,null,"0000000000011",18446744073709551615])");
}

}  // namespace
}  // namespace tw
