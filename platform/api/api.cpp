#include "platform/api/api.h"

#include "platform/api/events.h"
#include "platform/api/idempotency.h"
#include "platform/api/plan_cache.h"
#include "platform/api/routes.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

namespace tw::api {
namespace {

using http::Method;

bool is_write(Method method) {
  return method == Method::post || method == Method::put || method == Method::patch ||
         method == Method::del;
}

constexpr std::string_view set_methods = "GET, HEAD, OPTIONS, POST";
constexpr std::string_view record_methods = "GET, HEAD, OPTIONS, PATCH, PUT, DELETE";
constexpr std::string_view read_methods = "GET, HEAD, OPTIONS";
constexpr std::string_view call_methods = "OPTIONS, POST";

Id id_in(const meta::EntityDef& entity, const std::string& segment) {
  const Result<Id> id = Id::parse(segment);
  if (!id) throw AppError{Errc::not_found, "record.not_found", {{"entity", entity.name}}};
  return *id;
}

/// `run`, or its name with a namespace: `Tradewind.run`.
const meta::ActionDef* action_named(const meta::EntityDef& entity, std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return entity.action(dot == std::string_view::npos ? name : name.substr(dot + 1));
}

http::Response serve_record(const Call& call, const meta::EntityDef& entity, Id id) {
  switch (call.request.method) {
    case Method::get: return read_one(call, entity, id);
    case Method::patch:
    case Method::put: return update_record(call, entity, id);
    case Method::del: return delete_record(call, entity, id);
    default: raise_wrong_method(record_methods);
  }
}

http::Response serve_below_record(const Call& call, const meta::EntityDef& entity, Id id) {
  const std::string& name = call.url.segments[2];
  const std::string rest = call.url.segments.size() > 3 ? call.url.segments[3] : std::string{};
  if (call.request.method == Method::post) {
    const meta::ActionDef* action = action_named(entity, name);
    if (action != nullptr) return run_action(call, entity, id, *action);
    if (name == "restore" || name.ends_with(".restore")) return restore_record(call, entity, id);
    return create_related(call, entity, id, name);
  }
  if (call.request.method != Method::get) raise_wrong_method("GET, HEAD, OPTIONS, POST");
  if (name == "timeline") return read_timeline(call, entity, id);
  if (name == "explain") return explain_record(call, entity, id);
  return read_navigation(call, entity, id, name, rest);
}

http::Response serve_set(const Call& call) {
  const std::vector<std::string>& segments = call.url.segments;
  const meta::EntityDef& entity = call.entity_of_set(segments[0]);
  if (segments.size() == 1) {
    if (call.request.method == Method::get) return read_set(call, entity);
    if (call.request.method == Method::post) return create_record(call, entity);
    raise_wrong_method(set_methods);
  }
  if (segments[1] == "$count" || segments[1] == "export") {
    if (call.request.method != Method::get) raise_wrong_method(read_methods);
    return segments[1] == "export" ? export_set(call, entity) : count_set(call, entity);
  }
  const Id id = id_in(entity, segments[1]);
  return segments.size() == 2 ? serve_record(call, entity, id)
                              : serve_below_record(call, entity, id);
}

/// Clients of 4.0 refuse an answer of 4.01, and say so in advance; texts for numbers are announced.
void fit_version(const http::Request& request, http::Response& response) {
  const bool old = request.header("OData-MaxVersion") == "4.0";
  const bool texts =
      lower_ascii(request.header("Accept")).find("ieee754compatible=true") != std::string::npos;
  if (!old && !texts) return;
  for (auto& [name, value] : response.headers) {
    if (old && name == "OData-Version") value = "4.0";
    const std::size_t at =
        texts && name == "Content-Type" ? value.find("odata.metadata=") : value.npos;
    if (at != value.npos) value.insert(at, "IEEE754Compatible=true;");
  }
}

/// What may be done at this address.
std::string_view methods_of(const Url& url) {
  if (url.segments.empty()) return read_methods;
  const std::string& first = url.segments[0];
  if (first == "$batch" || first == "auth" || first == "import") return call_methods;
  if (first.starts_with('$') || first == "catalogue" || first == "search" || first == "events")
    return read_methods;
  if (url.segments.size() == 1) return set_methods;
  return url.segments.size() == 2 ? record_methods : set_methods;
}

http::Response allowed_methods(const Url& url) {
  http::Response response = no_content();
  response.header("Allow", std::string{methods_of(url)});
  return response;
}

}  // namespace

struct Api::Impl {
  explicit Impl(const Services& its_services) : services{its_services}, events{its_services} {}

  const Services services;
  Events events;
  PlanCache plans;

