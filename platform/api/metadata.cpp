// Service document and $metadata, as the caller may see them.
#include <fmt/format.h>

#include "platform/api/edm.h"
#include "platform/api/routes.h"
#include "platform/base/text.h"

namespace tw::api {
namespace {

bool wants_json(const Call& call) {
  if (const std::string* format = call.url.find("format"))
    return lower_ascii(*format).find("json") != std::string::npos;
  const std::string accepted = lower_ascii(call.request.header("Accept"));
  const std::size_t json = accepted.find("json");
  const std::size_t xml = accepted.find("xml");
  return json != std::string::npos && (xml == std::string::npos || json < xml);
}

http::Response with_etag(const Call& call, http::Response response) {
  const std::string etag = fmt::format("\"{:016x}\"", std::hash<std::string>{}(response.body));
  if (call.request.header("If-None-Match") == etag) {
    response.status = 304;
    response.body.clear();
  }
  for (auto& [name, value] : response.headers)
    if (name == "Cache-Control") value = "private, no-cache";
  response.header("ETag", etag);
  response.header("Vary", "Accept, Accept-Language, Authorization, Cookie");
  return response;
}

}  // namespace

http::Response service_document(const Call& call) {
  const access::Gate& gate = call.gate();
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("@odata.context").string(call.context_url("")).key("value").begin_array();
  for (const auto& entity : call.services.catalogue.entities()) {
    if (gate.read_permit(*entity) == nullptr) continue;
    out.begin_object().key("name").string(entity->set).key("kind").string("EntitySet");
    out.key("url").string(entity->set).key("title").string(entity->label_plural.in(call.language));
    out.end_object();
  }
  out.end_array().end_object();
  return json_response(200, std::move(body));
}

http::Response metadata_document(const Call& call) {
  if (call.request.method != http::Method::get) raise_wrong_method("GET");
  const std::vector<EdmEntity> model = edm_of(call.services.catalogue, &call.gate());
  http::Response response = json_response(200, {});
  if (wants_json(call)) {
    response.body = csdl_json(model, call.language);
  } else {
    response.headers.front().second = "application/xml;charset=utf-8";
    // Nothing in it needs 4.01, and generators take another version than 4.0 for one before it.
    const bool newest = call.request.header("OData-MaxVersion") == "4.01";
    response.body = csdl_xml(model, newest ? "4.01" : "4.0", call.language);
  }
  return with_etag(call, std::move(response));
}

}  // namespace tw::api
