#include <boost/json/serialize.hpp>

#include <algorithm>

#include "platform/api/effect.h"
#include "platform/api/reader.h"
#include "platform/api/routes.h"

namespace tw::api {
namespace {

[[noreturn]] void not_found(const meta::EntityDef& entity) {
  throw AppError{Errc::not_found, "record.not_found", {{"entity", entity.name}}};
}

/// The record after a write, or nothing when the caller wants the minimum.
http::Response written(const Call& call, const meta::EntityDef& entity, const record::Saved& saved,
                       int status) {
  const std::string location = call.base() + entity.set + "/" + saved.id.text();
  if (call.prefers("return=minimal")) {
    http::Response response = no_content();
    response.header("Preference-Applied", "return=minimal");
    response.header("ETag", etag_of(saved.version));
    response.header("OData-EntityId", location);
    if (status == 201) response.header("Location", location);
    return response;
  }
  const Options options = parse_options(call, entity, call.url.query);
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
                              const AppError& error) {
  Params params = error.params();
  std::int64_t version = 0;
  const auto current = read_in(call, [&](store::Reader& reader) {
    return SetReader{call, reader}.one(entity, id, Options{}, version);
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

namespace {

http::Response read_property(const Call& call, const meta::EntityDef& entity, Id id,
                             const std::string& name, bool raw) {
  QueryPairs select{{"select", name}};
  const Options options = parse_options(call, entity, select);
  std::int64_t version = 0;
  const auto body = read_in(call, [&](store::Reader& reader) {
    return SetReader{call, reader}.one(entity, id, options, version);
  });
  if (!body) not_found(entity);
  const Result<json::value> record = parse_json(*body);
  const json::value& value = record->as_object().at(name);
  if (value.is_null()) return no_content();
  if (raw) {
    http::Response response = json_response(
        200, value.is_string() ? std::string{value.as_string()} : boost::json::serialize(value));
    response.headers.front().second = "text/plain; charset=utf-8";
    return response;
  }
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("@odata.context");
  out.string(call.context_url(entity.set + "('" + id.text() + "')/" + name));
  out.key("value").value(value).end_object();
  return json_response(200, std::move(text));
}

/// The target of a to-one reference, or nothing.
std::optional<Id> referenced(const Call& call, const meta::EntityDef& entity, Id id,
                             const meta::FieldDef& field) {
  require_visible(call.gate(), entity, field);
  store::EntityQuery query{call.services.schema, call.gate().require(entity, store::Verb::read),
                           call.gate()};
  query.add_field(field);
  query.where_id(id);
  return read_in(call, [&](store::Reader& reader) -> std::optional<Id> {
    const auto cursor = reader.select(query.build());
    if (!cursor->next()) not_found(entity);
    return cursor->is_null(0) ? std::nullopt : std::optional{Id{cursor->integer(0)}};
  });
}

/// The record itself must be visible before anything beside it is read.
void require_record(const Call& call, const meta::EntityDef& entity, Id id) {
  store::EntityQuery query{call.services.schema, call.gate().require(entity, store::Verb::read),
                           call.gate()};
  query.add_field(entity.field("id"));
  query.where_id(id);
  const bool there =
      read_in(call, [&](store::Reader& reader) { return reader.select(query.build())->next(); });
  if (!there) not_found(entity);
}

}  // namespace

http::Response read_navigation(const Call& call, const meta::EntityDef& entity, Id id,
                               const std::string& name, const std::string& rest) {
  const meta::FieldDef* field = entity.find(name);
  const meta::RelationDef* relation = entity.relation(name);
  if (field != nullptr && field->type == meta::Type::ref) {
    const std::optional<Id> target = referenced(call, entity, id, *field);
    if (!target) return no_content();
    return read_one(call, *field->target_entity, *target);
  }
  Within within;
  within.parent = id;
  const meta::EntityDef* target = nullptr;
  if (field != nullptr && field->type == meta::Type::lines) {
    require_visible(call.gate(), entity, *field);
    target = field->target_entity;
    within.via = &target->field(field->via);
  } else if (field != nullptr && field->type == meta::Type::refs) {
    require_visible(call.gate(), entity, *field);
    target = field->target_entity;
    within.link_owner = &entity;
    within.refs = field;
  } else if (relation != nullptr) {
    target = relation->target;
    const meta::FieldDef& via = target->field(relation->via);
    if (via.type == meta::Type::refs)
      within.refs_back = &via;
    else
      within.via = &via;
  } else {
    const bool property =
        field != nullptr ||
        (name.ends_with("_id") && entity.find(name.substr(0, name.size() - 3)) != nullptr);
    if (!property) throw AppError{Errc::not_found, "url.no_such_path"};
    return read_property(call, entity, id, name, rest == "$value");
  }
  require_record(call, entity, id);
  const Options options = parse_options(call, *target, call.url.query);
  return read_in(call, [&](store::Reader& reader) {
    SetReader set{call, reader};
    if (rest != "$count")
      return json_response(200, set.page(*target, options, within, target->set));
    http::Response response =
        json_response(200, std::to_string(set.count(*target, options, within)));
    response.headers.front().second = "text/plain; charset=utf-8";
    return response;
  });
}

http::Response create_record(const Call& call, const meta::EntityDef& entity) {
  const json::object body = body_of(call.request);
  return write_and_answer(
      call, [&](record::Unit& unit) { return unit.create(entity, body); },
      [&](const Call& at, const record::Saved& saved) { return written(at, entity, saved, 201); });
}

http::Response update_record(const Call& call, const meta::EntityDef& entity, Id id) {
  const json::object body = body_of(call.request);
  const record::WriteOptions options = write_options(call);
  try {
    return write_and_answer(
        call, [&](record::Unit& unit) { return unit.update(entity, id, body, options); },
        [&](const Call& at, const record::Saved& saved) {
          return written(at, entity, saved, 200);
        });
  } catch (const AppError& error) {
    if (error.code() != "record.stale") throw;
    raise_stale(call, entity, id, error);
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
  return write_and_answer(
      call, [&](record::Unit& unit) { return unit.restore(entity, id); },
      [&](const Call& at, const record::Saved& saved) { return written(at, entity, saved, 200); });
}

http::Response job_accepted(Id job) {
  http::Response response = json_response(202, "{\"id\":\"" + job.text() + "\"}");
  response.header("Location", "/api/v1/jobs/" + job.text());
  return response;
}

http::Response run_action(const Call& call, const meta::EntityDef& entity, Id id,
                          const meta::ActionDef& action) {
  const json::object parameters = body_of(call.request);
  record::WriteOptions options;
  options.expected_version = if_match(call.request);
  return write_and_answer(
      call, [&](record::Unit& unit) { return unit.act(entity, id, action, parameters, options); },
      [&](const Call& at, const record::ActionResult& result) {
        return result.job ? job_accepted(*result.job) : written(at, entity, {id, 0}, 200);
      });
}

}  // namespace tw::api
