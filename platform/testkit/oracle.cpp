#include "platform/testkit/oracle.h"

#include <yaml-cpp/yaml.h>

#include "platform/base/check.h"

namespace tw::testkit {
namespace {

std::set<std::string> names(const YAML::Node& list) {
  std::set<std::string> out;
  for (const YAML::Node& name : list) out.insert(name.as<std::string>());
  return out;
}

bool administrates(std::string_view person) { return person_named(person).role == "admin"; }

/// Head office is above both departments; they are nobody's.
bool at_or_below(std::string_view department, std::string_view of) {
  return department == of || of == "head";
}

}  // namespace

const Person& person_named(std::string_view name) {
  for (const Person& person : people())
    if (person.name == name) return person;
  CHECK(false);
}

Oracle::Oracle() {
  for (const auto& module : std::filesystem::directory_iterator(repository() / "modules")) {
    const auto folder = module.path() / "entities";
    if (!std::filesystem::exists(folder)) continue;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
      const YAML::Node root = YAML::LoadFile(file.path().string());
      Declared& entity = declared_[root["entity"].as<std::string>()];
      entity.owned = names(root["traits"]).contains("owned");
      if (root["parent"])
        entity.parent = root["fields"][root["parent"].as<std::string>()]["to"].as<std::string>();
      for (const auto& role : root["permissions"]) {
        const YAML::Node given = role.second;
        entity.roles[role.first.as<std::string>()] = {given["read"].as<std::string>("none"),
                                                      given["update"].as<std::string>("none"),
                                                      given["delete"].as<std::string>("none"),
                                                      given["create"].as<bool>(false),
                                                      given["export"].as<bool>(false),
                                                      names(given["hidden"]),
                                                      names(given["masked"])};
      }
    }
  }
}

std::set<std::string> Oracle::entities() const {
  std::set<std::string> out;
  for (const auto& [name, entity] : declared_) out.insert(name);
  return out;
}

const Oracle::Declared& Oracle::judged(const std::string& entity) const {
  const Declared& own = declared_.at(entity);
  return own.parent.empty() ? own : judged(own.parent);
}

const Oracle::Rights& Oracle::rights(std::string_view person, const std::string& entity) const {
  static const Rights nothing;
  const auto& roles = judged(entity).roles;
  const auto found = roles.find(std::string{person_named(person).role});
  return found == roles.end() ? nothing : found->second;
}

/// Who may change an order may change, add and remove its lines.
const std::string& Oracle::scope(std::string_view person, const std::string& entity,
                                 Verb verb) const {
  const Rights& of_role = rights(person, entity);
  if (verb == Verb::read) return of_role.read;
  const bool line = !declared_.at(entity).parent.empty();
  return verb == Verb::update || line ? of_role.update : of_role.remove;
}

bool Oracle::closed(std::string_view person, const std::string& entity, Verb verb) const {
  return !administrates(person) && scope(person, entity, verb) == "none";
}

bool Oracle::reaches(std::string_view person, const std::string& entity, Verb verb,
                     std::string_view owner) const {
  if (administrates(person)) return true;
  const std::string& reach = scope(person, entity, verb);
  const Person& asking = person_named(person);
  const Person& owning = person_named(owner);
  if (reach == "none") return false;
  if (reach == "all" || asking.name == owning.name) return true;
  if (reach == "team") return !asking.team.empty() && asking.team == owning.team;
  return reach == "department" && judged(entity).owned &&
         at_or_below(owning.department, asking.department);
}

bool Oracle::may_create(std::string_view person, const std::string& entity) const {
  if (administrates(person)) return true;
  const bool line = !declared_.at(entity).parent.empty();
  return line ? scope(person, entity, Verb::update) != "none" : rights(person, entity).create;
}

bool Oracle::may_export(std::string_view person, const std::string& entity) const {
  return administrates(person) || rights(person, entity).export_;
}

std::set<std::string> Oracle::hidden(std::string_view person, const std::string& entity) const {
  return administrates(person) ? std::set<std::string>{} : rights(person, entity).hidden;
}

std::set<std::string> Oracle::masked(std::string_view person, const std::string& entity) const {
  return administrates(person) ? std::set<std::string>{} : rights(person, entity).masked;
}

}  // namespace tw::testkit
