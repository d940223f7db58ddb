// JSON → Value for every type, with the code of each fault.
#include <gtest/gtest.h>

#include "gen/embedded.h"
#include "platform/record/pipeline.h"
#include "platform/testkit/test_app.h"

namespace tw::record {
namespace {

const meta::Catalogue& catalogue() {
  static const auto loaded = meta::Catalogue::from_json(app::embedded_catalogue());
  return *loaded;
}

const meta::FieldDef& field(std::string_view entity, std::string_view name) {
  return catalogue().entity(entity).field(name);
}

/// What the value reads as when written back, or the code of the fault.
std::string decoded(const meta::FieldDef& of, std::string_view in) {
  const Result<Value> value = decode_value(of, *parse_json(in));
  if (!value) return value.error().code;
  std::string out;
  JsonWriter writer{out};
  write_value(writer, of, *value);
  return out;
}

struct Case {
  const char* entity;
  const char* name;
  const char* in;
  const char* out;
};

class DecodeTest : public ::testing::TestWithParam<Case> {};

TEST_P(DecodeTest, GivesTheValueOrTheCodeOfTheFault) {
  const Case& one = GetParam();
  EXPECT_EQ(decoded(field(one.entity, one.name), one.in), one.out)
      << one.entity << "." << one.name << " " << one.in;
}

const Case texts[]{
    {"account", "name", R"("Nordlicht")", R"("Nordlicht")"},
    {"account", "name", "null", "null"},
    {"account", "name", R"("")", "null"},
    {"account", "name", "1", "field.wrong_type"},
    {"account", "name", "[]", "field.wrong_type"},
    {"tag", "name",
     R"("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十")",
     R"("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十")"},
    {"currency", "code", R"("USDX")", "field.too_long"},
    {"account", "email", R"("a@b.example")", R"("a@b.example")"},
    {"account", "email", R"("a@b")", "field.malformed_email"},
    {"account", "email", R"("a b@c.example")", "field.malformed_email"},
    {"account", "website", R"j("javascript:alert(1)")j", "field.malformed_url"},
    {"account", "website", R"("https://a.example/x")", R"("https://a.example/x")"},
    {"account", "phone", R"("call me")", "field.malformed_phone"},
    {"account", "country", R"("DE")", R"("DE")"},
    {"account", "country", R"("D1")", "field.malformed_country"},
    {"account", "currency", R"("USD")", R"("USD")"},
    {"account", "currency", R"("US1")", "field.malformed_currency"},
    {"order", "port_of_loading", R"("CNNGB")", R"("CNNGB")"},
    {"order", "port_of_loading", R"("C-NGB")", "field.malformed_location"}};
INSTANTIATE_TEST_SUITE_P(Texts, DecodeTest, ::testing::ValuesIn(texts));

const Case numbers[]{{"product", "price", "19.9", "19.9"},
                     {"product", "price", R"("19.90")", "19.9"},
                     {"product", "price", "0.00001", "field.too_precise"},
                     {"product", "price", "-1", "field.too_small"},
                     {"product", "price", "true", "field.wrong_type"},
                     {"product", "price", "12345678901.2345", "12345678901.2345"},
                     {"product", "rebate_rate", "100.01", "field.too_large"},
                     {"product", "lead_days", "30", "30"},
                     {"product", "lead_days", "1000", "field.too_large"},
                     {"product", "active", "true", "true"},
                     {"product", "active", R"("yes")", "field.wrong_type"},
                     {"product", "active", "1", "field.wrong_type"},
                     {"exchange_rate", "rate", "7.183456789", "7.183456789"},
                     {"exchange_rate", "rate", "7.1834567891", "field.too_precise"}};
INSTANTIATE_TEST_SUITE_P(Numbers, DecodeTest, ::testing::ValuesIn(numbers));

const Case dates[]{
    {"order", "order_date", R"("2026-02-28")", R"("2026-02-28")"},
    {"order", "order_date", R"("2026-02-30")", "date.malformed"},
    {"order", "order_date", R"("28.02.2026")", "date.malformed"},
    {"order", "order_date", "20260228", "field.wrong_type"},
    {"activity", "happened_at", R"("2026-06-15T10:00:00+08:00")", R"("2026-06-15T02:00:00.000Z")"},
    {"activity", "happened_at", R"("yesterday")", "datetime.malformed"}};
INSTANTIATE_TEST_SUITE_P(Dates, DecodeTest, ::testing::ValuesIn(dates));

const Case choices[]{
    {"account", "source", R"("b2b")", R"("b2b")"},
    {"account", "source", R"("B2B")", "field.unknown_option"},
    {"account", "source", "1", "field.wrong_type"},
    {"account", "roles", R"(["buyer","agent"])", R"(["buyer","agent"])"},
    {"account", "roles", R"(["buyer","buyer"])", R"(["buyer"])"},
    {"account", "roles", R"(["king"])", "field.unknown_option"},
    {"account", "roles", R"("buyer")", "field.wrong_type"},
    {"account", "roles", "[]", "[]"},
    {"account", "tags", R"(["VIP"])", R"(["VIP"])"},
    {"account", "parent_account", R"("nonsense")", "field.no_such_record"},
    {"account", "parent_account", "5", "field.wrong_type"},
    {"account", "delivery_address", R"({"city":"Bremen"})", R"({"city":"Bremen"})"},
    {"account", "delivery_address", R"({"planet":"Mars"})", "field.unknown"},
    {"account", "delivery_address", R"("Bremen")", "field.wrong_type"}};
INSTANTIATE_TEST_SUITE_P(Choices, DecodeTest, ::testing::ValuesIn(choices));

/// A field of each type, so that none is forgotten when one is added.
TEST(DecodeEveryType, TakesNullAndRefusesAListWhereNoneBelongs) {
  for (const auto& entity : catalogue().entities())
    for (const meta::FieldDef& of : entity->fields()) {
      if (of.column < 0) continue;
      EXPECT_TRUE(decode_value(of, nullptr)->is_null()) << entity->name << "." << of.name;
      const bool takes_lists = of.storage == meta::Storage::json;
      if (takes_lists) continue;
      EXPECT_FALSE(decode_value(of, json::array{1}).has_value()) << entity->name << "." << of.name;
    }
}

}  // namespace
}  // namespace tw::record
