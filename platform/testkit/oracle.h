#pragma once
// What each role may do, read from the YAML of the modules with nothing of the product's own code:
// the second opinion against which the conformance suite holds the server.

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "platform/testkit/test_app.h"

namespace tw::testkit {

class Oracle {
 public:
  /// Reads modules/*/entities/*.yaml of the repository.
  Oracle();

  enum class Verb { read, update, remove };
  /// Nothing at all: the entity is closed to the person for that verb.
  bool closed(std::string_view person, const std::string& entity, Verb verb) const;
  /// Does the person reach a record of that entity which belongs to `owner`?
  bool reaches(std::string_view person, const std::string& entity, Verb verb,
               std::string_view owner) const;
  bool may_create(std::string_view person, const std::string& entity) const;
  bool may_export(std::string_view person, const std::string& entity) const;
  std::set<std::string> hidden(std::string_view person, const std::string& entity) const;
  std::set<std::string> masked(std::string_view person, const std::string& entity) const;
  /// Entities that the files declare.
  std::set<std::string> entities() const;

 private:
  struct Rights {
    std::string read = "none", update = "none", remove = "none";
    bool create = false, export_ = false;
    std::set<std::string> hidden, masked;
  };
  struct Declared {
    bool owned = false;
    std::string parent;  // of a line: the entity it belongs to
    std::map<std::string, Rights> roles;
  };
  const Declared& judged(const std::string& entity) const;
  const Rights& rights(std::string_view person, const std::string& entity) const;
  const std::string& scope(std::string_view person, const std::string& entity, Verb verb) const;
  std::map<std::string, Declared> declared_;
};

const Person& person_named(std::string_view name);

}  // namespace tw::testkit
