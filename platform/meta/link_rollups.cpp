// A rollup takes type, scale and storage from the field it adds up; that may be a rollup itself, so
// they are linked round by round until nothing more is learnt.

#include "platform/meta/model.h"
#include "platform/meta/types/field_type.h"

namespace tw::meta {
namespace {

struct Children {
  const EntityDef* entity = nullptr;
  std::string field;  // empty: the records themselves are counted
};

Children children_of(const EntityDraft& draft, const FieldDef& rollup) {
  const std::size_t dot = rollup.rollup_of.find('.');
  const std::string name = rollup.rollup_of.substr(0, dot);
  Children children;
  if (dot != std::string::npos) children.field = rollup.rollup_of.substr(dot + 1);
  if (const RelationDef* relation = draft.entity->relation(name))
    children.entity = relation->target;
  const FieldDef* lines = draft.find(name);
  if (lines != nullptr && lines->type == Type::lines) children.entity = lines->target_entity;
  return children;
}

bool is_relation(const EntityDraft& draft, const FieldDef& rollup) {
  const std::string name = rollup.rollup_of.substr(0, rollup.rollup_of.find('.'));
  const FieldDef* lines = draft.find(name);
  return draft.entity->relation(name) != nullptr ||
         (lines != nullptr && lines->type == Type::lines);
}

Type value_type(const FieldDef& field) {
  return field.type == Type::formula || field.type == Type::rollup ? field.result : field.type;
}

bool can_add(Type type) {
  return type == Type::integer || type == Type::decimal || type == Type::percent ||
         type == Type::money || type == Type::duration;
}

bool can_compare(Type type) {
  return can_add(type) || type == Type::date || type == Type::datetime;
}

bool is_pending(const FieldDef& field) {
  return field.type == Type::rollup && field.storage == Storage::none;
}

void check(Model& model, const EntityDraft& draft, const FieldDef& rollup) {
  const yaml::Node& of = draft.at("fields", rollup.name, "of");
  if (rollup.rollup_of.empty()) return;  // reported already
  if (!is_relation(draft, rollup))
    return draft.fault(model.report(), of, "relation.unknown",
                       "\"of\" begins with a relation or a lines field of this entity");
  const Children children = children_of(draft, rollup);
  if (children.entity == nullptr) return;  // reported already
  if (rollup.rollup_function == "count") {
    if (!children.field.empty())
      draft.fault(model.report(), of, "rollup.field", "a count names the relation alone");
    return;
  }
  const FieldDef* field = children.entity->find(children.field);
  if (field == nullptr)
    return draft.fault(model.report(), of, "field.unknown",
                       "\"" + children.entity->name + "\" has no field \"" + children.field + "\"");
  const bool fits = rollup.rollup_function == "sum" ? can_add(value_type(*field))
                                                    : can_compare(value_type(*field));
  if (!fits)
    draft.fault(model.report(), of, "rollup.field",
                "there is no " + rollup.rollup_function + " of a " +
                    std::string{name_of(value_type(*field))});
}

/// True when the rollup's type became known.
bool resolve(const EntityDraft& draft, FieldDef& rollup) {
  const Children children = children_of(draft, rollup);
  const FieldDef* field = children.entity == nullptr || children.field.empty()
                              ? nullptr
                              : children.entity->find(children.field);
  if (field != nullptr && is_pending(*field)) return false;
  rollup.result = field == nullptr ? Type::integer : value_type(*field);
  rollup.scale = field == nullptr ? 0 : field->scale;
  rollup.storage = type_of(rollup.result).storage;
  if (rollup.storage == Storage::none) rollup.storage = Storage::integer;
  return true;
}

}  // namespace

void link_rollups(Model& model) {
  std::vector<std::pair<const EntityDraft*, FieldDef*>> pending;
  for (const EntityDraft& draft : model.entities)
    for (FieldDef& field : *draft.fields)
      if (field.type == Type::rollup) {
        field.storage = Storage::none;
        pending.emplace_back(&draft, &field);
      }
  for (bool learnt = true; learnt;) {
    learnt = std::erase_if(pending, [](const auto& entry) {
               return resolve(*entry.first, *entry.second);
             }) > 0;
  }
  for (const auto& [draft, field] : pending)
    draft->fault(model.report(), draft->at("fields", field->name, "of"), "rollup.cycle",
                 "this rollup adds up itself");
  for (const EntityDraft& draft : model.entities)
    for (const FieldDef& field : *draft.fields)
      if (field.type == Type::rollup) check(model, draft, field);
}

}  // namespace tw::meta
