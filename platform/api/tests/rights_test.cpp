// What a caller may not see cannot be found out by asking around it.
#include <gmock/gmock.h>

#include "platform/testkit/fixture.h"

namespace tw::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testkit::Answer;

class RightsTest : public testkit::AppTest {
 protected:
  void SetUp() override {
    ASSERT_EQ(app()
                  .post("/api/v1/products",
                        R"({"code":"P1","name":"Towel","price":9,"cost":4,"cost_currency":"CNY"})")
                  .status,
              201);
    account_ =
        app()
            .post("/api/v1/accounts", R"({"name":"Nordlicht","email":"info@nordlicht.example"})")
            .id();
  }
  std::string account_;
};

TEST_P(RightsTest, HiddenFieldsAreNotThere) {
  const Answer list = app().get("/api/v1/products", "viewer");
  EXPECT_EQ(list.count(), 1) << list.text;
  EXPECT_THAT(list.text, Not(HasSubstr("\"cost\"")));
  for (const char* query :
       {"$select=cost", "$filter=cost gt 3", "$orderby=cost", "$compute=cost mul 2 as c",
        "$expand=supplier", "$filter=supplier_id eq null", "$filter=supplier/name eq 'x'"}) {
    const Answer refused = app().get("/api/v1/products?" + std::string{query}, "viewer");
    EXPECT_EQ(refused.status, 400) << query << ": " << refused.text;
    EXPECT_EQ(refused.code(), "expression.unknown_field") << query << ": as if it did not exist";
  }
  const std::string id = list.string("value.0.id");
  EXPECT_EQ(app().get("/api/v1/products/" + id + "/cost", "viewer").status, 400);
  EXPECT_GE(app().get("/api/v1/products/" + id + "/supplier", "viewer").status, 400);
}

TEST_P(RightsTest, HiddenThroughAPath) {
  const Answer refused = app().get("/api/v1/order_lines?$filter=product/cost gt 3", "service");
  EXPECT_EQ(refused.code(), "expression.unknown_field") << refused.text;
  const Answer nested = app().get("/api/v1/order_lines?$expand=product($select=cost)", "service");
  EXPECT_EQ(nested.code(), "expression.unknown_field") << nested.text;
}

TEST_P(RightsTest, MaskedFieldsAreReadMaskedAndNotAskedAbout) {
  const Answer list = app().get("/api/v1/accounts?$select=email", "viewer");
  EXPECT_EQ(list.string("value.0.email"), "i***@nordlicht.example") << list.text;
  for (const char* query :
       {"$filter=startswith(email,'info')", "$orderby=email", "$compute=length(email) as n"}) {
    const Answer refused = app().get("/api/v1/accounts?" + std::string{query}, "viewer");
    EXPECT_EQ(refused.status, 403) << query << ": " << refused.text;
    EXPECT_EQ(refused.code(), "field.masked");
  }
}

TEST_P(RightsTest, WhatIsExpandedIsMaskedAndLimitedLikeWhatIsRead) {
  const std::string account =
      app()
          .post("/api/v1/accounts", R"({"name":"Sol","email":"hola@sol.example"})", "sales_rep")
          .id();
  ASSERT_EQ(app()
                .post("/api/v1/accounts/" + account + "/contacts", R"({"name":"Ana"})", "sales_rep")
                .status,
            201);
  const std::string query =
      "/api/v1/contacts?$filter=name eq "
      "'Ana'&$expand=account($select=name,email;$expand=owner($select=name))";
  const Answer masked = app().get(query, "viewer");
  EXPECT_EQ(masked.string("value.0.account.email"), "h***@sol.example") << masked.text;
  EXPECT_EQ(masked.string("value.0.account.owner.name"), "sales_rep") << masked.text;
  const std::string admin = app().get("/api/v1/auth/me").string("user.id");
  ASSERT_EQ(app().patch("/api/v1/accounts/" + account, R"({"owner_id":")" + admin + "\"}").status,
            200);
  const Answer others = app().get(query, "sales_rep");
  EXPECT_EQ(others.string("value.0.name"), "Ana") << others.text;
  ASSERT_NE(others.at("value.0.account"), nullptr) << others.text;
  EXPECT_TRUE(others.at("value.0.account")->is_null()) << others.text;
  const std::string contact = others.string("value.0.id");
  const Answer one = app().get("/api/v1/contacts/" + contact + "?$expand=account", "sales_rep");
  EXPECT_TRUE(one.at("account") != nullptr && one.at("account")->is_null()) << one.text;
}

