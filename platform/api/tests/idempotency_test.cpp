// A repeated POST has the first answer and one effect, whoever comes when.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "platform/testkit/fixture.h"

namespace tw::api {
namespace {

using testkit::Answer;
using testkit::Headers;

class IdempotencyTest : public testkit::AppTest {
 protected:
  Answer create(const std::string& name, const std::string& key, std::string_view as = "admin") {
    return app().post("/api/v1/accounts", R"({"name":")" + name + "\"}", as,
                      Headers{{"Idempotency-Key", key}});
  }
  int accounts(std::string_view as = "admin") { return app().get("/api/v1/accounts", as).count(); }
};

TEST_P(IdempotencyTest, ARepeatHasTheFirstAnswer) {
  const Answer first = create("A", "k");
  ASSERT_EQ(first.status, 201) << first.text;
  ASSERT_EQ(app().patch("/api/v1/accounts/" + first.id(), R"({"city":"Kiel"})").status, 200);
  const Answer second = create("A", "k");
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(second.text, first.text);
  EXPECT_EQ(second.header("Location"), first.header("Location"));
  EXPECT_EQ(second.header("Idempotency-Replayed"), "true");
  EXPECT_EQ(accounts(), 1);
}

TEST_P(IdempotencyTest, AnotherBodyIsRefused) {
  create("A", "k");
  const Answer other = create("B", "k");
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(other.code(), "idempotency.body_differs");
  EXPECT_EQ(accounts(), 1);
}

TEST_P(IdempotencyTest, KeysBelongToTheirUsers) {
  EXPECT_EQ(create("A", "k", "sales_rep").status, 201);
  EXPECT_EQ(create("A", "k", "sibling").status, 201);
  EXPECT_EQ(accounts(), 2);
}

TEST_P(IdempotencyTest, WhatFailedMayBeTriedAgain) {
  const std::string address = "/api/v1/accounts";
  const Headers key{{"Idempotency-Key", "k"}};
  const std::string body = R"({"name":"A","external_id":"X1"})";
  ASSERT_EQ(app().post(address, R"({"name":"Other","external_id":"X1"})").status, 201);
  const Answer taken = app().post(address, body, "admin", key);
  EXPECT_GE(taken.status, 400) << taken.text;
  const Answer other = app().get(address + "?$filter=external_id eq 'X1'");
  ASSERT_EQ(
      app().patch(address + "/" + other.string("value.0.id"), R"({"external_id":"X2"})").status,
      200);
  EXPECT_EQ(app().post(address, body, "admin", key).status, 201);
}

TEST_P(IdempotencyTest, ActionsAndImportsToo) {
  const Answer account = app().post("/api/v1/accounts", R"({"name":"A"})");
  const Answer order = app().post(
      "/api/v1/orders", R"({"account_id":")" + account.id() +
                            R"(","lines":[{"description":"x","quantity":1,"unit_price":1}]})");
  const std::string confirm = "/api/v1/orders/" + order.id() + "/confirm";
  const Headers key{{"Idempotency-Key", "k"}};
  const Answer first = app().post(confirm, "{}", "admin", key);
  ASSERT_EQ(first.status, 200) << first.text;
  const Answer second = app().post(confirm, "{}", "admin", key);
  EXPECT_EQ(second.text, first.text) << "and not: it is confirmed already";
}

TEST_P(IdempotencyTest, AtTheSameTime) {
  constexpr int callers = 20;
  std::vector<Answer> answers(callers);
  app();  // made before the threads
  std::vector<std::thread> threads;
  for (int i = 0; i < callers; ++i)
    threads.emplace_back(
        [&, i] { answers[static_cast<std::size_t>(i)] = create("A", "together"); });
  for (std::thread& thread : threads) thread.join();
  for (const Answer& answer : answers) {
    EXPECT_EQ(answer.status, 201) << answer.text;
    EXPECT_EQ(answer.text, answers.front().text);
  }
  EXPECT_EQ(accounts(), 1);
}

TEST_P(IdempotencyTest, KeysHaveALimit) {
  EXPECT_EQ(create("A", std::string(201, 'k')).code(), "idempotency.malformed_key");
}

FOR_EACH_DATABASE(IdempotencyTest);

}  // namespace
}  // namespace tw::api
