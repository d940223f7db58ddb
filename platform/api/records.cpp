#include <algorithm>

#include "platform/api/effect.h"
#include "platform/api/reader.h"
#include "platform/api/routes.h"

namespace tw::api {
namespace {

[[noreturn]] void not_found(const meta::EntityDef& entity) {
  throw AppError{Errc::not_found, "record.not_found", {{"entity", entity.name}}};
}

/// The record after a write, or nothing when the caller wants the minimum. `options` are read
/// before the write: a faulty one must not be told when the write is done.
http::Response written(const Call& call, const meta::EntityDef& entity, const Options& options,
                       const record::Saved& saved, int status) {
  const std::string location = call.base() + entity.set + "/" + saved.id.text();
  if (call.prefers("return=minimal")) {
    http::Response response = no_content();
    response.header("Preference-Applied", "return=minimal");
    response.header("ETag", etag_of(saved.version));
    response.header("OData-EntityId", location);
    if (status == 201) response.header("Location", location);
    return response;
  }
  std::int64_t version = 0;
  const auto body = read_in(call, [&](store::Reader& reader) {
    return SetReader{call, reader}.one(entity, saved.id, options, version);
  });
  http::Response response = json_response(status, body.value_or("{}"));
  response.header("ETag", etag_of(body ? version : saved.version));
  if (status == 201) response.header("Location", location);
  return response;
}

/// A person's browser must say what it has seen; a script may leave it out and overwrite.
std::optional<std::int64_t> expected_version(const Call& call) {
  const std::optional<std::int64_t> version = if_match(call.request);
  const bool browser = call.gate().principal().via == access::Via::session;
  if (browser && !version && call.request.header("If-Match").empty())
    throw AppError{Errc::precondition, "record.if_match_required"};
  return version;
}

record::WriteOptions write_options(const Call& call) {
  record::WriteOptions options;
  options.expected_version = expected_version(call);
  return options;
}

/// 412 tells what the record looks like now, so that a form can show both.
[[noreturn]] void raise_stale(const Call& call, const meta::EntityDef& entity, Id id,
                              const Options& options, const AppError& error) {
  Params params = error.params();
  std::int64_t version = 0;
  const auto current = read_in(call, [&](store::Reader& reader) {
    return SetReader{call, reader}.one(entity, id, options, version);
  });
  if (current) params["current"] = *current;
  throw AppError{error.kind(), error.code(), std::move(params), error.problems()};
}

}  // namespace

http::Response read_set(const Call& call, const meta::EntityDef& entity) {
  const Options options = parse_options(call, entity, call.url.query);
  std::string body = read_in(call, [&](store::Reader& reader) {
    if (!options.apply.empty()) return apply_page(call, reader, entity, options);
    return SetReader{call, reader}.page(entity, options, {}, entity.set);
  });
  return json_response(200, std::move(body));
}

http::Response count_set(const Call& call, const meta::EntityDef& entity) {
  const Options options = parse_options(call, entity, call.url.query);
  const std::int64_t total = read_in(call, [&](store::Reader& reader) {
    return SetReader{call, reader}.count(entity, options, {});
  });
  http::Response response = json_response(200, std::to_string(std::min(total, count_cap)));
  response.headers.front().second = "text/plain; charset=utf-8";
  return response;
}

http::Response read_one(const Call& call, const meta::EntityDef& entity, Id id) {
  const Options options = parse_options(call, entity, call.url.query);
  std::int64_t version = 0;
  auto body = read_in(call, [&](store::Reader& reader) {
    return SetReader{call, reader}.one(entity, id, options, version);
  });
  if (!body) not_found(entity);
  const std::string etag = etag_of(version);
  if (call.request.header("If-None-Match") == etag) {
    http::Response unchanged;
    unchanged.status = 304;
    unchanged.header("ETag", etag);
    return unchanged;
  }
  http::Response response = json_response(200, *std::move(body));
  response.header("ETag", etag);
  return response;
}

http::Response create_record(const Call& call, const meta::EntityDef& entity) {
  return create_record(call, entity, body_of(call.request));
}

http::Response create_record(const Call& call, const meta::EntityDef& entity,
                             const json::object& body) {
  const Options shown = parse_options(call, entity, call.url.query);
  return write_and_answer(
      call, [&](record::Unit& unit) { return unit.create(entity, body); },
      [&](const Call& at, const record::Saved& saved) {
        return written(at, entity, shown, saved, 201);
      });
}

http::Response update_record(const Call& call, const meta::EntityDef& entity, Id id) {
  const json::object body = body_of(call.request);
  const record::WriteOptions options = write_options(call);
  const Options shown = parse_options(call, entity, call.url.query);
  try {
    return write_and_answer(
        call, [&](record::Unit& unit) { return unit.update(entity, id, body, options); },
        [&](const Call& at, const record::Saved& saved) {
          return written(at, entity, shown, saved, 200);
        });
  } catch (const AppError& error) {
    if (error.code() != "record.stale") throw;
    raise_stale(call, entity, id, shown, error);
  }
}

http::Response delete_record(const Call& call, const meta::EntityDef& entity, Id id) {
  record::WriteOptions options;
  options.expected_version = if_match(call.request);
  return write_and_answer(
      call,
      [&](record::Unit& unit) {
        unit.remove(entity, id, options);
        return id;
      },
      [](const Call&, Id) { return no_content(); });
}

http::Response restore_record(const Call& call, const meta::EntityDef& entity, Id id) {
  const Options shown = parse_options(call, entity, call.url.query);
  return write_and_answer(
      call, [&](record::Unit& unit) { return unit.restore(entity, id); },
      [&](const Call& at, const record::Saved& saved) {
        return written(at, entity, shown, saved, 200);
      });
}

http::Response job_accepted(Id job) {
  http::Response response = json_response(202, "{\"id\":\"" + job.text() + "\"}");
  response.header("Location", "/api/v1/jobs/" + job.text());
  return response;
}

http::Response secret_answer(const std::string& secret) {
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("secret").string(secret).end_object();
  http::Response response = json_response(200, std::move(body));
  response.shown_once = true;
  return response;
}

http::Response run_action(const Call& call, const meta::EntityDef& entity, Id id,
                          const meta::ActionDef& action) {
  const json::object parameters = body_of(call.request);
  record::WriteOptions options;
  options.expected_version = if_match(call.request);
  const Options shown = parse_options(call, entity, call.url.query);
  return write_and_answer(
      call, [&](record::Unit& unit) { return unit.act(entity, id, action, parameters, options); },
      [&](const Call& at, const record::ActionResult& result) {
        if (!result.secret.empty()) return secret_answer(result.secret);
        return result.job ? job_accepted(*result.job) : written(at, entity, shown, {id, 0}, 200);
      });
}

}  // namespace tw::api
