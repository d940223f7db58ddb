#include <boost/json/serialize.hpp>

#include <algorithm>

#include "platform/api/batch.h"
#include "platform/base/text.h"

namespace tw::api {
namespace {

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return {};
  if (value->is_string()) return std::string{value->as_string()};
  if (value->is_int64()) return std::to_string(value->as_int64());
  raise_malformed_batch(std::string{name});
}

http::Method method_of(const std::string& word) {
  const std::string name = lower_ascii(word);
  if (name == "get") return http::Method::get;
  if (name == "post") return http::Method::post;
  if (name == "patch") return http::Method::patch;
  if (name == "put") return http::Method::put;
  if (name == "delete") return http::Method::del;
  raise_malformed_batch("method");
}

void read_headers(const json::object& from, http::Request& request) {
  const json::value* headers = from.if_contains("headers");
  if (headers == nullptr || headers->is_null()) return;
  if (!headers->is_object()) raise_malformed_batch("headers");
  for (const auto& [name, value] : headers->as_object()) {
    if (!value.is_string()) raise_malformed_batch("headers");
    request.headers.emplace_back(std::string{name}, std::string{value.as_string()});
  }
}

void read_body(const json::object& from, http::Request& request) {
  const json::value* body = from.if_contains("body");
  if (body == nullptr || body->is_null()) return;
  if (body->is_string())
    request.body = body->as_string();
  else
    request.body = boost::json::serialize(*body);
}

BatchItem item_of(const json::value& value) {
  if (!value.is_object()) raise_malformed_batch("requests");
  const json::object& from = value.as_object();
  BatchItem item;
  item.id = text_of(from, "id");
  item.group = text_of(from, "atomicityGroup");
  item.request.method = method_of(text_of(from, "method"));
  item.request.target = text_of(from, "url");
  if (item.id.empty()) raise_malformed_batch("id");
  if (item.request.target.empty()) raise_malformed_batch("url");
  read_headers(from, item.request);
  read_body(from, item.request);
  const json::value* depends = from.if_contains("dependsOn");
  if (depends != nullptr && depends->is_array())
    for (const json::value& id : depends->as_array())
      if (id.is_string()) item.depends_on.emplace_back(id.as_string());
  return item;
}

void refuse_same_ids(const std::vector<BatchItem>& items) {
  std::vector<std::string> names;
  for (const BatchItem& item : items) names.push_back(item.id);
  std::sort(names.begin(), names.end());
  if (std::adjacent_find(names.begin(), names.end()) != names.end()) raise_malformed_batch("id");
}

}  // namespace

std::vector<BatchItem> read_json_batch(const http::Request& request) {
  const json::object body = body_of(request);
  const json::value* requests = body.if_contains("requests");
  if (requests == nullptr || !requests->is_array()) raise_malformed_batch("requests");
  if (requests->as_array().size() > most_batch_requests)
    throw AppError{
        Errc::bad_request, "batch.too_many", {{"limit", std::to_string(most_batch_requests)}}};
  std::vector<BatchItem> items;
  for (const json::value& each : requests->as_array()) items.push_back(item_of(each));
  refuse_same_ids(items);
  return items;
}

std::string write_json_batch(const std::vector<BatchAnswer>& answers) {
  std::string text;
  JsonWriter out{text};
  out.begin_object().key("responses").begin_array();
  for (const BatchAnswer& answer : answers) {
    const http::Response& response = answer.response;
    out.begin_object().key("id").string(answer.id);
    if (!answer.group.empty()) out.key("atomicityGroup").string(answer.group);
    out.key("status").integer(response.status).key("headers").begin_object();
    bool is_json = false;
    for (const auto& [name, value] : response.headers) {
      const std::string lower = lower_ascii(name);
      if (lower == "content-type") is_json = value.find("json") != std::string::npos;
      out.key(lower).string(value);
    }
    out.end_object();
    if (!response.body.empty()) {
      out.key("body");
      if (is_json)
        out.raw(response.body);
      else
        out.string(response.body);
    }
    out.end_object();
  }
  out.end_array().end_object();
  return text;
}

}  // namespace tw::api
