#pragma once
// One request on its way through the API: who asks, in what language, with which query options.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/api/api.h"

namespace tw::record {
class Unit;
}

namespace tw::api {

class KeptAnswer;
class PlanCache;

/// `key=value` pairs of the URL, percent-decoded, names without `$` where the name is an OData
/// option.
using QueryPairs = std::vector<std::pair<std::string, std::string>>;

/// A URL split and decoded. `accounts('X')/contacts` and `accounts/X/contacts` give the same
/// segments.
struct Url {
  std::vector<std::string> segments;  // after /api/v1
  QueryPairs query;
  const std::string* find(std::string_view name) const;
};
/// AppError bad_request "url.malformed".
Url parse_url(std::string_view target);
QueryPairs parse_query(std::string_view query);

struct Call {
  const Services& services;
  const http::Request& request;
  Url url;
  Language language = Language::zh_cn;
  std::optional<access::Gate> gate_storage;
  /// Writes go into this transaction, which the caller of the call commits (an atomicity group of
  /// $batch).
  record::Unit* unit = nullptr;
  PlanCache* plans = nullptr;
  /// `Idempotency-Key`: the answer is kept in the transaction of the effect.
  KeptAnswer* kept_answer = nullptr;

  const access::Gate& gate()
      const;  // AppError unauthenticated "auth.required" when nobody signed in
  bool prefers(std::string_view wish) const;  // `Prefer: return=minimal`
  std::optional<std::int64_t> preferred(
      std::string_view wish) const;  // `Prefer: odata.maxpagesize=20`
  const meta::EntityDef& entity_of_set(std::string_view set) const;  // 404 "url.no_such_set"
  /// `https://host/api/v1/`: links in answers are absolute, since some clients take no others.
  std::string base() const;
  std::string context_url(std::string_view fragment) const;  // `…$metadata#orders`
  /// `Accept: application/json;IEEE754Compatible=true`: numbers that a double cannot hold are
  /// texts.
  bool wants_number_texts() const;
};

[[noreturn]] void raise_wrong_method(std::string_view allowed);

/// JSON body of the request, an object; AppError bad_request with json.* codes, unsupported
/// "http.not_json".
json::object body_of(const http::Request& request);

http::Response json_response(int status, std::string body);
http::Response no_content();
/// application/problem+json in the given language.
http::Response problem_response(const meta::Catalogue& catalogue, const AppError& error,
                                const std::string& request_id, Language language);

/// `W/"3"`.
std::string etag_of(std::int64_t version);
/// Version in If-Match; nullopt when absent or `*`; AppError "http.malformed_etag".
std::optional<std::int64_t> if_match(const http::Request& request);

}  // namespace tw::api
