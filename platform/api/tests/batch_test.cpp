// $batch: answers in order, groups that are one transaction, both formats.
#include "platform/testkit/fixture.h"

namespace tw::api {
namespace {

using testkit::Answer;

class BatchTest : public testkit::AppTest {
 protected:
  Answer batch(const std::string& requests, const testkit::Headers& headers = {},
               std::string_view as = "admin") {
    return app().post("/api/v1/$batch", R"({"requests":[)" + requests + "]}", as, headers);
  }
  int accounts() { return app().get("/api/v1/accounts").count(); }
  static std::int64_t status(const Answer& answer, int index) {
    const json::value* value = answer.at("responses." + std::to_string(index) + ".status");
    return value == nullptr ? -1 : value->as_int64();
  }
  static std::string code(const Answer& answer, int index) {
    return answer.string("responses." + std::to_string(index) + ".body.code");
  }
};

const char* const create_a =
    R"({"id":"a","method":"post","url":"accounts","atomicityGroup":"g","body":{"name":"A"}})";

TEST_P(BatchTest, AnswersInOrder) {
  const Answer answer =
      batch(R"({"id":"1","method":"post","url":"accounts","body":{"name":"A"}},)"
            R"({"id":"2","method":"get","url":"/api/v1/accounts?$count=true"},)"
            R"({"id":"3","method":"get","url":"http://test.example/api/v1/accounts/$count"})");
  EXPECT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(status(answer, 0), 201);
  EXPECT_EQ(answer.string("responses.0.body.name"), "A");
  EXPECT_EQ(answer.at("responses.1.body")->as_object().at("@odata.count").as_int64(), 1);
  EXPECT_EQ(answer.string("responses.2.body"), "1");
}

TEST_P(BatchTest, AGroupRefersToWhatItMade) {
  const Answer answer = batch(
      std::string{create_a} +
      R"(,{"id":"c","method":"post","url":"$a/contacts","atomicityGroup":"g","body":{"name":"Ute"}})"
      R"(,{"id":"o","method":"post","url":"orders","atomicityGroup":"g","body":{"account@odata.bind":"$a"}})"
      R"(,{"id":"u","method":"patch","url":"$a","atomicityGroup":"g","body":{"city":"Kiel"}})"
      R"(,{"id":"r","method":"get","url":"$a?$expand=contacts,orders","atomicityGroup":"g"})");
  EXPECT_EQ(status(answer, 4), 200) << answer.text;
  EXPECT_EQ(answer.string("responses.4.body.city"), "Kiel");
  EXPECT_EQ(answer.string("responses.4.body.contacts.0.name"), "Ute");
  EXPECT_NE(answer.string("responses.4.body.orders.0.id"), "");
}

TEST_P(BatchTest, AGroupHappensWholeOrNotAtAll) {
  const Answer answer = batch(
      std::string{create_a} +
          R"(,{"id":"b","method":"post","url":"accounts","atomicityGroup":"g","body":{"city":"Ulm"}})"
          R"(,{"id":"c","method":"post","url":"accounts","dependsOn":["g"],"body":{"name":"C"}})"
          R"(,{"id":"d","method":"post","url":"accounts","body":{"name":"D"}})",
      {{"Prefer", "continue-on-error"}});
  EXPECT_EQ(status(answer, 0), 424) << answer.text;
  EXPECT_EQ(code(answer, 0), "batch.undone");
  EXPECT_EQ(status(answer, 1), 422);
  EXPECT_EQ(code(answer, 1), "record.invalid");
  EXPECT_EQ(code(answer, 2), "batch.dependency_failed");
  EXPECT_EQ(status(answer, 3), 201);
  EXPECT_EQ(accounts(), 1) << "only D";
}

TEST_P(BatchTest, StopsAtTheFirstFaultUnlessToldOtherwise) {
  const Answer answer = batch(R"({"id":"1","method":"get","url":"nothings"},)"
                              R"({"id":"2","method":"post","url":"accounts","body":{"name":"A"}})");
  EXPECT_EQ(status(answer, 0), 404);
  EXPECT_EQ(code(answer, 1), "batch.stopped");
  EXPECT_EQ(accounts(), 0);
}

TEST_P(BatchTest, KeepsTheRightsOfTheCaller) {
  const Answer answer =
      batch(R"({"id":"1","method":"post","url":"products","body":{"code":"P","name":"P"}})", {},
            "viewer");
  EXPECT_EQ(status(answer, 0), 403) << answer.text;
}

TEST_P(BatchTest, WhatIsNoBatchHasItsCode) {
  const auto code_of = [&](const std::string& body) {
    return app().post("/api/v1/$batch", body).code();
  };
  EXPECT_EQ(code_of("{}"), "batch.malformed");
  EXPECT_EQ(code_of(R"({"requests":[{"id":"1","method":"fetch","url":"x"}]})"), "batch.malformed");
  EXPECT_EQ(code_of(R"({"requests":[{"method":"get","url":"x"}]})"), "batch.malformed");
  EXPECT_EQ(
      code_of(
          R"({"requests":[{"id":"1","method":"get","url":"x"},{"id":"1","method":"get","url":"x"}]})"),
      "batch.malformed");
  std::string many;
  for (int i = 0; i < 101; ++i)
    many += std::string{i > 0 ? "," : ""} + R"({"id":")" + std::to_string(i) +
            R"(","method":"get","url":"accounts"})";
  EXPECT_EQ(code_of(R"({"requests":[)" + many + "]}"), "batch.too_many");
  const Answer inner = batch(R"({"id":"1","method":"post","url":"$batch","body":{}})");
  EXPECT_EQ(code(inner, 0), "batch.not_here");
  const Answer other =
      batch(R"({"id":"1","method":"put","url":"me/preferences/x","atomicityGroup":"g","body":{}})");
  EXPECT_EQ(code(other, 0), "batch.records_only") << other.text;
}

