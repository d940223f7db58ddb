#include "platform/api/call.h"
#include "platform/base/text.h"

namespace tw::api {
namespace {

constexpr std::string_view root = "/api/v1";
constexpr std::size_t most_pairs = 100;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Forms write a space as `+`; a plus that begins a time offset (`…T08:00:00+08:00`) stays one.
std::string plus_to_space(std::string_view text) {
  std::string out{text};
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] != '+') continue;
    const bool offset = i > 0 && is_digit(out[i - 1]) && i + 3 < out.size() &&
                        is_digit(out[i + 1]) && is_digit(out[i + 2]) &&
                        (out[i + 3] == ':' || out.compare(i + 3, 3, "%3A") == 0 ||
                         out.compare(i + 3, 3, "%3a") == 0);
    if (!offset) out[i] = ' ';
  }
  return out;
}

std::string decoded(std::string_view text) {
  std::string out;
  if (!http::percent_decode(text, out) || first_bad_utf8(out))
    throw AppError{Errc::bad_request, "url.malformed"};
  return out;
}

/// `accounts('X')` → accounts, X.
void push_segment(std::string segment, std::vector<std::string>& segments) {
  const std::size_t open = segment.find('(');
  if (open == std::string::npos || segment.back() != ')')
    return segments.push_back(std::move(segment));
  std::string key = segment.substr(open + 1, segment.size() - open - 2);
  if (const std::size_t equal = key.find('='); equal != std::string::npos && key.find('\'') > equal)
    key.erase(0, equal + 1);
  if (key.size() >= 2 && key.front() == '\'' && key.back() == '\'')
    key = key.substr(1, key.size() - 2);
  segments.push_back(segment.substr(0, open));
  if (!key.empty()) segments.push_back(std::move(key));
}

}  // namespace

const std::string* Url::find(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return &value;
  return nullptr;
}

QueryPairs parse_query(std::string_view query) {
  QueryPairs pairs;
  if (query.empty()) return pairs;
  for (const std::string_view part : split(query, '&')) {
    if (part.empty()) continue;
    if (pairs.size() >= most_pairs) throw AppError{Errc::bad_request, "url.too_many_options"};
    const std::size_t equal = part.find('=');
    std::string key = decoded(plus_to_space(part.substr(0, equal)));
    std::string value = equal == std::string_view::npos
                            ? std::string{}
                            : decoded(plus_to_space(part.substr(equal + 1)));
    if (key.starts_with('$')) key = lower_ascii(std::string_view{key}.substr(1));
    for (const auto& [known, other] : pairs)
      if (known == key) throw AppError{Errc::bad_request, "url.option_twice", {{"option", key}}};
    pairs.emplace_back(std::move(key), std::move(value));
  }
  return pairs;
}

Url parse_url(std::string_view target) {
  Url url;
  const std::size_t question = target.find('?');
  std::string_view path = target.substr(0, question);
  if (!path.starts_with(root)) throw AppError{Errc::not_found, "url.no_such_path"};
  path.remove_prefix(root.size());
  for (const std::string_view raw : split(path, '/'))
    if (!raw.empty()) push_segment(decoded(raw), url.segments);
  if (question != std::string_view::npos) url.query = parse_query(target.substr(question + 1));
  return url;
}

}  // namespace tw::api
