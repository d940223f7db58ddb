#include <boost/json/serialize.hpp>

#include "platform/testkit/conformance.h"
#include "platform/testkit/fingerprint.h"
#include "platform/testkit/samples.h"

namespace tw::testkit {
namespace {

std::string answered(const Answer& answer) {
  return std::to_string(answer.status) + " " + answer.text.substr(0, 200);
}

/// What is hidden answers like what does not exist.
const std::string unknown = "expression.unknown_field";

class SecrecyJudge {
 public:
  SecrecyJudge(const meta::EntityDef& entity, TestApp& app, std::string_view actor)
      : entity_{entity}, app_{app}, actor_{actor} {}

  Faults judge(const std::set<std::string>& hidden, const std::set<std::string>& masked) {
    if (hidden.empty() && masked.empty()) return {};
    Samples samples{app_};
    const std::string id = samples.make(entity_, actor_).id.text();
    const std::string one = "/api/v1/" + entity_.set + "/" + id;
    const Answer raw = app_.get(one);
    const Answer seen = app_.get(one, actor_);
    for (const std::string& name : hidden) {
      const std::string property = property_of(entity_.field(name));
      expect(seen.at(property) == nullptr, name + " is in the record", seen);
      refuse("$select=" + property, unknown);
      refuse_conditions(property, unknown);
    }
    for (const std::string& name : masked) {
      const json::value* mask = seen.at(name);
      const json::value* value = raw.at(name);
      expect(value == nullptr || value->is_null() || mask == nullptr || *mask != *value,
             name + " is shown whole", seen);
      refuse_conditions(name, "field.masked");
    }
    return std::move(faults_);
  }

 private:
  void expect(bool holds, const std::string& what, const Answer& answer) {
    if (!holds)
      faults_.push_back(entity_.name + ": " + std::string{actor_} + ": " + what + ": " +
                        answered(answer));
  }
  void refuse(const std::string& query, const std::string& code) {
    const Answer answer = app_.get("/api/v1/" + entity_.set + "?" + query, actor_);
    expect(answer.status == (code == unknown ? 400 : 403) && answer.code() == code, query, answer);
  }
  void refuse_conditions(const std::string& property, const std::string& code) {
    refuse("$filter=" + property + " ne null", code);
    refuse("$orderby=" + property, code);
    refuse("$apply=groupby((" + property + "))", code);
    refuse("$apply=aggregate(" + property + " with countdistinct as n)", code);
    refuse("$apply=filter(" + property + " ne null)/aggregate($count as n)", code);
    refuse("$compute=" + property + " as x&$select=x", code);
  }

  const meta::EntityDef& entity_;
  TestApp& app_;
  std::string_view actor_;
  Faults faults_;
};

/// A value that the field would take if it could be written.
json::value injected(const meta::FieldDef& field, TestApp& app) {
  using meta::Storage;
  if (!field.options.empty()) return json::value(field.options.back().code);
  switch (field.storage) {
    case Storage::boolean: return field.default_value != "true";
    case Storage::integer: return 999;
    case Storage::scaled: return 99;
    case Storage::id: return json::value(app.user("sibling").text());
    case Storage::date: return "2001-01-01";
    case Storage::datetime: return "2001-01-01T00:00:00.000Z";
    case Storage::json: return json::object{{"injected", true}};
    case Storage::text: return "INJ";
    case Storage::none: break;
  }
  return "injected";
}

class MassAssignment {
 public:
  MassAssignment(const meta::EntityDef& entity, TestApp& app) : entity_{entity}, app_{app} {}

  Faults judge() {
    Samples samples{app_};
    updates(set() + "/" + samples.make(entity_, "admin").id.text());
    creates(samples.body(entity_, "admin"));
    return std::move(faults_);
  }

 private:
  std::string set() const { return "/api/v1/" + entity_.set; }

  void updates(const std::string& one) {
    for (const meta::FieldDef& field : entity_.fields()) {
      if (is_writable(field)) continue;
      const Fingerprint before = fingerprint_of(app_.app());
      const json::object body{{property_of(field), injected(field, app_)}};
      const Answer answer = app_.patch(one, boost::json::serialize(body));
      if (answer.status >= 500) faults_.push_back(field.name + ": " + answered(answer));
      for (const std::string& table : differences(before, fingerprint_of(app_.app())))
        faults_.push_back(entity_.name + ": " + field.name + " in an update changed " + table);
    }
  }

  /// Created with all of them at once; none may have come through.
  void creates(json::object body) {
    for (const meta::FieldDef& field : entity_.fields())
      if (!is_writable(field)) body[property_of(field)] = injected(field, app_);
    const Answer made = app_.post(set(), boost::json::serialize(body));
    if (made.status >= 500) faults_.push_back(entity_.name + ": create: " + answered(made));
    if (made.status != 201) return;  // refused as a whole has no effect either
    for (const meta::FieldDef& field : entity_.fields()) {
      if (is_writable(field) || field.type == meta::Type::state) continue;
      const json::value* now = made.at(property_of(field));
      if (now != nullptr && *now == injected(field, app_))
        faults_.push_back(entity_.name + ": " + field.name + " came through a create");
    }
  }

  const meta::EntityDef& entity_;
  TestApp& app_;
  Faults faults_;
};

}  // namespace

Faults secrecy_faults(const meta::EntityDef& entity, TestApp& app, const Oracle& oracle) {
  Faults faults;
  for (const char* actor : {"sales_rep", "sales_manager", "service", "viewer"})
    for (std::string& fault : SecrecyJudge{entity, app, actor}.judge(
             oracle.hidden(actor, entity.name), oracle.masked(actor, entity.name)))
      faults.push_back(std::move(fault));
  return faults;
}

Faults mass_assignment_faults(const meta::EntityDef& entity, TestApp& app) {
  return MassAssignment{entity, app}.judge();
}

}  // namespace tw::testkit
