#include "platform/testkit/scenario_values.h"

#include <algorithm>
#include <cstdlib>

namespace tw::testkit {
namespace {

/// As JSON writes numbers; so 0HZ…, 00042 and 2026-06-15 stay text.
bool looks_like_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const auto digits = [](std::string_view part) {
    return !part.empty() &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (!digits(whole) || (whole.size() > 1 && whole.front() == '0')) return false;
  return point == std::string_view::npos || digits(text.substr(point + 1));
}

json::value plain_scalar(const std::string& text) {
  if (text == "true" || text == "false") return text == "true";
  if (text == "null" || text == "~" || text.empty()) return nullptr;
  if (looks_like_number(text))
    if (const Result<json::value> number = parse_json(text)) return *number;
  return json::value(text);
}

}  // namespace

std::string Variables::value_of(const std::string& name) const {
  if (const auto found = captured_.find(name); found != captured_.end()) return found->second;
  if (name.starts_with("user.")) return app_.user(name.substr(5)).text();
  if (name.starts_with("department.")) return app_.department(name.substr(11)).text();
  if (name.starts_with("today"))
    return app_.today().plus_days(name.size() > 5 ? std::atoi(name.c_str() + 5) : 0).text();
  throw ScenarioFault{"nothing was captured as ${" + name + "}"};
}

std::string Variables::filled(const std::string& text) const {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find("${", at);
    const std::size_t close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos) {
      out += text.substr(at);
      break;
    }
    out += text.substr(at, open - at);
    out += value_of(text.substr(open + 2, close - open - 2));
    at = close + 1;
  }
  return out;
}

json::value Variables::json_of(const YAML::Node& node) const {
  if (node.IsMap()) {
    json::object out;
    for (const auto& member : node)
      out[filled(member.first.as<std::string>())] = json_of(member.second);
    return out;
  }
  if (node.IsSequence()) {
    json::array out;
    for (const YAML::Node& item : node) out.push_back(json_of(item));
    return out;
  }
  if (!node.IsScalar()) return nullptr;
  const std::string& text = node.Scalar();
  const bool quoted = node.Tag() == "!";
  if (quoted || text.find("${") != std::string::npos) return json::value(filled(text));
  return plain_scalar(text);
}

}  // namespace tw::testkit
