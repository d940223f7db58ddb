#include "platform/record/pipeline.h"

namespace tw::record {
namespace {

template <class List>
const List& empty_list() {
  static const List none;
  return none;
}

}  // namespace

Hooks& Hooks::before_save(std::string_view entity, SaveHook hook) {
  by_entity_[std::string{entity}].before_save.push_back(std::move(hook));
  return *this;
}

Hooks& Hooks::after_save(std::string_view entity, SaveHook hook) {
  by_entity_[std::string{entity}].after_save.push_back(std::move(hook));
  return *this;
}

Hooks& Hooks::before_delete(std::string_view entity, DeleteHook hook) {
  by_entity_[std::string{entity}].before_delete.push_back(std::move(hook));
  return *this;
}

Hooks& Hooks::after_delete(std::string_view entity, DeleteHook hook) {
  by_entity_[std::string{entity}].after_delete.push_back(std::move(hook));
  return *this;
}

Hooks& Hooks::action(std::string_view entity, std::string_view name, ActionHandler handler) {
  by_entity_[std::string{entity}].actions[std::string{name}] = std::move(handler);
  return *this;
}

const std::vector<SaveHook>& Hooks::before_save_of(std::string_view entity) const {
  auto found = by_entity_.find(std::string{entity});
  return found == by_entity_.end() ? empty_list<std::vector<SaveHook>>()
                                   : found->second.before_save;
}

const std::vector<SaveHook>& Hooks::after_save_of(std::string_view entity) const {
  auto found = by_entity_.find(std::string{entity});
  return found == by_entity_.end() ? empty_list<std::vector<SaveHook>>() : found->second.after_save;
}

const std::vector<DeleteHook>& Hooks::before_delete_of(std::string_view entity) const {
  auto found = by_entity_.find(std::string{entity});
  return found == by_entity_.end() ? empty_list<std::vector<DeleteHook>>()
                                   : found->second.before_delete;
}

const std::vector<DeleteHook>& Hooks::after_delete_of(std::string_view entity) const {
  auto found = by_entity_.find(std::string{entity});
  return found == by_entity_.end() ? empty_list<std::vector<DeleteHook>>()
                                   : found->second.after_delete;
}

const ActionHandler* Hooks::action_of(std::string_view entity, std::string_view name) const {
  auto found = by_entity_.find(std::string{entity});
  if (found == by_entity_.end()) return nullptr;
  auto action = found->second.actions.find(std::string{name});
  return action == found->second.actions.end() ? nullptr : &action->second;
}

}  // namespace tw::record