TEST_P(RightsTest, OthersRecordsDoNotExist) {
  EXPECT_EQ(app().get("/api/v1/accounts/" + account_, "sales_rep").code(), "record.not_found");
  EXPECT_EQ(app().get("/api/v1/accounts/" + account_ + "/contacts", "sales_rep").code(),
            "record.not_found");
  EXPECT_EQ(app().patch("/api/v1/accounts/" + account_, "{}", "sales_rep").code(),
            "record.not_found");
  EXPECT_EQ(app()
                .post("/api/v1/accounts/" + account_ + "/contacts", R"({"name":"x"})", "sales_rep")
                .code(),
            "record.not_found");
  EXPECT_EQ(app().get("/api/v1/accounts/$count", "sales_rep").text, "0");
}

TEST_P(RightsTest, MetadataShowsWhatTheCallerMaySee) {
  const std::string all = app().get("/api/v1/$metadata").text;
  const std::string shown = app().get("/api/v1/$metadata", "viewer").text;
  EXPECT_THAT(all, HasSubstr("Name=\"cost\""));
  EXPECT_THAT(shown, HasSubstr("EntityType Name=\"product\""));
  EXPECT_THAT(shown, Not(HasSubstr("Name=\"cost\"")));
  EXPECT_THAT(shown, Not(HasSubstr("Name=\"supplier\"")));
  EXPECT_THAT(shown, Not(HasSubstr("EntitySet Name=\"sequences\"")));
}

TEST_P(RightsTest, ReadingOneFollowsAChangeOfRolesWithinASecond) {
  const std::string product =
      "/api/v1/products/" +
      app().post("/api/v1/products", R"({"code":"PL-9","name":"Pliers","cost":3})").id();
  const auto role = [&](const char* code) {
    return app()
        .get("/api/v1/roles?$filter=code eq '" + std::string{code} + "'")
        .string("value.0.id");
  };
  const auto give = [&](const std::string& id) {
    EXPECT_EQ(app()
                  .patch("/api/v1/users/" + app().user("viewer").text(),
                         R"({"roles_ids":[")" + id + R"("]})")
                  .status,
              200);
    app().clock().advance_ms(1100);
  };
  EXPECT_THAT(app().get(product, "viewer").text, Not(HasSubstr("\"cost\"")));
  give(role("sales_manager"));
  EXPECT_THAT(app().get(product, "viewer").text, HasSubstr("\"cost\":3"));
  give(role("viewer"));
  EXPECT_THAT(app().get(product, "viewer").text, Not(HasSubstr("\"cost\"")));
}

TEST_P(RightsTest, EachReaderAndEachQuestionHasItsOwnAnswer) {
  const Answer made = app().post("/api/v1/products", R"({"code":"PL-9","name":"Pliers","cost":3})");
  const std::string product = "/api/v1/products/" + made.id();
  for (int again = 0; again < 2; ++again) {
    EXPECT_THAT(app().get(product).text, HasSubstr("\"cost\":3"));
    EXPECT_THAT(app().get(product, "viewer").text, Not(HasSubstr("\"cost\"")));
    EXPECT_THAT(app().get(product + "?$select=code").text, Not(HasSubstr("\"name\"")));
    EXPECT_EQ(app().get("/api/v1/products/0000000000001").status, 404);
  }
  const Answer stale = app().patch(product + "?$select=name", R"({"name":"Tongs"})", "admin",
                                   {{"If-Match", "W/\"9\""}});
  EXPECT_EQ(stale.status, 412);
  EXPECT_THAT(app().get(product + "?$select=name").text, HasSubstr("\"name\":\"Pliers\""));
}

FOR_EACH_DATABASE(RightsTest);

}  // namespace
}  // namespace tw::api
