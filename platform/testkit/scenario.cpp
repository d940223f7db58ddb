#include "platform/testkit/scenario.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

#include "platform/testkit/matching.h"
#include "platform/testkit/scenario_values.h"

namespace tw::testkit {
namespace {

using Lines = std::vector<std::string>;

struct Verb {
  std::string_view word;
  http::Method method;
};
constexpr std::array verbs{Verb{"get", http::Method::get}, Verb{"post", http::Method::post},
                           Verb{"patch", http::Method::patch}, Verb{"put", http::Method::put},
                           Verb{"delete", http::Method::del}};
constexpr std::array<std::string_view, 13> step_words{
    "as",   "get",    "post",    "patch",    "put",     "delete", "headers",
    "body", "expect", "capture", "run_jobs", "advance", "note"};
constexpr std::array<std::string_view, 9> expect_words{
    "status", "body", "text", "headers", "code", "problems", "absent", "count", "has"};

template <class Words>
void only_known(const YAML::Node& map, const Words& words, std::string_view also = {}) {
  for (const auto& member : map) {
    const std::string key = member.first.as<std::string>();
    if (key != also && std::find(words.begin(), words.end(), key) == words.end())
      throw ScenarioFault{"unknown key '" + key + "'"};
  }
}

/// P3D, PT6H, PT15M.
std::int64_t duration_ms(const std::string& text) {
  const bool days = text.starts_with("P") && text.ends_with("D");
  const bool hours = text.starts_with("PT") && text.ends_with("H");
  const bool minutes = text.starts_with("PT") && text.ends_with("M");
  if (!days && !hours && !minutes) throw ScenarioFault{"'" + text + "' is no duration"};
  const std::int64_t number = std::atoll(text.c_str() + (days ? 1 : 2));
  return number * (days ? 86'400'000 : hours ? 3'600'000 : 60'000);
}

class Runner {
 public:
  explicit Runner(TestApp& app) : app_{app}, variables_{app} {}

  Lines step(const YAML::Node& node) {
    only_known(node, step_words);
    if (node["as"]) as_ = node["as"].as<std::string>();
    if (node["advance"]) app_.clock().advance_ms(duration_ms(node["advance"].as<std::string>()));
    if (node["run_jobs"] && node["run_jobs"].as<bool>()) app_.run_jobs();
    for (const Verb& verb : verbs)
      if (node[std::string{verb.word}]) return request(node, verb);
    return {};
  }

 private:
  Lines request(const YAML::Node& node, const Verb& verb) {
    const std::string word{verb.word};
    const std::string target = variables_.filled(node[word].as<std::string>());
    std::string body;
    if (const YAML::Node given = node["body"])
      body = given.IsScalar() ? variables_.filled(given.Scalar())
                              : boost::json::serialize(variables_.json_of(given));
    Headers headers;
    for (const auto& header : node["headers"])
      headers.emplace_back(header.first.as<std::string>(),
                           variables_.filled(header.second.as<std::string>()));
    const Answer answer = app_.call(verb.method, target, body, as_ == "nobody" ? "" : as_, headers);
    Lines wrong = judge(node["expect"], answer);
    if (!wrong.empty()) {
      wrong.insert(wrong.begin(), "as " + as_ + ": " + word + " " + target + " " + body);
      wrong.push_back("the answer was " + std::to_string(answer.status) + " " + answer.text);
      return wrong;
    }
    for (const auto& one : node["capture"])
      capture(one.first.as<std::string>(), one.second.as<std::string>(), answer);
    return {};
  }

  void capture(const std::string& name, const std::string& from, const Answer& answer) {
    if (from.starts_with("header:")) return variables_.set(name, answer.header(from.substr(7)));
    const json::value* value = answer.at(from);
    if (value == nullptr) throw ScenarioFault{"the answer has no '" + from + "' to capture"};
    variables_.set(name, value->is_string() ? std::string{value->as_string()}
                                            : boost::json::serialize(*value));
  }

  Lines judge(const YAML::Node& expect, const Answer& answer) {
    if (!expect || !expect["status"]) throw ScenarioFault{"a request needs expect: { status: … }"};
    only_known(expect, expect_words, "has_not");
    Lines wrong;
    const auto compare = [&](const char* what, const json::value& found) {
      if (!expect[what]) return;
      for (std::string& line : mismatches(variables_.json_of(expect[what]), found, what))
        wrong.push_back(std::move(line));
    };
    compare("status", answer.status);
    compare("count", answer.count());
    compare("body", answer.body);
    compare("text", json::value(answer.text));
    compare("code", json::value(answer.code()));
    for (const auto& header : expect["headers"])
      for (std::string& line :
           mismatches(variables_.json_of(header.second),
                      json::value(answer.header(header.first.as<std::string>())),
                      "header " + header.first.as<std::string>()))
        wrong.push_back(std::move(line));
    if (expect["problems"]) judge_problems(expect["problems"], answer, wrong);
    for (const YAML::Node& path : expect["absent"])
      if (answer.at(path.as<std::string>()) != nullptr)
        wrong.push_back(path.as<std::string>() + ": should be absent");
    judge_elements(expect, answer, wrong);
    return wrong;
  }

  static void judge_problems(const YAML::Node& codes, const Answer& answer, Lines& wrong) {
    Lines expected;
    for (const YAML::Node& code : codes) expected.push_back(code.as<std::string>());
    Lines found = answer.problems();
    std::sort(expected.begin(), expected.end());
    std::sort(found.begin(), found.end());
    if (expected == found) return;
    std::string line = "problems: found";
    for (const std::string& code : found) line += " " + code;
    wrong.push_back(line);
  }

  bool some_element(const YAML::Node& expected, const Answer& answer) const {
    const json::value* list = answer.at("value");
    if (list == nullptr || !list->is_array()) return false;
    const json::value wanted = variables_.json_of(expected);
    const json::array& elements = list->as_array();
    return std::any_of(elements.begin(), elements.end(), [&](const json::value& element) {
      return mismatches(wanted, element).empty();
    });
  }

  void judge_elements(const YAML::Node& expect, const Answer& answer, Lines& wrong) const {
    for (const YAML::Node& one : expect["has"])
      if (!some_element(one, answer))
        wrong.push_back("value: no element is " + boost::json::serialize(variables_.json_of(one)));
    for (const YAML::Node& one : expect["has_not"])
      if (some_element(one, answer))
        wrong.push_back("value: an element is " + boost::json::serialize(variables_.json_of(one)));
  }

  TestApp& app_;
  Variables variables_;
  std::string as_ = "admin";
};

}  // namespace

std::vector<std::string> scenario_files(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(repository() / folder))
    if (entry.path().string().ends_with(".scenario.yaml"))
      files.push_back(folder + "/" + entry.path().filename().string());
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> run_scenario(TestApp& app, const std::string& file) {
  YAML::Node steps;
  try {
    steps = YAML::LoadFile((repository() / file).string());
  } catch (const YAML::Exception& error) {
    return {file + ": " + error.what()};
  }
  if (!steps.IsSequence() || steps.size() == 0) return {file + ": a scenario is a list of steps"};
  Runner runner{app};
  int number = 0;
  for (const YAML::Node& step : steps) {
    const std::string place = file + ":" + std::to_string(step.Mark().line + 1) + ": step " +
                              std::to_string(++number) + ": ";
    Lines wrong;
    try {
      wrong = runner.step(step);
    } catch (const ScenarioFault& fault) {
      wrong = {fault.message};
    } catch (const YAML::Exception& error) {
      wrong = {error.what()};
    }
    for (std::string& line : wrong) line.insert(0, place);
    if (!wrong.empty()) return wrong;
  }
  return {};
}

}  // namespace tw::testkit
