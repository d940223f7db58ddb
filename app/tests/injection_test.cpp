// S2: what a caller writes never becomes SQL. Hostile texts go into every place that takes one; the
// SQL that the database is given is recorded, and must neither hold them nor grow with them.
#include <gtest/gtest.h>

#include <array>
#include <functional>

#include "platform/testkit/fixture.h"

namespace tw::testkit {
namespace {

/// `@` stands for the mark by which a text would be found again.
constexpr std::array hostile{"@' OR '1'='1",
                             "@' OR 1=1--",
                             "@\" OR \"\"=\"",
                             "@') OR ('1'='1",
                             "@'; DROP TABLE accounts;--",
                             "@\"; DROP TABLE \"accounts\";--",
                             "@' UNION SELECT @ FROM users--",
                             "@' UNION ALL SELECT NULL,@--",
                             "1;@",
                             "1 OR @=@",
                             "@/**/OR/**/1=1",
                             "@'||'x",
                             "@' AND SLEEP(5)--",
                             "@'; SELECT pg_sleep(5)--",
                             "@' AND randomblob(100000000)--",
                             "@' AND load_extension('x')--",
                             "@\\'; --",
                             "@%27 OR 1=1",
                             "@%2527",
                             "@`; DROP TABLE x;`",
                             "@$$;SELECT 1;$$",
                             "$1@",
                             "?1@",
                             ":@",
                             "@{@}",
                             "{@}",
                             "@'/*",
                             "*/@/*",
                             "@--",
                             "@#",
                             "@';ATTACH DATABASE 'x' AS y;--",
                             "@';PRAGMA writable_schema=1;--",
                             "@';VACUUM INTO 'x';--",
                             "@';COPY accounts TO PROGRAM 'id';--",
                             "@' COLLATE NOCASE--",
                             "@' ESCAPE '",
                             "%@%",
                             "_@_",
                             "@\\",
                             "@\"\"\"\"",
                             "@''''",
                             "@ＯＲ 1＝1",
                             "@ʼ OR 1=1",
                             "@) OR NOT (FALSE",
                             "null@",
                             "true or @",
                             "@ eq @",
                             "not @",
                             "(((@",
                             "@)))",
                             "@ MATCH '*'",
                             "@ NEAR/2 x",
                             "\"@* OR x",
                             "@:*",
                             "!@ & |",
                             "@' :* & '",
                             "<->@"};

/// One place that takes a text; the whole of it is wrong as often as right, but never our fault.
struct Place {
  const char* name;
  std::function<Answer(TestApp&, const std::string&)> call;
};

constexpr const char* accounts = "/api/v1/accounts";

std::string json_text(const std::string& text) {
  std::string out;
  JsonWriter writer{out};
  writer.string(text);
  return out;
}

std::string literal(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string{"''"} : std::string(1, c);
  return out + "'";
}

std::string in_url(const std::string& text) { return http::percent_encode(text); }

Place option(const char* name) {
  return {name, [name](TestApp& app, const std::string& text) {
            return app.get(std::string{accounts} + "?" + name + "=" + in_url(text));
          }};
}

/// The text as a literal of a condition; `#` stands for it.
Place condition(const char* name, const std::string& pattern) {
  return {name, [pattern](TestApp& app, const std::string& text) {
            std::string whole = pattern;
            whole.replace(whole.find('#'), 1, literal(text));
            return app.get(std::string{accounts} + "?$filter=" + in_url(whole));
          }};
}

Place address(const char* name, const std::string& before) {
  return {name, [before](TestApp& app, const std::string& text) {
            return app.get(before + in_url(text));
          }};
}

Place header(const char* name) {
  return {name, [name](TestApp& app, const std::string& text) {
            return app.get(std::string{accounts} + "?$top=1", "admin", {{name, text}});
          }};
}

Place member(const char* name) {
  return {name, [name](TestApp& app, const std::string& text) {
            return app.post(accounts,
                            "{\"address\":null," + json_text(name) + ":" + json_text(text) + "}");
          }};
}

Answer post_with_key(TestApp& app, const std::string& text) {
  return app.post(accounts, R"({"name":"x"})", "admin", {{"Idempotency-Key", text}});
}

Answer unknown_member(TestApp& app, const std::string& text) {
  return app.post(accounts, "{\"name\":\"x\"," + json_text(text) + ":1}");
}

Answer time_zone(TestApp& app, const std::string& text) {
  return app.patch("/api/v1/users/" + app.user("viewer").text(),
                   "{\"time_zone\":" + json_text(text) + "}");
}

Answer sign_in(TestApp& app, const std::string& text) {
  return app.call(http::Method::post, "/api/v1/auth/login",
                  "{\"email\":" + json_text(text) + ",\"password\":\"x\"}", "");
}

/// The name of a file, of a column, and a cell.
Answer import(TestApp& app, const std::string& text) {
  const Answer file =
      app.post("/api/v1/import/files?name=" + in_url(text), "name," + text + "\n" + text + ",1\n",
               "admin", {{"Content-Type", "text/csv"}});
  return app.post("/api/v1/import/run", R"({"set":"accounts","mode":"new","dry_run":true,"file":)" +
                                            json_text(file.string("file")) +
                                            ",\"mapping\":{\"name\":\"name\"," + json_text(text) +
                                            ":" + json_text(text) + "}}");
}

const std::vector<Place>& places() {
  static const std::string set{accounts};
  static const std::vector<Place> all{option("$filter"),
                                      option("$orderby"),
                                      option("$select"),
                                      option("$expand"),
                                      option("$compute"),
                                      option("$apply"),
                                      option("$search"),
                                      option("$skiptoken"),
                                      option("$top"),
                                      option("$count"),
                                      option("$format"),
                                      option("$other"),
                                      condition("literal", "name eq #"),
                                      condition("contains", "contains(name,#)"),
                                      condition("in", "country in (#,'DE')"),
                                      condition("any", "contacts/any(c: startswith(c/name,#))"),
                                      address("key", set + "/"),
                                      address("set", "/api/v1/"),
                                      address("relation", set + "/0000000000001/"),
                                      address("search", "/api/v1/search?q="),
                                      header("Prefer"),
                                      header("If-None-Match"),
                                      header("Accept-Language"),
                                      header("Accept"),
                                      header("X-Forwarded-Host"),
                                      header("OData-MaxVersion"),
                                      member("name"),
                                      member("source"),
                                      member("owner_id"),
                                      member("country"),
                                      member("phone"),
                                      {"Idempotency-Key", post_with_key},
                                      {"member", unknown_member},
                                      {"time zone", time_zone},
                                      {"sign-in", sign_in},
                                      {"import", import}};
  return all;
}

using Disguise = std::function<std::string(const std::string&)>;

/// The same text as others would write it: 9 of each make 500 texts for each place.
const std::vector<Disguise>& disguises() {
  using Text = const std::string&;
  static const std::vector<Disguise> all{
      [](Text text) { return text; },
      [](Text text) { return "1 " + text; },
      [](Text text) { return "\t\n" + text; },
      [](Text text) { return text + std::string(1, '\0'); },
      [](Text text) { return http::percent_encode(text); },
      [](Text text) { return text + " " + text + " " + text; },
      [](Text text) { return "'" + text + "'"; },
      [](Text text) { return "\"" + text + "\""; },
      [](Text text) { return "\u200b\uff07" + text; },
  };
  return all;
}

class Injection : public AppTest {
 protected:
  void attack(const std::string& mark, const std::vector<Disguise>& disguises) {
    for (const Place& place : places()) {
      for (const char* pattern : hostile) {
        std::string plain;
        for (const char c : std::string_view{pattern}) plain += c == '@' ? mark : std::string(1, c);
        for (const Disguise& disguise : disguises) send(place, disguise(plain));
      }
      app().run_jobs();
    }
  }

 private:
  void send(const Place& place, const std::string& text) {
    const Answer answer = place.call(app(), text);
    EXPECT_NE(answer.status, 500) << place.name << ": " << text << "\n" << answer.text;
  }
};

TEST_P(Injection, NothingThatIsSentBecomesSql) {
  attack("zq7x", disguises());
  const std::set<std::string> texts = app().sql_texts();
  ASSERT_GT(texts.size(), 20u);
  for (const std::string& text : texts) EXPECT_EQ(text.find("zq7x"), std::string::npos) << text;
  attack("kw3v", {disguises().front()});
  for (const std::string& text : app().sql_texts())
    EXPECT_EQ(texts.count(text), 1u) << "other words make other SQL: " << text;
}

FOR_EACH_DATABASE(Injection);

}  // namespace
}  // namespace tw::testkit
