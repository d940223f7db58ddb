#include "platform/api/api.h"

#include "platform/api/idempotency.h"
#include "platform/api/routes.h"
#include "platform/base/log.h"

namespace tw::api {
namespace {

using http::Method;

bool is_write(Method method) {
  return method == Method::post || method == Method::put || method == Method::patch ||
         method == Method::del;
}

[[noreturn]] void wrong_method() { throw AppError{Errc::bad_request, "http.wrong_method"}; }

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
    default: wrong_method();
  }
}

http::Response serve_below_record(const Call& call, const meta::EntityDef& entity, Id id) {
  const std::string& name = call.url.segments[2];
  const std::string rest = call.url.segments.size() > 3 ? call.url.segments[3] : std::string{};
  if (call.request.method == Method::post) {
    if (name == "restore" && entity.action(name) == nullptr)
      return restore_record(call, entity, id);
    const meta::ActionDef* action = action_named(entity, name);
    if (action == nullptr) throw AppError{Errc::not_found, "url.no_such_path"};
    return run_action(call, entity, id, *action);
  }
  if (call.request.method != Method::get) wrong_method();
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
    wrong_method();
  }
  if (segments[1] == "$count") return count_set(call, entity);
  if (segments[1] == "export") return export_set(call, entity);
  const Id id = id_in(entity, segments[1]);
  return segments.size() == 2 ? serve_record(call, entity, id)
                              : serve_below_record(call, entity, id);
}

}  // namespace

struct Api::Impl {
  Services services;
  http::Response route(Call& call, bool inner);
  http::Response serve(const http::Request& request, bool inner);
};

Api::Api(const Services& services) : impl_{new Impl{services}} {}
Api::~Api() = default;

void Api::register_jobs() { register_import_jobs(impl_->services); }

http::Lane Api::lane_of(http::Method method, std::string_view path) {
  const bool hashes =
      method == Method::post && (path == "/api/v1/auth/login" || path == "/api/v1/auth/password");
  return hashes ? http::Lane::slow : http::Lane::normal;
}

http::Response Api::Impl::route(Call& call, bool inner) {
  const std::vector<std::string>& segments = call.url.segments;
  if (segments.empty()) return service_document(call);
  const std::string& first = segments[0];
  if (first == "auth") return serve_auth(call);
  call.gate();  // everything below is for people who signed in
  if (first == "$metadata") return metadata_document(call);
  if (first == "openapi.json") return json_response(200, Api::openapi(services.catalogue));
  if (first == "$batch") {
    if (inner) wrong_method();
    return run_batch(call, [this](const http::Request& request) { return serve(request, true); });
  }
  if (first == "catalogue") return read_catalogue(call);
  if (first == "search") return read_search(call);
  if (first == "import") return serve_import(call);
  if (first == "me") return serve_preferences(call);
  return serve_set(call);
}

http::Response Api::Impl::serve(const http::Request& request, bool inner) {
  Call call{services,
            request,
            parse_url(request.target),
            best_language(request.header("Accept-Language")),
            {}};
  authenticate(call);
  const bool by_cookie =
      call.gate_storage && call.gate_storage->principal().via == access::Via::session;
  const bool signing_in = call.url.segments.size() > 1 && call.url.segments[0] == "auth";
  if (is_write(request.method) &&
      (by_cookie || (signing_in && !request.header("Origin").empty())) && is_cross_site(request))
    throw AppError{Errc::forbidden, "auth.cross_site"};
  const std::string_view key = request.header("Idempotency-Key");
  if (request.method != Method::post || key.empty() || !call.gate_storage)
    return route(call, inner);
  return idempotent(call, key, [&] { return route(call, inner); });
}

http::Response Api::handle(const http::Request& request) {
  http::Response response = impl_->serve(request, false);
  http::add_security_headers(response, http::Body::data, request.secure);
  response.header("X-Request-Id", request.id);
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
