#include <array>

#include "platform/api/apply.h"
#include "platform/base/text.h"

namespace tw::api {
namespace {

[[noreturn]] void malformed(std::string_view part) {
  throw AppError{Errc::bad_request, "apply.malformed", {{"part", std::string{part}}}};
}

/// `name(inside)`; the parenthesis must close at the very end.
Transformation named_call(std::string_view text) {
  const std::string whole = trim(text);
  const std::size_t open = whole.find('(');
  if (open == std::string::npos) return {whole, {}};
  if (whole.back() != ')') malformed(whole);
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = open; i < whole.size(); ++i) {
    if (whole[i] == '\'') quoted = !quoted;
    if (quoted) continue;
    if (whole[i] == '(') ++depth;
    if (whole[i] == ')' && --depth == 0 && i + 1 != whole.size()) malformed(whole);
  }
  if (depth != 0 || quoted) malformed(whole);
  return {trim(whole.substr(0, open)), whole.substr(open + 1, whole.size() - open - 2)};
}

/// Where the last ` word ` stands outside quotes and parentheses.
std::size_t find_word(const std::string& text, const std::string& word) {
  std::size_t found = std::string::npos;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\'') quoted = !quoted;
    if (quoted) continue;
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (depth == 0 && text.compare(i, word.size() + 2, " " + word + " ") == 0) found = i;
  }
  return found;
}

Method method_of(const std::string& word) {
  static constexpr std::array<std::pair<std::string_view, Method>, 5> methods{
      {{"sum", Method::sum},
       {"min", Method::min},
       {"max", Method::max},
       {"average", Method::average},
       {"countdistinct", Method::count_distinct}}};
  for (const auto& [name, method] : methods)
    if (name == word) return method;
  throw AppError{Errc::bad_request, "apply.unsupported", {{"part", word}}};
}

AggregateText parse_aggregate(const std::string& text) {
  const std::size_t as = find_word(text, "as");
  if (as == std::string::npos) malformed(text);
  AggregateText aggregate;
  aggregate.alias = trim(text.substr(as + 4));
  if (!is_identifier(aggregate.alias)) malformed(aggregate.alias);
  const std::string what = trim(text.substr(0, as));
  if (what == "$count") return aggregate;
  const std::size_t with = find_word(what, "with");
  if (with == std::string::npos) malformed(text);
  aggregate.expression = trim(what.substr(0, with));
  aggregate.method = method_of(trim(what.substr(with + 6)));
  return aggregate;
}

}  // namespace

std::vector<Transformation> split_apply(std::string_view text) {
  std::vector<Transformation> list;
  for (const std::string& part : split_top(text, '/')) {
    list.push_back(named_call(part));
    if (list.back().name.empty()) malformed(part);
  }
  return list;
}

std::vector<AggregateText> parse_aggregates(std::string_view arguments) {
  std::vector<AggregateText> list;
  for (const std::string& part : split_top(arguments, ','))
    list.push_back(parse_aggregate(trim(part)));
  return list;
}

GroupText parse_group(std::string_view arguments) {
  const std::vector<std::string> parts = split_top(arguments, ',');
  if (parts.empty() || parts.size() > 2) malformed(arguments);
  const std::string keys = trim(parts[0]);
  if (keys.size() < 3 || keys.front() != '(' || keys.back() != ')') malformed(arguments);
  GroupText group;
  for (const std::string& key : split_top(keys.substr(1, keys.size() - 2), ',')) {
    const std::string name = trim(key);
    if (name.empty()) malformed(arguments);
    if (name.find('(') != std::string::npos)  // rollup(…)
      throw AppError{Errc::bad_request, "apply.unsupported", {{"part", name}}};
    group.keys.push_back(name);
  }
  if (parts.size() == 1) return group;
  const Transformation then = named_call(parts[1]);
  if (then.name != "aggregate")
    throw AppError{Errc::bad_request, "apply.unsupported", {{"part", then.name}}};
  group.aggregates = parse_aggregates(then.arguments);
  return group;
}

}  // namespace tw::api
