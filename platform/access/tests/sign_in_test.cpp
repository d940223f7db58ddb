// Sessions and keys as the API shows them, with a clock that the test moves.
#include "platform/testkit/fixture.h"

namespace tw::testkit {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t hour_ms = 60 * minute_ms;

std::string login_body(std::string_view email, std::string_view password) {
  return "{\"email\":\"" + std::string{email} + "\",\"password\":\"" + std::string{password} +
         "\"}";
}

class SignInTest : public AppTest {
 protected:
  Answer sign_in(std::string_view email = "admin@test.example",
                 std::string_view password = test_password) {
    return app().post("/api/v1/auth/login", login_body(email, password), "",
                      {{"Sec-Fetch-Site", "same-origin"}});
  }
  /// `tw_session=…` of a fresh session.
  std::string cookie() {
    const std::string set = sign_in().header("Set-Cookie");
    return set.substr(0, set.find(';'));
  }
  Answer me(const std::string& with_cookie) {
    return app().get("/api/v1/auth/me", "", {{"Cookie", with_cookie}});
  }
};

TEST_P(SignInTest, GivesAnUnguessableCookieThatScriptsCannotRead) {
  const Answer answer = sign_in();
  ASSERT_EQ(answer.status, 200) << answer.text;
  const std::string cookie = answer.header("Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("tw_session=")) << cookie;
  EXPECT_NE(cookie.find("HttpOnly"), std::string::npos);
  EXPECT_NE(cookie.find("SameSite=Strict"), std::string::npos);
  EXPECT_GE(cookie.find(';'), std::string_view{"tw_session="}.size() + 43);  // 256 bits
  EXPECT_EQ(answer.text.find("argon2"), std::string::npos);
  EXPECT_NE(sign_in().header("Set-Cookie"), cookie);  // a new one each time
}

TEST_P(SignInTest, TellsUnknownUserAndWrongPasswordInTheSameWords) {
  const Answer unknown = sign_in("nobody@test.example", test_password);
  const Answer wrong = sign_in("admin@test.example", "something else");
  const Answer without = sign_in("viewer@test.example", "something else");  // has no password
  EXPECT_EQ(unknown.status, 401);
  EXPECT_EQ(unknown.text, wrong.text);
  EXPECT_EQ(unknown.text, without.text);
}

TEST_P(SignInTest, AsksForPatienceAfterTenWrongTries) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(sign_in("admin@test.example", "wrong wrong").status, 401);
  const Answer refused = sign_in();
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.code(), "auth.too_many_tries");
  app().clock().advance_ms(16 * minute_ms);
  EXPECT_EQ(sign_in().status, 200);
}

TEST_P(SignInTest, SessionsEndWhenIdleForEightHours) {
  const std::string session = cookie();
  app().clock().advance_ms(7 * hour_ms);
  EXPECT_EQ(me(session).status, 200);
  app().clock().advance_ms(7 * hour_ms);  // it was used in between
  EXPECT_EQ(me(session).status, 200);
  app().clock().advance_ms(8 * hour_ms + minute_ms);
  EXPECT_EQ(me(session).status, 401);
}

TEST_P(SignInTest, SessionsEndAfterAWeekHoweverBusy) {
  const std::string session = cookie();
  for (int i = 0; i < 28; ++i) {
    app().clock().advance_ms(6 * hour_ms - 1000);
    ASSERT_EQ(me(session).status, 200) << i;
  }
  app().clock().advance_ms(hour_ms);
  EXPECT_EQ(me(session).status, 401);
}

TEST_P(SignInTest, SigningOutEndsTheSessionAtOnce) {
  const std::string session = cookie();
  ASSERT_EQ(me(session).status, 200);
  EXPECT_EQ(app()
                .post("/api/v1/auth/logout", "{}", "",
                      {{"Cookie", session}, {"Sec-Fetch-Site", "same-origin"}})
                .status,
            204);
  EXPECT_EQ(me(session).status, 401);
}

TEST_P(SignInTest, WhoIsDisabledIsOutWithinASecond) {
  const std::string target = "/api/v1/users/" + app().user("viewer").text();
  ASSERT_EQ(app().get("/api/v1/auth/me", "viewer").status, 200);
  ASSERT_EQ(app().patch(target, R"({"disabled":true})").status, 200);
  app().clock().advance_ms(1001);
  EXPECT_EQ(app().get("/api/v1/auth/me", "viewer").status, 401);
  ASSERT_EQ(app().patch(target, R"({"disabled":false})").status, 200);
  app().clock().advance_ms(1001);
  EXPECT_EQ(app().get("/api/v1/auth/me", "viewer").status, 200);
}

TEST_P(SignInTest, ANewPasswordEndsAllSessions) {
  const std::string here = cookie();
  const std::string there = cookie();
  const Answer changed = app().post(
      "/api/v1/auth/password", R"({"current":"correct horse battery","new":"tr0ubadour & three"})",
      "", {{"Cookie", here}, {"Sec-Fetch-Site", "same-origin"}});
  ASSERT_EQ(changed.status, 204) << changed.text;
  app().clock().advance_ms(1001);
  EXPECT_EQ(me(here).status, 401);
  EXPECT_EQ(me(there).status, 401);
  EXPECT_EQ(sign_in().status, 401);
  EXPECT_EQ(sign_in("admin@test.example", "tr0ubadour & three").status, 200);
}

