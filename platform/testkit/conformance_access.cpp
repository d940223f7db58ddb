#include <algorithm>
#include <array>

#include "platform/testkit/conformance.h"
#include "platform/testkit/fingerprint.h"
#include "platform/testkit/samples.h"

namespace tw::testkit {
namespace {

/// One of each role acts; the records are theirs and those of the people around them.
constexpr std::array<std::string_view, 5> actors{"admin", "sales_rep", "sales_manager", "service",
                                                 "viewer"};
constexpr std::array<std::string_view, 3> others{"teammate", "colleague", "sibling"};
constexpr std::string_view nowhere = "/0000000000123";

class AccessJudge {
 public:
  AccessJudge(const meta::EntityDef& entity, TestApp& app, const Oracle& oracle)
      : entity_{entity}, app_{app}, oracle_{oracle}, samples_{app} {}

  Faults judge() {
    for (const std::string_view owner : others) shared_.push_back({owner, make(owner)});
    for (const std::string_view actor : actors) {
      actor_ = actor;
      seen_ = shared_;
      seen_.push_back({actor, make(actor)});
      reading();
      searching();
      denied_writes();
      allowed_writes();
    }
    return std::move(faults_);
  }

 private:
  using Verb = Oracle::Verb;
  struct Owned {
    std::string_view owner;
    Samples::Sample sample;
  };

  Samples::Sample make(std::string_view owner) { return samples_.make(entity_, owner); }
  bool reaches(Verb verb, std::string_view owner) const {
    return oracle_.reaches(actor_, entity_.name, verb, owner);
  }
  bool closed(Verb verb) const { return oracle_.closed(actor_, entity_.name, verb); }
  std::string set() const { return "/api/v1/" + entity_.set; }
  std::string one(const Owned& owned) const { return set() + "/" + owned.sample.id.text(); }

  void expect(int status, const Answer& answer, const std::string& what) {
    if (answer.status == status) return;
    faults_.push_back(entity_.name + ": " + std::string{actor_} + " " + what + ": expected " +
                      std::to_string(status) + ", got " + std::to_string(answer.status) + " " +
                      answer.text.substr(0, 300));
  }
  void expect(bool holds, const std::string& what) {
    if (!holds) faults_.push_back(entity_.name + ": " + std::string{actor_} + " " + what);
  }
  static std::string of(std::string_view owner) { return " a record of " + std::string{owner}; }

  /// 403 when the entity is closed, 404 when the record is out of reach.
  int status_of_read(std::string_view owner) const {
    if (closed(Verb::read)) return 403;
    return reaches(Verb::read, owner) ? 200 : 404;
  }
  /// What is not seen does not exist; what is seen but not reached is forbidden.
  int status_of_denied(Verb verb, std::string_view owner) const {
    const int read = status_of_read(owner);
    if (read != 200) return read;
    return reaches(verb, owner) ? 0 : 403;
  }

  void reading() {
    const Answer list = app_.get(set() + "?$select=id&$top=1000&$orderby=id", actor_);
    expect(closed(Verb::read) ? 403 : 200, list, "list");
    const Answer missing = app_.get(set() + std::string{nowhere}, actor_);
    for (const Owned& owned : seen_) {
      const int status = status_of_read(owned.owner);
      const Answer answer = app_.get(one(owned), actor_);
      expect(status, answer, "read" + of(owned.owner));
      expect(status != 404 || answer.text == missing.text,
             "learns that" + of(owned.owner) + " exists");
      const bool listed = list.text.find(owned.sample.id.text()) != std::string::npos;
      expect(listed == (status == 200), (listed ? "lists" : "does not list") + of(owned.owner));
      const Answer found =
          app_.get(set() + "?$count=true&$filter=id eq '" + owned.sample.id.text() + "'", actor_);
      if (!closed(Verb::read))
        expect(found.count() == (status == 200 ? 1 : 0), "filters" + of(owned.owner));
    }
    if (closed(Verb::read)) return;
    expect(app_.get(set() + "/$count", actor_).text == std::to_string(list.count()),
           "counts other than it lists");
  }

