#include "platform/meta/catalogue.h"

#include <algorithm>

#include "platform/base/check.h"
#include "platform/meta/binder.h"

namespace tw::meta {

const Option* FieldDef::option(std::string_view code) const {
  for (const Option& option : options)
    if (option.code == code) return &option;
  return nullptr;
}

const FieldDef* EntityDef::find(std::string_view field) const {
  const auto found = by_name_.find(field);
  return found == by_name_.end() ? nullptr : &at(found->second);
}

const FieldDef& EntityDef::field(std::string_view field) const {
  const FieldDef* found = find(field);
  CHECK(found != nullptr);
  return *found;
}

const RelationDef* EntityDef::relation(std::string_view relation) const {
  for (const RelationDef& candidate : relations)
    if (candidate.name == relation) return &candidate;
  return nullptr;
}

const ActionDef* EntityDef::action(std::string_view action) const {
  for (const ActionDef& candidate : actions)
    if (candidate.name == action) return &candidate;
  return nullptr;
}

const FieldDef* EntityDef::state_field() const {
  for (const FieldDef& field : fields_)
    if (field.type == Type::state) return &field;
  return nullptr;
}

bool EntityDef::has(Trait trait) const {
  return std::find(traits.begin(), traits.end(), trait) != traits.end();
}

Catalogue::~Catalogue() = default;

std::shared_ptr<const Catalogue> Catalogue::from_yaml(const std::string& root,
                                                      std::vector<CatalogueProblem>& problems) {
  return bind_tree(root, problems);
}

std::shared_ptr<const Catalogue> Catalogue::from_texts(
    const std::vector<std::pair<std::string, std::string>>& files,
    std::vector<CatalogueProblem>& problems) {
  Binder binder{problems};
  for (const auto& [path, text] : files) binder.add(path, text);
  return binder.bind();
}

const EntityDef* Catalogue::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

const EntityDef* Catalogue::find_set(std::string_view set) const {
  const auto found = by_set_.find(set);
  return found == by_set_.end() ? nullptr : found->second;
}

const EntityDef& Catalogue::entity(std::string_view name) const {
  const EntityDef* found = find(name);
  CHECK(found != nullptr);
  return *found;
}

const RoleDef* Catalogue::role(std::string_view code) const {
  for (const RoleDef& role : roles_)
    if (role.code == code) return &role;
  return nullptr;
}

bool Catalogue::has_message(std::string_view code) const { return messages_.contains(code); }

std::string Catalogue::message(std::string_view code, const Params& params,
                               Language language) const {
  const auto found = messages_.find(code);
  if (found == messages_.end()) return std::string{code};
  const std::string& text = found->second.in(language);
  std::string filled;
  std::size_t done = 0;
  for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', done)) {
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos) break;
    filled.append(text, done, open - done);
    const auto value = params.find(text.substr(open + 1, close - open - 1));
    // An unfilled placeholder stays visible: a test then finds it.
    filled += value == params.end() ? text.substr(open, close - open + 1) : value->second;
    done = close + 1;
  }
  return filled.append(text, done, std::string::npos);
}

}  // namespace tw::meta
