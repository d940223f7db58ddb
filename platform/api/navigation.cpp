// Paths that go on from a record: properties, references, collections and what lies behind them.
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
[[noreturn]] void no_such_path() { throw AppError{Errc::not_found, "url.no_such_path"}; }

/// `/$value`: the bare text.
enum class Raw : std::uint8_t { no, yes };

http::Response read_property(const Call& call, const meta::EntityDef& entity, Id id,
                             const std::string& name, Raw raw) {
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
  if (raw == Raw::yes) {
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

/// A navigation property that holds many.
struct Collection {
  const meta::EntityDef* target = nullptr;
  Within within;
};

std::optional<Collection> collection_named(const Call& call, const meta::EntityDef& entity, Id id,
                                           const std::string& name) {
  const meta::FieldDef* field = entity.find(name);
  const meta::RelationDef* relation = entity.relation(name);
  Collection found;
  found.within.parent = id;
  if (field != nullptr && (field->type == meta::Type::lines || field->type == meta::Type::refs)) {
    require_visible(call.gate(), entity, *field);
    found.target = field->target_entity;
    if (field->type == meta::Type::lines) {
      found.within.via = &found.target->field(field->via);
    } else {
      found.within.link_owner = &entity;
      found.within.refs = field;
    }
    return found;
  }
  if (relation == nullptr) return std::nullopt;
  found.target = relation->target;
  const meta::FieldDef& via = found.target->field(relation->via);
  require_visible(call.gate(), *found.target, via);
  if (via.type == meta::Type::refs)
    found.within.refs_back = &via;
  else
    found.within.via = &via;
  return found;
}

bool holds(const Call& call, const Collection& collection, Id member) {
  const store::Permit& permit = call.gate().require(*collection.target, store::Verb::read);
  store::EntityQuery query{call.services.schema, permit, call.gate()};
  query.add_field(collection.target->field("id"));
  apply_within(collection.within, query);
  query.where_id(member);
  return read_in(call, [&](store::Reader& reader) { return reader.select(query.build())->next(); });
}

}  // namespace

http::Response read_navigation(const Call& call, const meta::EntityDef& entity, Id id,
                               const std::string& name, const std::string& rest) {
  const meta::FieldDef* field = entity.find(name);
  if (field != nullptr && field->type == meta::Type::ref && field->name != "id") {
    if (!rest.empty()) no_such_path();
    const std::optional<Id> target = referenced(call, entity, id, *field);
    if (!target) return no_content();
    return read_one(call, *field->target_entity, *target);
  }
  const std::optional<Collection> collection = collection_named(call, entity, id, name);
  if (!collection) {
    const bool property =
        field != nullptr ||
        (name.ends_with("_id") && entity.find(name.substr(0, name.size() - 3)) != nullptr);
    if (!property || (!rest.empty() && rest != "$value")) no_such_path();
    return read_property(call, entity, id, name, rest == "$value" ? Raw::yes : Raw::no);
  }
  if (!rest.empty() && rest != "$count") no_such_path();
  require_record(call, entity, id);
  const meta::EntityDef& target = *collection->target;
  const Options options = parse_options(call, target, call.url.query);
  return read_in(call, [&](store::Reader& reader) {
    SetReader set{call, reader};
    if (rest != "$count")
      return json_response(200, set.page(target, options, collection->within, target.set));
    const std::int64_t total = set.count(target, options, collection->within);
    http::Response response = json_response(200, std::to_string(std::min(total, count_cap)));
    response.headers.front().second = "text/plain; charset=utf-8";
    return response;
  });
}

http::Response create_related(const Call& call, const meta::EntityDef& entity, Id id,
                              const std::string& name) {
  const std::optional<Collection> collection = collection_named(call, entity, id, name);
  if (!collection || collection->within.via == nullptr) no_such_path();
  require_record(call, entity, id);
  json::object body = body_of(call.request);
  body[collection->within.via->name + "_id"] = id.text();
  return create_record(call, *collection->target, body);
}

void follow_path(Call& call) {
  std::vector<std::string>& segments = call.url.segments;
  while (segments.size() > 3) {
    const meta::EntityDef* entity = call.services.catalogue.find_set(segments[0]);
    const Result<Id> id = Id::parse(segments[1]);
    if (entity == nullptr || !id || segments[3].starts_with('$')) return;
    const meta::FieldDef* field = entity->find(segments[2]);
    if (field != nullptr && field->type == meta::Type::ref && field->name != "id") {
      const std::optional<Id> target = referenced(call, *entity, *id, *field);
      if (!target) not_found(*field->target_entity);
      segments[1] = field->target_entity->set;
      segments[2] = target->text();
      segments.erase(segments.begin());
      continue;
    }
    const std::optional<Collection> collection = collection_named(call, *entity, *id, segments[2]);
    const Result<Id> member = Id::parse(segments[3]);
    if (!collection || !member) return;
    require_record(call, *entity, *id);
    if (!holds(call, *collection, *member)) not_found(*collection->target);
    segments[2] = collection->target->set;
    segments.erase(segments.begin(), segments.begin() + 2);
  }
}

}  // namespace tw::api
