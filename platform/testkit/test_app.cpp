#include "platform/testkit/test_app.h"

#include <charconv>
#include <fstream>

#include "platform/base/check.h"
#include "platform/base/text.h"
#include "platform/testkit/company.h"

namespace tw::testkit {
namespace {

/// What a browser would do to an address: characters that may stand in one stay as they are.
std::string encoded(std::string_view target) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f && c != '"' && c != '<' && c != '>') {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

}  // namespace

DateTime start_of_tests() { return *DateTime::parse("2026-06-15T02:00:00.000Z"); }

const std::vector<Person>& people() {
  static const std::vector<Person> list{
      {"admin", "admin", "head", ""},
      {"sales_rep", "sales_rep", "one", "team"},
      {"teammate", "sales_rep", "two", "team"},
      {"colleague", "sales_rep", "one", ""},
      {"sibling", "sales_rep", "two", ""},
      {"sales_manager", "sales_manager", "one", ""},
      {"sibling_manager", "sales_manager", "two", ""},
      {"director", "sales_manager", "head", ""},
      {"service", "service", "head", ""},
      {"viewer", "viewer", "head", ""},
  };
  return list;
}

std::string Answer::header(std::string_view name) const {
  for (const auto& [known, value] : headers)
    if (lower_ascii(known) == lower_ascii(name)) return value;
  return {};
}

const json::value* Answer::at(std::string_view path) const {
  const json::value* value = &body;
  for (const std::string_view part : split(path, '.')) {
    if (value->is_object()) {
      value = value->as_object().if_contains(part);
    } else if (value->is_array()) {
      std::size_t index = 0;
      const auto end = part.data() + part.size();
      if (std::from_chars(part.data(), end, index).ptr != end) return nullptr;
      value = value->as_array().if_contains(index);
    } else {
      return nullptr;
    }
    if (value == nullptr) return nullptr;
  }
  return value;
}

std::string Answer::string(std::string_view path) const {
  const json::value* value = at(path);
  return value != nullptr && value->is_string() ? std::string{value->as_string()} : std::string{};
}

std::vector<std::string> Answer::problems() const {
  std::vector<std::string> codes;
  const json::value* list = at("problems");
  if (list == nullptr || !list->is_array()) return codes;
  for (const json::value& problem : list->as_array())
    codes.emplace_back(problem.as_object().at("code").as_string());
  return codes;
}

int Answer::count() const {
  const json::value* list = at("value");
  return list != nullptr && list->is_array() ? static_cast<int>(list->as_array().size()) : -1;
}

TestApp::TestApp(const std::string& database_kind) {
  Config config = company_on(database_kind).copy_to(directory_.file("data"));
  config.record_sql_file = directory_.file("sql.txt");
  auto clock = std::make_unique<ManualClock>(start_of_tests());
  clock_ = clock.get();
  app_ = std::make_unique<app::App>(config, std::move(clock), seeded_random(2));
}

TestApp::~TestApp() = default;

std::set<std::string> TestApp::sql_texts() const {
  std::set<std::string> texts;
  std::ifstream file{directory_.file("sql.txt")};
  for (std::string line; std::getline(file, line);) texts.insert(std::move(line));
  return texts;
}

Answer TestApp::call(http::Method method, std::string_view target, std::string_view body,
                     std::string_view as, const Headers& headers) {
  http::Request request;
  request.method = method;
  request.target = encoded(target);
  request.headers = headers;
  request.headers.emplace_back("Host", "test.example");
  if (!as.empty()) request.headers.emplace_back("Authorization", "Bearer " + key(as));
  if (!body.empty() && request.header("Content-Type").empty())
    request.headers.emplace_back("Content-Type", "application/json");
  request.body = body;
  request.id = "test";
  request.peer = "192.0.2.1";
  http::Response response;
  try {
    response = app_->api.handle(request);
  } catch (...) {  // as http does
    response = app_->api.on_error(request, std::current_exception());
  }
  Answer answer{response.status, std::move(response.headers), std::move(response.body), {}};
  if (const Result<json::value> parsed = parse_json(answer.text)) answer.body = *parsed;
  return answer;
}

Date TestApp::today() const { return system_gate().environment().today; }

Id TestApp::user(std::string_view person) const {
  const auto& users = company_on(std::string{app_->database->kind()}).users;
  CHECK(users.find(person) != users.end());
  return users.find(person)->second;
}

Id TestApp::department(std::string_view code) const {
  const auto& all = company_on(std::string{app_->database->kind()}).departments;
  CHECK(all.find(code) != all.end());
  return all.find(code)->second;
}

std::string TestApp::key(std::string_view person) const {
  const auto& keys = company_on(std::string{app_->database->kind()}).keys;
  CHECK(keys.find(person) != keys.end());
  return keys.find(person)->second;
}

access::Gate TestApp::gate(std::string_view person) const {
  return access::Gate{*app_->catalogue, *app_->directory.find(user(person)), *clock_};
}

access::Gate TestApp::system_gate() const {
  return access::Gate::system(*app_->catalogue, *clock_);
}

}  // namespace tw::testkit
