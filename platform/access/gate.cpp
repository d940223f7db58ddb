// From roles to permits: the one place that makes a store::Permit.
#include <algorithm>
#include <array>
#include <unordered_map>

#include "platform/access/access.h"
#include "platform/base/check.h"
#include "platform/base/time_zone.h"

namespace tw::access {
namespace {

using meta::Scope;
using store::FieldRight;
using store::Verb;

std::string_view word_of(Verb verb) {
  switch (verb) {
    case Verb::read: return "read";
    case Verb::create: return "create";
    case Verb::update: return "update";
    case Verb::remove: return "delete";
    case Verb::export_: return "export";
  }
  return "read";
}

Scope scope_of(const meta::RolePermission& permission, Verb verb) {
  switch (verb) {
    case Verb::read: return permission.read;
    case Verb::create: return permission.create ? Scope::all : Scope::none;
    case Verb::update: return permission.update;
    case Verb::remove: return permission.remove;
    case Verb::export_: return permission.export_ ? permission.read : Scope::none;
  }
  return Scope::none;
}

bool lists(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

FieldRight right_of(const meta::RolePermission& permission, const meta::FieldDef& field) {
  if (lists(permission.hidden, field.name)) return FieldRight::hidden;
  if (lists(permission.masked, field.name)) return FieldRight::masked;
  if (lists(permission.read_only, field.name)) return FieldRight::read;
  return FieldRight::write;
}

expr::Environment environment_of(const Principal& principal, const Clock& clock) {
  expr::Environment environment;
  environment.me = principal.user;
  environment.my_department = principal.department;
  environment.now = clock.now();
  environment.offset_minutes = offset_minutes(principal.time_zone, environment.now);
  environment.today = environment.now.date(environment.offset_minutes);
  return environment;
}

/// A line follows its parent: reading it needs reading the parent, changing it needs changing the
/// parent.
const meta::EntityDef& judged_entity(const meta::Catalogue& catalogue,
                                     const meta::EntityDef& entity) {
  const meta::EntityDef* judged = &entity;
  while (judged->is_line()) judged = &catalogue.entity(judged->field(judged->parent).target);
  return *judged;
}

Verb judged_verb(const meta::EntityDef& entity, Verb verb) {
  if (!entity.is_line() || verb == Verb::read || verb == Verb::export_) return verb;
  return Verb::update;
}

}  // namespace

struct Gate::Cached {
  static constexpr std::size_t verbs = 5;
  struct Slot {
    bool decided = false;
    std::unique_ptr<const store::Permit> permit;
  };
  std::unordered_map<const meta::EntityDef*, std::array<Slot, verbs>> slots;
};

Gate::Gate(const meta::Catalogue& catalogue, Principal principal, const Clock& clock)
    : catalogue_{catalogue},
      principal_{std::move(principal)},
      environment_{environment_of(principal_, clock)},
      cached_{std::make_shared<Cached>()} {}

Gate Gate::system(const meta::Catalogue& catalogue, const Clock& clock, std::string time_zone) {
  Principal principal;
  principal.time_zone = std::move(time_zone);
  principal.administrator = true;
  principal.via = Via::system;
  return Gate{catalogue, std::move(principal), clock};
}

std::map<std::string, Scope> Gate::grants(const meta::EntityDef& entity, Verb verb) const {
  std::map<std::string, Scope> granted;
  const meta::EntityDef& judged = judged_entity(catalogue_, entity);
  for (const std::string& role : principal_.roles) {
    const auto found = judged.permissions.find(role);
    const Scope scope = found == judged.permissions.end()
                            ? Scope::none
                            : scope_of(found->second, judged_verb(entity, verb));
    if (scope != Scope::none) granted[role] = scope;
  }
  return granted;
}

const store::Permit* Gate::permit(const meta::EntityDef& entity, Verb verb) const {
  Cached::Slot& slot = cached_->slots[&entity][static_cast<std::size_t>(verb)];
  if (slot.decided) return slot.permit.get();
  slot.decided = true;
  const std::map<std::string, Scope> granted = grants(entity, verb);
  if (!principal_.administrator && granted.empty()) return nullptr;

  std::unique_ptr<store::Permit> permit{new store::Permit{}};
  permit->entity_ = &entity;
  permit->verb_ = verb;
  permit->environment_ = environment_;
  permit->rights_.assign(entity.fields().size(),
                         principal_.administrator ? FieldRight::write : FieldRight::hidden);
  permit->everyone_ = principal_.administrator;
  for (const auto& [role, scope] : granted) {
    if (scope == Scope::all) permit->everyone_ = true;
    if (scope == Scope::team) permit->owners_ = principal_.teammates;
    if (scope == Scope::department) permit->departments_ = principal_.departments;
    const meta::EntityDef& judged = judged_entity(catalogue_, entity);
    const meta::RolePermission& permission = judged.permissions.at(role);
    for (const meta::FieldDef& field : entity.fields()) {
      FieldRight& right = permit->rights_[static_cast<std::size_t>(field.index)];
      right = std::max(right, entity.is_line() ? FieldRight::write : right_of(permission, field));
    }
  }
  if (!permit->everyone_ && std::find(permit->owners_.begin(), permit->owners_.end(),
                                      principal_.user) == permit->owners_.end())
    permit->owners_.push_back(principal_.user);
  slot.permit = std::move(permit);
  return slot.permit.get();
}

const store::Permit& Gate::require(const meta::EntityDef& entity, Verb verb) const {
  const store::Permit* granted = permit(entity, verb);
  if (granted == nullptr)
    throw AppError{Errc::forbidden,
                   "access.denied",
                   {{"entity", entity.name}, {"verb", std::string{word_of(verb)}}}};
  return *granted;
}

const store::Permit* Gate::read_permit(const meta::EntityDef& entity) const {
  return permit(entity, Verb::read);
}

bool Gate::may_act(const meta::EntityDef& entity, const meta::ActionDef& action) const {
  if (principal_.administrator) return true;
  for (const auto& [role, scope] : grants(entity, Verb::update)) {
    const meta::RolePermission& permission = entity.permissions.at(role);
    if (permission.actions.empty() || lists(permission.actions, action.name)) return true;
  }
  return false;
}

}  // namespace tw::access
