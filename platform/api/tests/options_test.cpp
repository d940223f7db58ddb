// Query options over a running server: what they give, and the code of each bad input.
#include "platform/testkit/fixture.h"

namespace tw::api {
namespace {

using testkit::Answer;

class OptionsTest : public testkit::AppTest {
 protected:
  void SetUp() override {
    for (
        const char* body :
        {R"({"name":"Nordlicht","country":"DE","roles":["buyer"],"contacts":[{"name":"Ute"},{"name":"Jan"}]})",
         R"({"name":"Casa Bianca","country":"IT","roles":["buyer","agent"]})",
         R"({"name":"Sol","country":"ES"})"})
      ASSERT_EQ(app().post("/api/v1/accounts", body).status, 201);
  }

  std::vector<std::string> names(const std::string& query) {
    const Answer answer = app().get("/api/v1/accounts?" + query);
    EXPECT_EQ(answer.status, 200) << query << ": " << answer.text;
    std::vector<std::string> found;
    if (answer.count() < 0) return found;
    for (const json::value& row : answer.at("value")->as_array())
      found.emplace_back(row.as_object().at("name").as_string());
    return found;
  }
};

using Names = std::vector<std::string>;

TEST_P(OptionsTest, FilterOrderPage) {
  EXPECT_EQ(names("$filter=country in ('DE','ES')&$orderby=name desc"),
            (Names{"Sol", "Nordlicht"}));
  EXPECT_EQ(names("$filter=contacts/any(c: c/name eq 'Jan')"), Names{"Nordlicht"});
  EXPECT_EQ(names("$filter=contacts/$count eq 0&$orderby=name"), (Names{"Casa Bianca", "Sol"}));
  EXPECT_EQ(names("$filter=roles/any(r: r eq 'agent')"), Names{"Casa Bianca"});
  EXPECT_EQ(names("$filter=country eq @land&@land='IT'"), Names{"Casa Bianca"});
  EXPECT_EQ(names("$orderby=country&$skip=1&$top=1"), Names{"Sol"});
  EXPECT_EQ(names("$compute=concat(country,'!') as loud&$filter=loud eq 'DE!'"),
            Names{"Nordlicht"});
}

TEST_P(OptionsTest, PagesFollowOneAnother) {
  Names all;
  std::string next = "/api/v1/accounts?$orderby=name&$count=true&$top=3";
  for (int page = 0; page < 3; ++page) {
    const Answer answer = app().get(next, "admin", {{"Prefer", "maxpagesize=1"}});
    ASSERT_EQ(answer.count(), 1) << answer.text;
    all.push_back(answer.string("value.0.name"));
    EXPECT_EQ(answer.body.as_object().at("@odata.count").as_int64(), 3);
    const json::value* next_link = answer.body.as_object().if_contains("@odata.nextLink");
    const std::string link{next_link == nullptr ? "" : next_link->as_string().c_str()};
    if (page == 2) {
      EXPECT_EQ(link, "");
      break;
    }
    ASSERT_TRUE(link.starts_with("http://test.example/api/v1/accounts?")) << link;
    next = link.substr(link.find("/api"));
  }
  EXPECT_EQ(all, (Names{"Casa Bianca", "Nordlicht", "Sol"}));
}

TEST_P(OptionsTest, ExpandHasOptionsOfItsOwn) {
  const Answer answer = app().get(
      "/api/v1/accounts?$filter=country eq 'DE'&$select=name"
      "&$expand=contacts($select=name;$orderby=name desc;$top=1),owner($select=name)");
  EXPECT_EQ(answer.string("value.0.contacts.0.name"), "Ute") << answer.text;
  EXPECT_EQ(answer.at("value.0.contacts.1"), nullptr);
  EXPECT_EQ(answer.string("value.0.owner.name"), "admin") << answer.text;
  EXPECT_EQ(answer.at("value.0.country"), nullptr);
  const Answer counted = app().get("/api/v1/accounts?$orderby=name&$expand=contacts/$count");
  EXPECT_EQ(counted.at("value.1")->as_object().at("contacts@odata.count").as_int64(), 2)
      << counted.text;
}

struct BadInput {
  const char* query;
  int status;
  const char* code;
  const char* position;
};

TEST_P(OptionsTest, EachBadInputHasItsCode) {
  const BadInput bad[]{
      {"$filter=name eq", 400, "expression.syntax", "8"},
      {"$filter=name eq 'x", 400, "expression.syntax", "9"},
      {"$filter=nam eq 'x'", 400, "expression.unknown_field", "1"},
      {"$filter=name eq 5", 400, "expression.type", "9"},
      {"$filter=nosuch(name) eq 1", 400, "expression.unknown_function", "1"},
      {"$filter=startswith(name)", 400, "expression.argument_count", "1"},
      {"$filter=lifecycle eq 'sleeping'", 400, "expression.unknown_option", "14"},
      {"$filter=name", 400, "expression.type", "1"},
      {"$filter=country eq @nowhere", 400, "expression.unknown_alias", "12"},
      {"$orderby=name upwards", 400, "expression.syntax", "6"},
      {"$orderby=nowhere", 400, "expression.unknown_field", "1"},
      {"$select=nowhere", 400, "expression.unknown_field", "1"},
      {"$expand=nowhere", 400, "expression.unknown_field", "1"},
      {"$expand=contacts($filter=x eq 1)", 400, "expression.unknown_field", "1"},
      {"$expand=contacts($select=name", 400, "expression.syntax", nullptr},
      {"$compute=name as", 400, "expression.syntax", nullptr},
      {"$top=many", 400, "url.malformed_number", nullptr},
      {"$skip=-1", 400, "url.malformed_number", nullptr},
      {"$skiptoken=forged", 400, "url.malformed_skiptoken", nullptr},
      {"$nonsense=1", 400, "url.unknown_option", nullptr},
      {"$expand=owner($expand=department($expand=parent($expand=parent($expand=parent))))", 400,
       "url.expand_too_deep", nullptr},
  };
  for (const BadInput& input : bad) {
    const Answer answer = app().get("/api/v1/accounts?" + std::string{input.query});
    EXPECT_EQ(answer.status, input.status) << input.query << ": " << answer.text;
    EXPECT_EQ(answer.code(), input.code) << input.query << ": " << answer.text;
    if (input.position != nullptr) {
      EXPECT_EQ(answer.string("position"), input.position) << input.query << ": " << answer.text;
    }
    EXPECT_EQ(answer.string("error.code"), answer.code());
    EXPECT_NE(answer.string("title"), answer.code()) << "a code without a message";
  }
}

TEST_P(OptionsTest, MethodsThatAnAddressDoesNotTake) {
  const Answer wrong = app().call(http::Method::put, "/api/v1/accounts", "{}");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.code(), "http.wrong_method");
  EXPECT_EQ(wrong.header("Allow"), "GET, HEAD, OPTIONS, POST");
  const Answer asked = app().call(http::Method::options, "/api/v1/accounts", {}, "");
  EXPECT_EQ(asked.status, 204);
  EXPECT_EQ(asked.header("Allow"), "GET, HEAD, OPTIONS, POST");
}

FOR_EACH_DATABASE(OptionsTest);

}  // namespace
}  // namespace tw::api