  void searching() {
    const auto& fields = entity_.fields();
    const bool searched = std::any_of(fields.begin(), fields.end(), [&](const auto& field) {
      return field.search && field.name == entity_.title;
    });
    if (!searched) return;
    for (const Owned& owned : seen_) {
      if (owned.sample.word.empty()) continue;
      const bool visible = status_of_read(owned.owner) == 200;
      const Answer found = app_.get("/api/v1/search?q=" + owned.sample.word, actor_);
      expect(200, found, "search");
      const bool hit = found.text.find(owned.sample.id.text()) != std::string::npos;
      // A title of few characters or a number does not carry the word.
      if (!visible) expect(!hit, "finds" + of(owned.owner));
      if (visible && carries_word()) expect(hit, "does not find" + of(owned.owner));
    }
  }

  bool carries_word() const {
    const meta::FieldDef& title = entity_.field(entity_.title);
    return title.type == meta::Type::text && title.max_length > 20;
  }

  /// Nothing of what is refused may leave a trace, so all of it is judged by one fingerprint.
  void denied_writes() {
    const Fingerprint before = fingerprint_of(app_.app());
    const std::string change = change_body();
    for (const Owned& owned : seen_) {
      if (const int status = status_of_denied(Verb::update, owned.owner); status != 0) {
        expect(status, app_.patch(one(owned), change, actor_), "update" + of(owned.owner));
        for (const meta::ActionDef& action : entity_.actions)
          expect(status, app_.post(one(owned) + "/" + action.name, "{}", actor_),
                 action.name + of(owned.owner));
      }
      if (const int status = status_of_denied(Verb::remove, owned.owner); status != 0)
        expect(status, app_.del(one(owned), actor_), "delete" + of(owned.owner));
    }
    if (!oracle_.may_create(actor_, entity_.name))
      expect(403, app_.post(set(), "{}", actor_), "create");
    if (!oracle_.may_export(actor_, entity_.name))
      expect(403, app_.get(set() + "/export?format=csv", actor_), "export");
    for (const std::string& table : differences(before, fingerprint_of(app_.app())))
      expect(false, "was refused, and yet " + table + " changed");
  }

  std::string change_body() const {
    for (const meta::FieldDef& field : entity_.fields())
      if (is_writable(field) && !field.system && field.type == meta::Type::text &&
          field.max_length > 20)
        return "{\"" + field.name + "\":\"changed by force\"}";
    return "{}";
  }

  void allowed_writes() {
    for (const Owned& owned : seen_)
      if (!closed(Verb::read) && reaches(Verb::read, owned.owner) &&
          reaches(Verb::update, owned.owner))
        expect(200, app_.patch(one(owned), "{}", actor_), "update" + of(owned.owner));
    for (const std::string_view owner : others) try_delete(owner);
    try_delete(actor_);
  }

  /// A record of its own for each, since it goes. Rules may object (409, 422), rights may not.
  void try_delete(std::string_view owner) {
    if (status_of_denied(Verb::remove, owner) != 0) return;
    const Samples::Sample fresh = make(owner);
    if (fresh.word.empty()) return;  // the only one there is
    const Answer gone = app_.del(set() + "/" + fresh.id.text(), actor_);
    if (gone.status != 409 && gone.status != 422) expect(204, gone, "delete" + of(owner));
  }

  const meta::EntityDef& entity_;
  TestApp& app_;
  const Oracle& oracle_;
  Samples samples_;
  std::string_view actor_;
  std::vector<Owned> shared_, seen_;
  Faults faults_;
};

}  // namespace

Faults access_faults(const meta::EntityDef& entity, TestApp& app, const Oracle& oracle) {
  return AccessJudge{entity, app, oracle}.judge();
}

}  // namespace tw::testkit
