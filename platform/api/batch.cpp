// $batch: many requests in one. An atomicity group is one transaction; a batch with an
// Idempotency-Key is one transaction with a savepoint each, so that it can be repeated safely.
#include "platform/api/batch.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <set>
#include <span>

#include "platform/api/effect.h"
#include "platform/api/routes.h"
#include "platform/base/text.h"

namespace tw::api {
namespace {

/// Undoes the transaction (or savepoint) of a group.
struct GroupFailed : std::exception {
  const char* what() const noexcept override { return "group failed"; }
};

/// Whether the rest is done after a fault.
enum class AfterFault : std::uint8_t { stop, go_on };

std::string relative_to_root(std::string target) {
  constexpr std::string_view root = "/api/v1/";
  if (const std::size_t scheme = target.find("://");
      scheme != std::string::npos && scheme < target.find_first_of("/?")) {
    const std::size_t path = target.find('/', scheme + 3);
    target = path == std::string::npos ? "/" : target.substr(path);
  }
  if (target.starts_with(root)) return target;
  if (target.starts_with('/')) return target;  // below another root: not found
  return std::string{root} + target;
}

class Runner {
 public:
  Runner(const Call& call, const ServeInner& serve, AfterFault after_fault, record::Unit* unit)
      : call_{call}, serve_{serve}, after_fault_{after_fault}, unit_{unit} {}

  std::vector<BatchAnswer> run(const std::vector<BatchItem>& items) {
    for (std::size_t i = 0; i < items.size();) {
      std::size_t end = i + 1;
      if (!items[i].group.empty())
        while (end < items.size() && items[end].group == items[i].group) ++end;
      const std::span<const BatchItem> part{items.data() + i, end - i};
      if (stopped_ || depends_on_failed(part))
        skip(part, stopped_ ? "batch.stopped" : "batch.dependency_failed");
      else if (items[i].group.empty())
        run_alone(items[i]);
      else
        run_group(part);
      i = end;
    }
    return std::move(answers_);
  }

 private:
  bool depends_on_failed(std::span<const BatchItem> part) const {
    for (const BatchItem& item : part)
      for (const std::string& id : item.depends_on)
        if (failed_.contains(id)) return true;
    return false;
  }

  void skip(std::span<const BatchItem> part, const char* code) {
    for (const BatchItem& item : part) answer(item, fault(AppError{Errc::conflict, code}));
  }

  void run_alone(const BatchItem& item) {
    http::Response response;
    try {
      const http::Request request = inner_request(item);
      if (unit_ == nullptr)
        response = serve_(request, nullptr);
      else
        unit_->savepoint([&] { response = serve_(request, unit_); });
    } catch (const AppError& error) {
      response = fault(error);
    }
    answer(item, std::move(response));
  }

  void run_group(std::span<const BatchItem> part) {
    const std::size_t before = answers_.size();
    try {
      if (unit_ != nullptr) {
        unit_->savepoint([&] { run_members(part, *unit_); });
      } else {
        call_.services.records.run(call_.gate(), [&](record::Unit& unit) {
          answers_.resize(before);  // it may run again
          run_members(part, unit);
        });
      }
    } catch (const GroupFailed&) {
      undo(part, before);
    } catch (const AppError& error) {  // the commit itself was refused
      answers_.resize(before);
      for (const BatchItem& item : part) answer(item, fault(error));
    }
  }

  void run_members(std::span<const BatchItem> part, record::Unit& unit) {
    for (const BatchItem& item : part) {
      try {
        answers_.push_back({item.id, item.group, serve_(inner_request(item), &unit)});
      } catch (const AppError& error) {
        answers_.push_back({item.id, item.group, fault(error)});
      }
      if (answers_.back().response.status >= 400) throw GroupFailed{};
    }
  }

  /// The one that failed says why; the others, that they did not happen.
  void undo(std::span<const BatchItem> part, std::size_t before) {
    const http::Response reason = std::move(answers_.back().response);
    const std::size_t failed = answers_.size() - 1 - before;
    answers_.resize(before);
    for (std::size_t i = 0; i < part.size(); ++i)
      answer(part[i], i == failed ? reason : fault(AppError{Errc::conflict, "batch.undone"}));
  }

  void answer(const BatchItem& item, http::Response response) {
    if (response.status >= 400) {
      failed_.insert(item.id);
      if (!item.group.empty()) failed_.insert(item.group);
      if (after_fault_ == AfterFault::stop) stopped_ = true;
    }
    answers_.push_back({item.id, item.group, std::move(response)});
  }

  http::Response fault(const AppError& error) const {
    return problem_response(call_.services.catalogue, error, call_.request.id, call_.language);
  }