  http::Response route(Call& call);
  http::Response serve(const http::Request& request);
  /// A request inside $batch: the same caller, the same day.
  http::Response serve_inner(const Call& outer, const http::Request& request, record::Unit* unit);
};

Api::Api(const Services& services) : impl_{new Impl{services}} {}
Api::~Api() = default;

void Api::register_jobs() { register_import_jobs(impl_->services); }

http::Lane Api::lane_of(http::Method method, std::string_view path) {
  const bool hashes =
      method == Method::post && (path == "/api/v1/auth/login" || path == "/api/v1/auth/password");
  return hashes ? http::Lane::slow : http::Lane::normal;
}

http::Response Api::Impl::route(Call& call) {
  const std::vector<std::string>& segments = call.url.segments;
  if (call.request.method == Method::options) return allowed_methods(call.url);
  if (segments.empty()) return service_document(call);
  const std::string& first = segments[0];
  if (first == "auth") return serve_auth(call);
  call.gate();  // everything below is for people who signed in
  if (first == "$metadata") return metadata_document(call);
  if (first == "openapi.json") return json_response(200, Api::openapi(services.catalogue));
  if (first == "$batch") {
    if (call.request.method != Method::post) raise_wrong_method(call_methods);
    return run_batch(call, [this, &call](const http::Request& request, record::Unit* unit) {
      return serve_inner(call, request, unit);
    });
  }
  if (first == "catalogue") return read_catalogue(call);
  if (first == "search") return read_search(call);
  if (first == "events") return events.open(call);
  if (first == "import") return serve_import(call);
  if (first == "me") return serve_preferences(call);
  follow_path(call);
  return serve_set(call);
}

http::Response Api::Impl::serve(const http::Request& request) {
  Call call{.services = services,
            .request = request,
            .url = parse_url(request.target),
            .language = best_language(request.header("Accept-Language")),
            .gate_storage = {},
            .plans = &plans};
  authenticate(call);
  const bool by_cookie =
      call.gate_storage && call.gate_storage->principal().via == access::Via::session;
  const bool signing_in = call.url.segments.size() > 1 && call.url.segments[0] == "auth";
  if (is_write(request.method) &&
      (by_cookie || (signing_in && !request.header("Origin").empty())) && is_cross_site(request))
    throw AppError{Errc::forbidden, "auth.cross_site"};
  const std::string_view key = request.header("Idempotency-Key");
  if (request.method != Method::post || key.empty() || !call.gate_storage) return route(call);
  return idempotent(call, key, [&] { return route(call); });
}

http::Response Api::Impl::serve_inner(const Call& outer, const http::Request& request,
                                      record::Unit* unit) {
  Call call{.services = services,
            .request = request,
            .url = parse_url(request.target),
            .language = outer.language,
            .gate_storage = {},
            .plans = &plans};
  call.gate_storage.emplace(services.catalogue, outer.gate().principal(), services.clock);
  call.unit = unit;
  const std::vector<std::string>& segments = call.url.segments;
  const std::string first = segments.empty() ? std::string{} : segments[0];
  if (first == "$batch" || first == "events" || first == "auth")
    throw AppError{Errc::bad_request, "batch.not_here", {{"path", first}}};
  // Whatever else writes would wait for the transaction that it is in.
  if (unit != nullptr && services.catalogue.find_set(first) == nullptr)
    throw AppError{Errc::bad_request, "batch.records_only", {{"path", first}}};
  const std::string_view key = request.header("Idempotency-Key");
  if (request.method != Method::post || key.empty() || unit != nullptr) return route(call);
  return idempotent(call, key, [&] { return route(call); });
}

http::Response Api::handle(const http::Request& request) {
  http::Response response = impl_->serve(request);
  http::add_security_headers(response, http::Body::data, request.secure);
  response.header("X-Request-Id", request.id);
  fit_version(request, response);
  return response;
}

http::Response Api::on_error(const http::Request& request, std::exception_ptr error) noexcept {
  const meta::Catalogue& catalogue = impl_->services.catalogue;
  const Language language = best_language(request.header("Accept-Language"));
  http::Response response;
  try {
    std::rethrow_exception(error);
  } catch (const AppError& known) {
    if (known.kind() == Errc::internal)
      logger::error("request failed", request.id + " " + known.code());
    response = problem_response(catalogue, known, request.id, language);
  } catch (
      const std::exception& unknown) {  // ours: the caller learns the request id and nothing else
    logger::error("request failed", request.id + " " + unknown.what());
    response =
        problem_response(catalogue, AppError{Errc::internal, "internal"}, request.id, language);
  }
  http::add_security_headers(response, http::Body::data, request.secure);
  response.header("X-Request-Id", request.id);
  return response;
}

}  // namespace tw::api