TEST_P(BatchTest, Multipart) {
  const std::string body =
      "--b\r\nContent-Type: application/http\r\n\r\nGET accounts/$count HTTP/1.1\r\n\r\n\r\n"
      "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
      "--c\r\nContent-Type: application/http\r\nContent-ID: 1\r\n\r\n"
      "POST accounts HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"name\":\"M\"}\r\n"
      "--c\r\nContent-Type: application/http\r\nContent-ID: 2\r\n\r\n"
      "PATCH $1 HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"city\":\"Ulm\"}\r\n"
      "--c--\r\n--b--\r\n";
  const Answer answer = app().post("/api/v1/$batch", body, "admin",
                                   {{"Content-Type", "multipart/mixed; boundary=b"}});
  EXPECT_EQ(answer.status, 200) << answer.text;
  EXPECT_TRUE(answer.header("Content-Type").starts_with("multipart/mixed; boundary="));
  EXPECT_NE(answer.text.find("HTTP/1.1 201 Created"), std::string::npos) << answer.text;
  EXPECT_NE(answer.text.find("Content-ID: 2"), std::string::npos);
  EXPECT_EQ(app().get("/api/v1/accounts?$filter=city eq 'Ulm'").count(), 1);
  const Answer bad = app().post("/api/v1/$batch", "no parts", "admin",
                                {{"Content-Type", "multipart/mixed; boundary=b"}});
  EXPECT_EQ(bad.code(), "batch.malformed");
}

TEST_P(BatchTest, WithAKeyItHappensOnce) {
  const std::string requests =
      std::string{create_a} +
      R"(,{"id":"b","method":"post","url":"accounts","body":{"city":"Ulm"}})";
  const testkit::Headers key{{"Idempotency-Key", "k"}, {"Prefer", "continue-on-error"}};
  const Answer first = batch(requests, key);
  EXPECT_EQ(status(first, 0), 201) << first.text;
  EXPECT_EQ(status(first, 1), 422) << "a fault of one does not undo the others";
  const Answer second = batch(requests, key);
  EXPECT_EQ(second.text, first.text);
  EXPECT_EQ(second.header("Idempotency-Replayed"), "true");
  EXPECT_EQ(accounts(), 1);
}

FOR_EACH_DATABASE(BatchTest);

}  // namespace
}  // namespace tw::api
