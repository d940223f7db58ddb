#include "platform/testkit/matching.h"

#include <boost/json/serialize.hpp>

namespace tw::testkit {
namespace {

using Lines = std::vector<std::string>;

std::string differs(const json::value& expected, const std::string& found,
                    const std::string& path) {
  return (path.empty() ? "answer" : path) + ": expected " + boost::json::serialize(expected) +
         ", found " + found;
}

std::string below(const std::string& path, std::string_view name) {
  return path.empty() ? std::string{name} : path + "." + std::string{name};
}

bool is_number(const json::value& value) {
  return value.is_int64() || value.is_uint64() || value.is_double();
}

/// A number that a double cannot hold arrives as its text.
bool same_number(const json::value& a, const json::value& b) {
  if (is_number(a) && is_number(b)) return a.to_number<double>() == b.to_number<double>();
  const auto text = [](const json::value& value) {
    return value.is_string() ? std::string{value.as_string()} : boost::json::serialize(value);
  };
  const Result<Decimal> x = Decimal::parse(text(a));
  const Result<Decimal> y = Decimal::parse(text(b));
  return x && y && *x == *y;
}

bool same_text(const std::string& expected, const json::value& actual) {
  if (expected == "*") return !actual.is_null();
  if (!actual.is_string()) return false;
  const std::string_view found = actual.as_string();
  if (expected.starts_with('~'))
    return found.find(std::string_view{expected}.substr(1)) != std::string_view::npos;
  return found == expected;
}

bool same_scalar(const json::value& expected, const json::value& actual) {
  if (is_number(expected)) return same_number(expected, actual);
  if (expected.is_string()) return same_text(std::string{expected.as_string()}, actual);
  return expected == actual;
}

Lines in_object(const json::object& expected, const json::value& actual, const std::string& path) {
  if (!actual.is_object()) return {differs(expected, boost::json::serialize(actual), path)};
  Lines lines;
  for (const auto& [name, value] : expected) {
    const json::value* found = actual.as_object().if_contains(name);
    if (found == nullptr) {
      lines.push_back(differs(value, "nothing", below(path, name)));
      continue;
    }
    for (std::string& line : mismatches(value, *found, below(path, name)))
      lines.push_back(std::move(line));
  }
  return lines;
}

Lines in_array(const json::array& expected, const json::value& actual, const std::string& path) {
  if (!actual.is_array() || actual.as_array().size() != expected.size())
    return {differs(expected, boost::json::serialize(actual), path)};
  Lines lines;
  for (std::size_t i = 0; i < expected.size(); ++i)
    for (std::string& line :
         mismatches(expected[i], actual.as_array()[i], below(path, std::to_string(i))))
      lines.push_back(std::move(line));
  return lines;
}

}  // namespace

Lines mismatches(const json::value& expected, const json::value& actual, const std::string& path) {
  if (expected.is_object()) return in_object(expected.as_object(), actual, path);
  if (expected.is_array()) return in_array(expected.as_array(), actual, path);
  if (same_scalar(expected, actual)) return {};
  return {differs(expected, boost::json::serialize(actual), path)};
}

}  // namespace tw::testkit
