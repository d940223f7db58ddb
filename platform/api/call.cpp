#include "platform/api/call.h"

#include <algorithm>
#include <charconv>

#include "platform/base/text.h"

namespace tw::api {
namespace {

/// Parts of a Prefer header, lower case, without spaces around.
std::vector<std::string> preferences(const http::Request& request) {
  std::vector<std::string> list;
  for (const std::string_view part : split(request.header("Prefer"), ','))
    list.push_back(lower_ascii(trim(part)));
  return list;
}

void write_params(JsonWriter& out, const Params& params) {
  for (const auto& [name, value] : params)
    if (name == "position" || name == "expected" || name == "version")
      out.key(name).string(value);
    else if (name == "current")  // JSON already
      out.key(name).raw(value);
  if (params.empty()) return;
  out.key("params").begin_object();
  for (const auto& [name, value] : params)
    if (name != "current") out.key(name).string(value);
  out.end_object();
}

void write_problems(JsonWriter& out, const meta::Catalogue& catalogue, const AppError& error,
                    Language language) {
  out.key("problems").begin_array();
  for (const Problem& problem : error.problems()) {
    out.begin_object();
    out.key("code").string(problem.code);
    out.key("field").string(problem.field);
    out.key("message").string(catalogue.message(problem.code, problem.params, language));
    if (!problem.params.empty()) {
      out.key("params").begin_object();
      for (const auto& [name, value] : problem.params) out.key(name).string(value);
      out.end_object();
    }
    out.end_object();
  }
  out.end_array();
}

int status_of(const AppError& error) {
  if (error.code() == "http.wrong_method") return 405;
  if (error.code() == "batch.undone" || error.code() == "batch.stopped" ||
      error.code() == "batch.dependency_failed")
    return 424;
  switch (error.kind()) {
    case Errc::bad_request: return 400;
    case Errc::unauthenticated: return 401;
    case Errc::forbidden: return 403;
    case Errc::not_found: return 404;
    case Errc::conflict: return 409;
    case Errc::stale: return 412;
    case Errc::precondition: return 428;
    case Errc::too_large: return 413;
    case Errc::unsupported: return 415;
    case Errc::invalid: return 422;
    case Errc::busy: return 503;
    case Errc::storage: return 507;
    case Errc::internal: break;
  }
  return 500;
}

}  // namespace

const access::Gate& Call::gate() const {
  if (!gate_storage) throw AppError{Errc::unauthenticated, "auth.required"};
  return *gate_storage;
}

bool Call::prefers(std::string_view wish) const {
  const std::vector<std::string> wishes = preferences(request);
  return std::find(wishes.begin(), wishes.end(), wish) != wishes.end();
}

std::optional<std::int64_t> Call::preferred(std::string_view wish) const {
  for (const std::string& part : preferences(request)) {
    const std::string_view text =
        std::string_view{part}.starts_with("odata.") ? std::string_view{part}.substr(6) : part;
    if (!text.starts_with(wish) || text.size() <= wish.size() || text[wish.size()] != '=') continue;
    std::int64_t number = 0;
    const std::string_view digits = text.substr(wish.size() + 1);
    if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ec == std::errc{} &&
        number > 0)
      return number;
  }
  return std::nullopt;
}

const meta::EntityDef& Call::entity_of_set(std::string_view set) const {
  const meta::EntityDef* entity = services.catalogue.find_set(set);
  if (entity == nullptr)
    throw AppError{Errc::not_found, "url.no_such_set", {{"set", std::string{set}}}};
  return *entity;
}

std::string Call::base() const {
  const std::string& configured = services.config.public_url;
  if (!configured.empty()) return configured + (configured.ends_with('/') ? "" : "/") + "api/v1/";
  const std::string_view host = request.header("Host");
  if (host.empty()) return "/api/v1/";
  return std::string{request.secure ? "https://" : "http://"} + std::string{host} + "/api/v1/";
}

std::string Call::context_url(std::string_view fragment) const {
  std::string address = base() + "$metadata";
  if (!fragment.empty()) address.append("#").append(fragment);
  return address;
}

bool Call::wants_number_texts() const {
  const std::string accepted = lower_ascii(request.header("Accept"));
  return accepted.find("ieee754compatible=true") != std::string::npos;
}

void raise_wrong_method(std::string_view allowed) {
  throw AppError{Errc::bad_request, "http.wrong_method", {{"allow", std::string{allowed}}}};
}

json::object body_of(const http::Request& request) {
  if (request.body.empty()) return {};
  const std::string_view type = request.header("Content-Type");
  if (!type.empty() && lower_ascii(type).find("json") == std::string::npos)
    throw AppError{Errc::unsupported, "http.not_json", {{"type", std::string{type}}}};
  const Result<json::value> parsed = parse_json(request.body);
  if (!parsed) {
    const Problem& problem = parsed.error();
    throw AppError{problem.code == "json.too_large" ? Errc::too_large : Errc::bad_request,
                   problem.code, problem.params};
  }
  if (!parsed->is_object()) throw AppError{Errc::bad_request, "json.not_an_object"};
  return parsed->as_object();
}

http::Response json_response(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.header("Content-Type", "application/json;odata.metadata=minimal;charset=utf-8");
  response.header("OData-Version", "4.01");
  response.header("Cache-Control", "no-store");
  response.body = std::move(body);
  return response;
}

http::Response no_content() {
  http::Response response;
  response.status = 204;
  response.header("OData-Version", "4.01");
  return response;
}

http::Response problem_response(const meta::Catalogue& catalogue, const AppError& error,
                                const std::string& request_id, Language language) {
  const std::string title = catalogue.message(error.code(), error.params(), language);
  std::string body;
  JsonWriter out{body};
  out.begin_object();
  out.key("type").string("about:blank");
  out.key("status").integer(status_of(error));
  out.key("code").string(error.code());
  out.key("title").string(title);
  out.key("detail").string(title);
  out.key("request_id").string(request_id);
  write_params(out, error.params());
  write_problems(out, catalogue, error, language);
  out.key("error").begin_object().key("code").string(error.code()).key("message").string(title);
  out.key("details").begin_array();
  for (const Problem& problem : error.problems())
    out.begin_object()
        .key("code")
        .string(problem.code)
        .key("target")
        .string(problem.field)
        .key("message")
        .string(catalogue.message(problem.code, problem.params, language))
        .end_object();
  out.end_array().end_object().end_object();
  http::Response response;
  response.status = status_of(error);
  response.header("Content-Type", "application/problem+json; charset=utf-8");
  response.header("Content-Language", std::string{tag_of(language)});
  response.header("Cache-Control", "no-store");
  if (error.kind() == Errc::busy) response.header("Retry-After", "1");
  if (const auto allowed = error.params().find("allow"); allowed != error.params().end())
    response.header("Allow", allowed->second);
  if (error.kind() == Errc::unauthenticated) response.header("WWW-Authenticate", "Bearer");
  response.body = std::move(body);
  return response;
}

std::string etag_of(std::int64_t version) { return "W/\"" + std::to_string(version) + "\""; }

std::optional<std::int64_t> if_match(const http::Request& request) {
  std::string_view tag = request.header("If-Match");
  if (tag.empty() || tag == "*") return std::nullopt;
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  std::int64_t version = 0;
  const bool quoted = tag.size() > 2 && tag.front() == '"' && tag.back() == '"';
  if (!quoted ||
      std::from_chars(tag.data() + 1, tag.data() + tag.size() - 1, version).ec != std::errc{})
    throw AppError{Errc::stale, "http.malformed_etag"};
  return version;
}

}  // namespace tw::api