TEST_P(SignInTest, AWeakNewPasswordIsRefused) {
  const std::string session = cookie();
  const Answer refused =
      app().post("/api/v1/auth/password", R"({"current":"correct horse battery","new":"12345678"})",
                 "", {{"Cookie", session}, {"Sec-Fetch-Site", "same-origin"}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.problems(), std::vector<std::string>{"password.common"});
  EXPECT_EQ(me(session).status, 200);
}

TEST_P(SignInTest, ChangesOfRoleTakeEffectWithinASecond) {
  const Answer roles = app().get("/api/v1/roles?$filter=code eq 'viewer'");
  const std::string role = roles.string("value.0.id");
  ASSERT_EQ(app().post("/api/v1/accounts", R"({"name":"Eins"})", "sales_rep").status, 201);
  ASSERT_EQ(app()
                .patch("/api/v1/users/" + app().user("sales_rep").text(),
                       "{\"roles_ids\":[\"" + role + "\"]}")
                .status,
            200);
  app().clock().advance_ms(1001);
  EXPECT_EQ(app().post("/api/v1/accounts", R"({"name":"Zwei"})", "sales_rep").status, 403);
}

TEST_P(SignInTest, BasicTakesAnApiKeyAsPassword) {
  const auto basic = [&](const std::string& email, const std::string& password) {
    static constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::string pair = email + ":" + password;
    std::string out;
    for (std::size_t i = 0; i < pair.size(); i += 3) {
      std::uint32_t group = 0;
      for (std::size_t j = 0; j < 3; ++j)
        group = group << 8 |
                (i + j < pair.size() ? static_cast<unsigned char>(pair[i + j]) : std::uint32_t{0});
      for (std::size_t j = 0; j < 4; ++j)
        out += i + j > pair.size() ? '=' : digits[group >> (18 - 6 * j) & 63];
    }
    return app().get("/api/v1/auth/me", "", {{"Authorization", "Basic " + out}});
  };
  EXPECT_EQ(basic("viewer@test.example", app().key("viewer")).status, 200);
  EXPECT_EQ(basic("service@test.example", app().key("viewer")).status, 401);
  EXPECT_EQ(basic("admin@test.example", std::string{test_password}).status, 401);
}

TEST_P(SignInTest, ADisabledOrExpiredKeyOpensNothing) {
  const std::string key = "tw_" + std::string(43, 'x');
  EXPECT_EQ(app().get("/api/v1/auth/me", "", {{"Authorization", "Bearer " + key}}).code(),
            "auth.failed");
  const Answer keys =
      app().get("/api/v1/api_keys?$filter=user_id eq '" + app().user("viewer").text() + "'");
  ASSERT_EQ(keys.count(), 1);
  const std::string target = "/api/v1/api_keys/" + keys.string("value.0.id");
  ASSERT_EQ(app().patch(target, R"({"expires_at":"2026-06-15T03:00:00Z"})").status, 200);
  EXPECT_EQ(app().get("/api/v1/auth/me", "viewer").status, 200);
  app().clock().advance_ms(2 * hour_ms);
  EXPECT_EQ(app().get("/api/v1/auth/me", "viewer").status, 401);
}

TEST_P(SignInTest, AKeyTellsWhenItWasLastUsed) {
  ASSERT_EQ(app().get("/api/v1/auth/me", "viewer").status, 200);
  const std::string key =
      "/api/v1/api_keys?$filter=user_id eq '" + app().user("viewer").text() + "'";
  EXPECT_EQ(app().get(key).string("value.0.last_used_at"), "2026-06-15T02:00:00.000Z");
  app().clock().advance_ms(2 * hour_ms);
  ASSERT_EQ(app().get("/api/v1/auth/me", "viewer").status, 200);
  EXPECT_EQ(app().get(key).string("value.0.last_used_at"), "2026-06-15T04:00:00.000Z");
}

/// S7: what a browser sends from a page of somebody else's.
TEST_P(SignInTest, WritesByCookieMustComeFromOurOwnPages) {
  const std::string session = cookie();
  const std::vector<std::pair<Headers, bool>> origins{
      {{{"Sec-Fetch-Site", "same-origin"}}, true},
      {{{"Origin", "http://test.example"}}, true},
      {{{"Sec-Fetch-Site", "cross-site"}}, false},
      {{{"Sec-Fetch-Site", "same-site"}}, false},
      {{{"Origin", "https://evil.example"}}, false},
      {{{"Origin", "null"}}, false},
      {{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "http://test.example"}}, false},
      {{}, false},
  };
  for (const http::Method method :
       {http::Method::post, http::Method::patch, http::Method::put, http::Method::del})
    for (const auto& [headers, ours] : origins) {
      Headers all = headers;
      all.emplace_back("Cookie", session);
      const Answer answer = app().call(method, "/api/v1/tags/0000000000001", "{}", "", all);
      EXPECT_EQ(answer.code() == "auth.cross_site", !ours)
          << (headers.empty() ? "without origin" : headers.front().second) << answer.text;
    }
  EXPECT_EQ(me(session).status, 200);  // reading needs no origin
}

FOR_EACH_DATABASE(SignInTest);

}  // namespace
}  // namespace tw::testkit
