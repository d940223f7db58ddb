// Search over everything, and what a user keeps for the interface (columns, widths, cards).
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <charconv>

#include "platform/api/routes.h"
#include "platform/base/text.h"

namespace tw::api {
namespace {

constexpr std::size_t most_hits = 100;
constexpr std::size_t largest_preference = 64u << 10;

std::size_t top_of(const Call& call) {
  const std::string* text = call.url.find("top");
  std::size_t top = 10;
  if (text != nullptr &&
      std::from_chars(text->data(), text->data() + text->size(), top).ec != std::errc{})
    throw AppError{
        Errc::bad_request, "url.malformed_number", {{"option", "top"}, {"value", *text}}};
  return std::min(top, most_hits);
}

store::TermPtr key_of(const Call& call, const store::Table& table, const std::string& key) {
  return store::all_of({store::equals(table, "user_id", Value{call.gate().principal().user}),
                        store::equals(table, "key", Value{key})});
}

}  // namespace

http::Response read_search(const Call& call) {
  const std::string* text = call.url.find("q");
  const std::string* name = call.url.find("entity");
  const meta::EntityDef* only = nullptr;
  if (name != nullptr) {
    only = call.services.catalogue.find(*name);
    if (only == nullptr || call.gate().read_permit(*only) == nullptr)
      throw AppError{Errc::not_found, "url.no_such_set", {{"set", *name}}};
  }
  const std::vector<search::Hit> hits = call.services.database.read([&](store::Reader& reader) {
    return text == nullptr
               ? std::vector<search::Hit>{}
               : call.services.index.find(reader, call.gate(), *text, top_of(call), only);
  });
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("value").begin_array();
  for (const search::Hit& hit : hits) {
    out.begin_object().key("entity").string(hit.entity->name).key("set").string(hit.entity->set);
    out.key("id").id(hit.id).key("title").string(hit.title).key("facts").begin_array();
    for (const std::string& fact : hit.facts) out.string(fact);
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return json_response(200, std::move(body));
}

http::Response serve_preferences(const Call& call) {
  const std::vector<std::string>& segments = call.url.segments;
  if (segments.size() != 3 || segments[1] != "preferences" || !is_identifier(segments[2]))
    throw AppError{Errc::not_found, "url.no_such_path"};
  const store::Table& table = call.services.schema.table("preferences");
  if (call.request.method == http::Method::get) {
    store::Select query;
    query.sources.push_back({&table, store::Source::Join::from, nullptr});
    query.items.push_back(store::column(table, "value"));
    query.where = key_of(call, table, segments[2]);
    const Value value =
        call.services.database.read([&](store::Reader& reader) { return reader.single(query); });
    return value.is_null() ? no_content() : json_response(200, value.as<std::string>());
  }
  if (call.request.method != http::Method::put) raise_wrong_method("GET, HEAD, OPTIONS, PUT");
  const json::object body = body_of(call.request);
  const std::string text = boost::json::serialize(body);
  if (text.size() > largest_preference) throw AppError{Errc::too_large, "http.body_too_large"};
  call.services.database.write([&](store::Transaction& tx) {
    tx.upsert(table, {{"user_id", Value{call.gate().principal().user}},
                      {"key", Value{segments[2]}},
                      {"value", Value{text}}});
  });
  return no_content();
}

std::vector<store::Table> tables() {
  using meta::Storage;
  return {{"preferences",
           {{"user_id", Storage::id, 0, true},
            {"key", Storage::text, 0, true},
            {"value", Storage::json, 0, true}},
           {"user_id", "key"},
           {}}};
}

}  // namespace tw::api
