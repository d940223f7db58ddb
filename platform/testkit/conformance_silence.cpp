// A record out of sight and one that never was: nobody can tell which is which (S4).

#include <algorithm>
#include <array>

#include "platform/testkit/conformance.h"
#include "platform/testkit/fingerprint.h"
#include "platform/testkit/samples.h"

namespace tw::testkit {
namespace {

using http::Method;

constexpr std::array<std::string_view, 4> actors{"sales_rep", "sales_manager", "service", "viewer"};
constexpr std::array<std::string_view, 4> owners{"sibling", "colleague", "teammate", "admin"};
constexpr std::string_view nowhere = "0000000000123";

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
  return text;
}

/// Stands for the id of the record in target and body.
const std::string its_id = "<id>";

struct Attempt {
  Method method;
  std::string target, body = {};
  Headers headers = {};
};

class SilenceJudge {
 public:
  SilenceJudge(const meta::EntityDef& entity, TestApp& app, const Oracle& oracle)
      : entity_{entity}, app_{app}, oracle_{oracle}, samples_{app} {}

  Faults judge() {
    for (const std::string_view actor : actors) {
      actor_ = actor;
      const auto owner = std::find_if(owners.begin(), owners.end(), [&](std::string_view other) {
        return !oracle_.reaches(actor, entity_.name, Oracle::Verb::read, other);
      });
      if (owner == owners.end()) continue;
      const Id there = samples_.make(entity_, *owner).id;
      const Id thrown_away = samples_.make(entity_, *owner).id;
      app_.del(one(thrown_away.text()));
      const Fingerprint before = fingerprint_of(app_.app());
      for (const Attempt& attempt : attempts()) compare(attempt, there);
      compare({Method::post, one(its_id) + "/restore", "{}"}, thrown_away);
      for (const std::string& table : differences(before, fingerprint_of(app_.app())))
        fault("what was refused changed " + table);
    }
    return std::move(faults_);
  }

 private:
  std::string one(const std::string& id) const { return "/api/v1/" + entity_.set + "/" + id; }
  void fault(const std::string& what) {
    faults_.push_back(entity_.name + ": " + std::string{actor_} + ": " + what);
  }

  std::vector<Attempt> attempts() const {
    std::vector<Attempt> all;
    on_the_record(all);
    behind_the_record(all);
    naming_the_record(all);
    return all;
  }

  void on_the_record(std::vector<Attempt>& all) const {
    const Headers newest{{"If-Match", "W/\"1\""}};
    const Headers stale{{"If-Match", "W/\"0\""}};
    const std::string record = one(its_id);
    all.push_back({Method::get, record});
    all.push_back({Method::get, record, {}, {{"If-None-Match", "W/\"1\""}}});
    all.push_back({Method::get, record + "?$select=id"});
    all.push_back({Method::options, record});
    for (const char* below : {"/timeline", "/explain", "/id", "/version/$value", "/no_such_thing"})
      all.push_back({Method::get, record + below});
    for (const Headers& headers : {Headers{}, newest, stale}) {
      all.push_back({Method::patch, record, "{}", headers});
      all.push_back({Method::put, record, "{}", headers});
      all.push_back({Method::del, record, {}, headers});
      for (const meta::ActionDef& action : entity_.actions)
        all.push_back({Method::post, record + "/" + action.name, "{}", headers});
    }
    all.push_back({Method::post, record + "/restore", "{}"});
  }

  /// Properties, references and collections, and what would be made there.
  void behind_the_record(std::vector<Attempt>& all) const {
    const std::string record = one(its_id) + "/";
    for (const meta::FieldDef& field : entity_.fields()) {
      all.push_back({Method::get, record + field.name});
      if (field.type == meta::Type::ref && field.name != "id")
        all.push_back({Method::get, record + field.name + "/name"});
      if (field.type == meta::Type::lines || field.type == meta::Type::refs)
        in_collection(record + field.name, all);
    }
    for (const meta::RelationDef& relation : entity_.relations)
      in_collection(record + relation.name, all);
  }

  static void in_collection(const std::string& collection, std::vector<Attempt>& all) {
    all.push_back({Method::get, collection});
    all.push_back({Method::get, collection + "/$count"});
    all.push_back({Method::get, collection + "/" + std::string{nowhere}});
    all.push_back({Method::post, collection, "{}"});
  }

  /// Where the id is not the address: inside a batch, in a filter, as somebody's reference.
  void naming_the_record(std::vector<Attempt>& all) const {
    const std::string inner = "\",\"url\":\"" + entity_.set + "/" + its_id + "\"";
    const std::string json = ",\"headers\":{\"content-type\":\"application/json\"},\"body\":{}}";
    all.push_back({Method::post,
                   "/api/v1/$batch",
                   "{\"requests\":[{\"id\":\"1\",\"method\":\"get" + inner +
                       "},{\"id\":\"2\",\"method\":\"patch" + inner + json +
                       ",{\"id\":\"3\",\"method\":\"delete" + inner + "}]}",
                   {{"Prefer", "continue-on-error"}}});
    all.push_back(
        {Method::get, "/api/v1/" + entity_.set + "?$count=true&$filter=id eq '" + its_id + "'"});
    for (const auto& other : app_.app().catalogue->entities())
      for (const meta::FieldDef& field : other->fields()) {
        if (field.type != meta::Type::ref || field.target != entity_.name) continue;
        if (!is_writable(field)) continue;
        refer(*other, property_of(field), all);
      }
  }

  static void refer(const meta::EntityDef& from, const std::string& reference,
                    std::vector<Attempt>& all) {
    const std::string set = "/api/v1/" + from.set;
    all.push_back({Method::post, set, "{\"" + reference + "\":\"" + its_id + "\"}"});
    all.push_back({Method::get, set + "?$filter=" + reference + " eq '" + its_id + "'"});
  }

  Answer ask(const Attempt& attempt, std::string_view id) {
    return app_.call(attempt.method, replaced(attempt.target, its_id, id),
                     replaced(attempt.body, its_id, id), actor_, attempt.headers);
  }

  void compare(const Attempt& attempt, Id id) {
    const Answer missing = ask(attempt, nowhere);
    const Answer there = ask(attempt, id.text());
    const auto plain = [&](const std::string& text) { return replaced(text, id.text(), nowhere); };
    Headers headers = there.headers;
    for (auto& [name, value] : headers) value = plain(value);
    const bool same = there.status == missing.status && plain(there.text) == missing.text &&
                      headers == missing.headers;
    if (same) return;
    fault(attempt.target + " with " + attempt.body + " tells that the record exists: " +
          std::to_string(there.status) + " " + there.text.substr(0, 300) +
          "; a missing one: " + std::to_string(missing.status) + " " + missing.text.substr(0, 300));
  }

  const meta::EntityDef& entity_;
  TestApp& app_;
  const Oracle& oracle_;
  Samples samples_;
  std::string_view actor_;
  Faults faults_;
};

}  // namespace

Faults silence_faults(const meta::EntityDef& entity, TestApp& app, const Oracle& oracle) {
  return SilenceJudge{entity, app, oracle}.judge();
}

}  // namespace tw::testkit