  /// The caller's own headers apply where the inner request does not say otherwise.
  http::Request inner_request(const BatchItem& item) const {
    http::Request request = item.request;
    request.target = relative_to_root(resolved(item.request.target));
    request.id = call_.request.id;
    request.peer = call_.request.peer;
    request.secure = call_.request.secure;
    for (const char* name : {"Host", "Accept-Language", "OData-MaxVersion"})
      if (request.header(name).empty() && !call_.request.header(name).empty())
        request.headers.emplace_back(name, std::string{call_.request.header(name)});
    if (request.body.find("\"$") != std::string::npos) resolve_in_body(request.body);
    return request;
  }

  /// `$1/lines` → the address of what request 1 made or changed, and what follows.
  std::string resolved(const std::string& target) const {
    if (!target.starts_with('$')) return target;
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    const std::string id = target.substr(1, end - 1);
    for (const BatchAnswer& answer : answers_) {
      if (answer.id != id || id.empty()) continue;
      for (const auto& [name, value] : answer.response.headers)
        if (name == "Location" || name == "OData-EntityId") return value + target.substr(end);
      const Result<json::value> body = parse_json(answer.response.body);
      if (body && body->is_object() && body->as_object().contains("@odata.context"))
        if (std::string address = address_of(body->as_object()); !address.empty())
          return address + target.substr(end);
    }
    return target;
  }

  /// `…$metadata#orders/$entity` and the id.
  static std::string address_of(const json::object& record) {
    const std::string context{record.at("@odata.context").as_string()};
    const json::value* id = record.if_contains("id");
    const std::size_t hash = context.find('#');
    if (id == nullptr || !id->is_string() || hash == std::string::npos) return {};
    return context.substr(hash + 1, context.find('/', hash) - hash - 1) + "/" +
           std::string{id->as_string()};
  }

  void resolve_in_body(std::string& body) const {
    const Result<json::value> parsed = parse_json(body);
    if (!parsed) return;  // its own fault, told when it is read
    json::value resolved_body = *parsed;
    resolve_bindings(resolved_body);
    body = boost::json::serialize(resolved_body);
  }

  /// Only where a reference stands: `"account@odata.bind": "$1"`, `"teams@odata.bind": ["$1"]`.
  void resolve_bindings(json::value& value) const {
    const auto resolve = [this](json::value& reference) {
      if (reference.is_string() && reference.as_string().starts_with('$'))
        reference = resolved(std::string{reference.as_string()});
    };
    if (value.is_array())
      for (json::value& item : value.as_array()) resolve_bindings(item);
    if (!value.is_object()) return;
    for (auto& member : value.as_object()) {
      json::value& inner = member.value();
      if (!std::string_view{member.key()}.ends_with("bind"))
        resolve_bindings(inner);
      else if (inner.is_array())
        for (json::value& item : inner.as_array()) resolve(item);
      else
        resolve(inner);
    }
  }

  const Call& call_;
  const ServeInner& serve_;
  AfterFault after_fault_;
  record::Unit* unit_;
  bool stopped_ = false;
  std::vector<BatchAnswer> answers_;
  std::set<std::string> failed_;
};

http::Response answer_of(const Call& call, const std::vector<BatchAnswer>& answers) {
  if (!is_multipart(call.request)) return json_response(200, write_json_batch(answers));
  const std::string boundary = "batch-" + call.request.id;
  http::Response response = json_response(200, write_multipart_batch(answers, boundary));
  response.headers.front().second = "multipart/mixed; boundary=" + boundary;
  return response;
}

/// Members of one group stand together; a group cut in two would be two transactions.
void refuse_scattered_groups(const std::vector<BatchItem>& items) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string& group = items[i].group;
    if (group.empty() || (i > 0 && items[i - 1].group == group)) continue;
    if (!seen.insert(group).second) raise_malformed_batch("atomicityGroup");
  }
}

}  // namespace

void raise_malformed_batch(std::string reason) {
  throw AppError{Errc::bad_request, "batch.malformed", {{"part", std::move(reason)}}};
}

http::Response run_batch(const Call& call, const ServeInner& serve) {
  const std::vector<BatchItem> items = is_multipart(call.request)
                                           ? read_multipart_batch(call.request)
                                           : read_json_batch(call.request);
  refuse_scattered_groups(items);
  const bool go_on = call.prefers("continue-on-error") || call.prefers("odata.continue-on-error") ||
                     call.prefers("continue-on-error=true") ||
                     call.prefers("odata.continue-on-error=true");
  const AfterFault after_fault = go_on ? AfterFault::go_on : AfterFault::stop;
  if (call.kept_answer == nullptr)
    return answer_of(call, Runner{call, serve, after_fault, nullptr}.run(items));
  return call.services.records.run(call.gate(), [&](record::Unit& unit) {
    call.kept_answer->enter(unit.transaction());
    http::Response response = answer_of(call, Runner{call, serve, after_fault, &unit}.run(items));
    call.kept_answer->keep(unit.transaction(), response);
    return response;
  });
}

}  // namespace tw::api
