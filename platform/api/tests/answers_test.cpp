// Records as they are answered: numbers as texts, paths through records, minimal answers, what a
// stale writer is told, events.
#include <gmock/gmock.h>

#include "platform/testkit/fixture.h"

namespace tw::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testkit::Answer;
using testkit::Headers;

class AnswersTest : public testkit::AppTest {
 protected:
  void SetUp() override {
    account_ =
        app().post("/api/v1/accounts", R"({"name":"Nordlicht","contacts":[{"name":"Ute"}]})").id();
    const Answer order =
        app().post("/api/v1/orders",
                   R"({"account_id":")" + account_ +
                       R"(","lines":[{"description":"x","quantity":1.5,"unit_price":0.1}]})");
    ASSERT_EQ(order.status, 201) << order.text;
    order_ = "/api/v1/orders/" + order.id();
  }
  std::string account_, order_;
};

TEST_P(AnswersTest, NumbersAsTextsForClientsWithDoubles) {
  const Headers wish{{"Accept", "application/json;IEEE754Compatible=true"}};
  const Answer texts = app().get(order_ + "?$expand=lines", "admin", wish);
  EXPECT_EQ(texts.string("total"), "0.15") << texts.text;
  EXPECT_EQ(texts.string("version"), "1");
  EXPECT_EQ(texts.string("lines.0.quantity"), "1.5");
  EXPECT_THAT(texts.header("Content-Type"), HasSubstr("IEEE754Compatible=true"));
  EXPECT_THAT(app().get(order_).text, HasSubstr("\"total\":0.15"));
  const Answer written = app().patch(order_, R"({"currency":"USD","exchange_rate":"7.123456789"})");
  EXPECT_THAT(written.text, HasSubstr("\"exchange_rate\":7.123456789"));
}

TEST_P(AnswersTest, AFaultyWishIsToldBeforeAnythingIsWritten) {
  EXPECT_EQ(app().post("/api/v1/accounts?$select=nothing", R"({"name":"Twice"})").status, 400);
  EXPECT_EQ(app().get("/api/v1/accounts/$count?$filter=name eq 'Twice'").text, "0");
  const std::string account = "/api/v1/accounts/" + account_;
  EXPECT_EQ(app().patch(account + "?$expand=nothing", R"({"name":"Other"})").status, 400);
  EXPECT_EQ(app().get(account).string("name"), "Nordlicht");
}

TEST_P(AnswersTest, PathsGoOnThroughRecords) {
  EXPECT_EQ(app().get(order_ + "/account").string("name"), "Nordlicht");
  EXPECT_EQ(app().get(order_ + "/account/contacts").string("value.0.name"), "Ute");
  EXPECT_EQ(app().get(order_ + "/account/contacts/$count").text, "1");
  EXPECT_EQ(app().get(order_ + "/account/name").string("value"), "Nordlicht");
  EXPECT_EQ(app().get(order_ + "/account/name/$value").text, "Nordlicht");
  EXPECT_EQ(app().get(order_ + "/contact").status, 204) << "none is set";
  EXPECT_EQ(app().get(order_ + "/nowhere").code(), "url.no_such_path");
  EXPECT_EQ(app().get(order_ + "/lines/nowhere").code(), "url.no_such_path");
  const std::string line = app().get(order_ + "/lines").string("value.0.id");
  EXPECT_EQ(app().get(order_ + "/lines('" + line + "')").string("description"), "x");
  const Answer other = app().post("/api/v1/orders", R"({"account_id":")" + account_ + "\"}");
  EXPECT_EQ(app().get("/api/v1/orders/" + other.id() + "/lines/" + line).code(), "record.not_found")
      << "a line of another order";
}

TEST_P(AnswersTest, WhatIsPostedToACollectionBelongsToIt) {
  const Answer contact =
      app().post("/api/v1/accounts/" + account_ + "/contacts", R"({"name":"Jan"})");
  EXPECT_EQ(contact.status, 201) << contact.text;
  EXPECT_EQ(contact.string("account_id"), account_);
  ASSERT_EQ(
      app().post(order_ + "/lines", R"({"description":"y","quantity":1,"unit_price":2})").status,
      201);
  EXPECT_EQ(app().get(order_ + "/lines/$count").text, "2");
  EXPECT_EQ(app().post(order_ + "/account", "{}").code(), "url.no_such_path");
}

TEST_P(AnswersTest, AsMuchAsIsPreferred) {
  const Answer little =
      app().post("/api/v1/tags", R"({"name":"VIP"})", "admin", {{"Prefer", "return=minimal"}});
  EXPECT_EQ(little.status, 204);
  EXPECT_EQ(little.header("Preference-Applied"), "return=minimal");
  const std::string location = little.header("Location");
  EXPECT_TRUE(location.starts_with("http://test.example/api/v1/tags/")) << location;
  EXPECT_EQ(little.header("OData-EntityId"), location);
  EXPECT_EQ(app().get(location.substr(location.find("/api"))).string("name"), "VIP");
  const Answer titled = app().get(order_, "admin", {{"Prefer", "include-titles"}});
  EXPECT_THAT(titled.text, HasSubstr(R"("account@tradewind.title":"Nordlicht")"));
}

TEST_P(AnswersTest, WhoeverIsLateSeesWhatIsThere) {
  const std::string account = "/api/v1/accounts/" + account_;
  const std::string read = app().get(account).header("ETag");
  ASSERT_EQ(app().patch(account, R"({"city":"Kiel"})").status, 200);
  const Answer late = app().patch(account, R"({"city":"Ulm"})", "admin", {{"If-Match", read}});
  EXPECT_EQ(late.status, 412);
  EXPECT_EQ(late.code(), "record.stale");
  EXPECT_EQ(late.string("current.city"), "Kiel") << late.text;
  EXPECT_EQ(app().get(account, "admin", {{"If-None-Match", read}}).status, 200);
}

class FakeStream final : public http::EventStream {
 public:
  bool send(std::string_view event, std::string_view data) override {
    if (gone) return false;
    sent.push_back(std::string{event} + " " + std::string{data});
    return true;
  }
  std::vector<std::string> sent;
  bool gone = false;
};

TEST_P(AnswersTest, EventsTellOfOnesOwnJobs) {
  const auto listen = [&](std::string_view who) {
    http::Request request;
    request.target = "/api/v1/events";
    request.headers.emplace_back("Authorization", "Bearer " + app().key(who));
    http::Response response = app().app().api.handle(request);
    EXPECT_TRUE(response.on_stream);
    auto stream = std::make_shared<FakeStream>();
    response.on_stream(stream);
    return stream;
  };
  const auto manager = listen("sales_manager");
  const auto colleague = listen("colleague");
  const std::string scheme =
      app().get("/api/v1/class_schemes?$filter=code eq 'abc'").string("value.0.id");
  const Answer queued =
      app().post("/api/v1/class_schemes/" + scheme + "/run", "{}", "sales_manager");
  ASSERT_EQ(queued.status, 202) << queued.text;
  app().run_jobs();
  ASSERT_GE(manager->sent.size(), 2u);
  EXPECT_EQ(manager->sent.front(),
            R"(job {"id":")" + queued.id() + R"(","state":"running","progress":0})");
  EXPECT_EQ(manager->sent.back(),
            R"(job {"id":")" + queued.id() + R"(","state":"done","progress":100})");
  EXPECT_THAT(colleague->sent, ElementsAre());
}

FOR_EACH_DATABASE(AnswersTest);

}  // namespace
}  // namespace tw::api
