#pragma once
// The whole server in one process, without a socket: a data directory of its own, a clock that
// stands still at a fixed day, and people of every role. What a test asks goes straight into
// api::Api, faults become answers as behind a socket.
//
// The company: head office (总部) over two sibling departments (外贸一部, 外贸二部); the team
// 华东组 crosses both. `people` says who sits where. All begin with an API key and no records.

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/app.h"
#include "platform/base/json.h"
#include "platform/http/http.h"
#include "platform/testkit/databases.h"

namespace tw::testkit {

/// Monday, 10:00 in Shanghai.
DateTime start_of_tests();
inline constexpr std::string_view test_password = "correct horse battery";

struct Person {
  std::string_view name, role, department, team;
  std::string email() const { return std::string{name} + "@test.example"; }
};
/// admin first.
const std::vector<Person>& people();

struct Answer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string text;
  json::value body;  // null when the text is not JSON

  std::string header(std::string_view name) const;
  /// Value at `problems.0.code`; nullptr when there is none.
  const json::value* at(std::string_view path) const;
  /// The text at that path; empty when there is none.
  std::string string(std::string_view path) const;
  std::string code() const { return string("code"); }
  std::string id() const { return string("id"); }
  /// Codes of all problems, in order.
  std::vector<std::string> problems() const;
  /// Length of `value`; -1 when there is none.
  int count() const;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

class TestApp {
 public:
  explicit TestApp(const std::string& database_kind = "sqlite");
  ~TestApp();

  /// `as` is a person's name; empty: nobody. `target` may hold any character, also blanks.
  Answer call(http::Method method, std::string_view target, std::string_view body = {},
              std::string_view as = "admin", const Headers& headers = {});
  Answer get(std::string_view target, std::string_view as = "admin", const Headers& headers = {}) {
    return call(http::Method::get, target, {}, as, headers);
  }
  Answer post(std::string_view target, std::string_view body, std::string_view as = "admin",
              const Headers& headers = {}) {
    return call(http::Method::post, target, body, as, headers);
  }
  Answer patch(std::string_view target, std::string_view body, std::string_view as = "admin",
               const Headers& headers = {}) {
    return call(http::Method::patch, target, body, as, headers);
  }
  Answer del(std::string_view target, std::string_view as = "admin", const Headers& headers = {}) {
    return call(http::Method::del, target, {}, as, headers);
  }

  /// Everything that is due: schedules, events, jobs. Returns how many jobs ran.
  int run_jobs() { return app_->work.run_due(); }

  app::App& app() { return *app_; }
  ManualClock& clock() { return *clock_; }
  Date today() const;
  Id user(std::string_view person) const;
  Id department(std::string_view code) const;  // head, one, two
  std::string key(std::string_view person) const;
  access::Gate gate(std::string_view person) const;
  access::Gate system_gate() const;
  const TemporaryDirectory& directory() const { return directory_; }
  /// Every distinct SQL text that the database was given since the start (S2).
  std::set<std::string> sql_texts() const;

 private:
  TemporaryDirectory directory_;
  ManualClock* clock_ = nullptr;
  std::unique_ptr<app::App> app_;
};

}  // namespace tw::testkit
