#include <algorithm>

#include "platform/meta/model.h"
#include "platform/meta/plural.h"
#include "platform/meta/types/field_type.h"

namespace tw::meta {
namespace {

void bind_names(MapReader& in, EntityDef& entity) {
  const std::string name = in.need_name("entity");
  if (!name.empty() && name != entity.name)
    in.fault(*in.node().find("entity"), "file.misplaced",
             "the file is called \"" + entity.name + ".yaml\"");
  entity.set = in.name("set");
  if (entity.set.empty()) entity.set = plural_of(entity.name);
  entity.label = in.need_label("label");
  entity.label_plural = in.label("label_plural");
  if (entity.label_plural.en.empty()) {
    entity.label_plural = entity.label;
    entity.label_plural.en = plural_of(entity.label.en);
  }
  entity.icon = in.text("icon");
}

void bind_traits(MapReader& in, EntityDef& entity) {
  const yaml::Node* traits = in.take("traits");
  if (traits == nullptr) return;
  for (const yaml::Node* word : words_in(in.context(), *traits)) {
    const auto trait = parse_word<Trait>(word->text);
    if (!trait) {
      in.unknown_word(*word, all_words<Trait>());
    } else if (entity.has(*trait)) {
      in.fault(*word, "value.duplicate", "\"" + word->text + "\" stands here twice");
    } else {
      entity.traits.push_back(*trait);
    }
  }
}

/// A ref `account` is `account_id` in the API, refs `teams` are `teams_ids`: no field may be called
/// so.
void check_key_names(MapReader& in, const EntityDraft& draft) {
  for (const FieldDef& field : *draft.fields) {
    if (field.type != Type::ref && field.type != Type::refs) continue;
    const std::string key = field.name + (field.type == Type::ref ? "_id" : "_ids");
    if (draft.find(key) != nullptr)
      in.fault(draft.at("fields", key), "field.duplicate",
               "\"" + key + "\" is how the API writes the key of \"" + field.name + "\"");
  }
}

void bind_fields(Model& model, MapReader& in, const EntityDraft& draft) {
  const yaml::Node* fields = in.need("fields");
  add_system_fields(model, draft);
  if (fields == nullptr || !expect_map(model.context, *fields, "the list of fields")) return;
  for (std::size_t i = 0; i < fields->keys.size(); ++i) {
    const yaml::Node& key = fields->keys[i];
    FieldDef field = bind_field(model.context, key, fields->items[i]);
    if (draft.find(field.name) != nullptr)
      in.fault(key, "field.duplicate", "\"" + field.name + "\" is a system field of this entity");
    if (field.type == Type::state && draft.entity->state_field() != nullptr)
      in.fault(key, "state.second", "an entity has one state field at most");
    draft.fields->push_back(std::move(field));
  }
  check_key_names(in, draft);
  for (const FieldDef& field : *draft.fields)
    if (!field.was.empty() && draft.find(field.was) != nullptr)
      in.fault(draft.at("fields", field.name, "was"), "field.same_name",
               "\"" + field.was + "\" is still a field of this entity");
}

const FieldDef* named_field(MapReader& in, const EntityDraft& draft, std::string_view key,
                            const yaml::Node* value) {
  if (value == nullptr) return nullptr;
  const FieldDef* field = value->is_scalar() ? draft.find(value->text) : nullptr;
  if (field == nullptr)
    in.fault(*value, "field.unknown",
             "\"" + std::string{key} + "\" names no field: \"" + value->text + "\"" +
                 did_you_mean(value->text, draft.field_names()));
  return field;
}

void bind_identity(MapReader& in, const EntityDraft& draft) {
  EntityDef& entity = *draft.entity;
  const yaml::Node* parent = in.take("parent");
  if (const FieldDef* field = named_field(in, draft, "parent", parent)) {
    entity.parent = field->name;
    FieldDef& reference = *draft.find(field->name);
    if (reference.type != Type::ref)
      in.fault(*parent, "line.parent", "the parent of a line entity is a ref field");
    const bool kept = draft.at("fields", entity.parent, "on_delete").text == "set_null";
    if (kept)
      in.fault(*parent, "line.parent",
               "a line cannot live without its parent: on_delete is cascade");
    reference.on_delete = OnDelete::cascade;
    reference.required = true;
  }
  const yaml::Node* title = parent == nullptr ? in.need("title") : in.take("title");
  if (const FieldDef* field = named_field(in, draft, "title", title)) {
    entity.title = field->name;
    if (!type_of(field->type).can_be_title)
      in.fault(*title, "title.type",
               "a " + std::string{name_of(field->type)} + " field cannot be the title");
  }
  const yaml::Node* match = in.take("match");
  if (const FieldDef* field = named_field(in, draft, "match", match)) {
    entity.match = field->name;
    if (!field->unique)
      in.fault(*match, "match.not_unique", "records are matched by a unique field");
  }
}

std::vector<std::vector<std::string>> bind_field_groups(Model& model, MapReader& in,
                                                        const EntityDraft& draft,
                                                        std::string_view key) {
  std::vector<std::vector<std::string>> groups;
  const yaml::Node* list = in.take(key);
  if (list == nullptr) return groups;
  const bool nested =
      list->is_list() && std::all_of(list->items.begin(), list->items.end(),
                                     [](const yaml::Node& item) { return item.is_list(); });
  if (!nested) {
    in.fault(*list, "value.not_a_list",
             "\"" + std::string{key} + "\" is a list of lists: [[a, b]]");
    return groups;
  }
  for (const yaml::Node& item : list->items) {
    groups.push_back(bind_field_names(model, draft, item));
    for (const std::string& name : groups.back())
      if (draft.find(name)->storage == Storage::none)
        in.fault(item, "field.not_indexable", "\"" + name + "\" has no column");
  }
  return groups;
}

void bind_relations(MapReader& in, const EntityDraft& draft) {
  const yaml::Node* relations = in.take("relations");
  if (relations == nullptr || !expect_map(in.context(), *relations, "the list of relations"))
    return;
  for (std::size_t i = 0; i < relations->keys.size(); ++i) {
    const yaml::Node& key = relations->keys[i];
    RelationDef relation;
    relation.name = name_in(in.context(), key);
    if (draft.find(relation.name) != nullptr)
      in.fault(key, "relation.duplicate", "\"" + relation.name + "\" is a field of this entity");
    if (!expect_map(in.context(), relations->items[i], "a relation")) continue;
    MapReader entry{in.context(), relations->items[i], "a relation"};
    relation.entity = entry.need_name("many");
    relation.via = entry.need_name("via");
    relation.label = entry.label("label");
    entry.finish();
    draft.entity->relations.push_back(std::move(relation));
  }
}

void decide_indexes(const EntityDraft& draft) {
  for (FieldDef& field : *draft.fields) {
    const bool declined = draft.at("fields", field.name, "index").text == "false";
    const bool has_column = field.storage != Storage::none && field.storage != Storage::json;
    if (field.name == draft.entity->title && !declined) field.indexed = true;
    field.indexed = has_column && (field.indexed || field.unique);
    field.filterable = field.filterable || field.indexed;
  }
}

}  // namespace

void bind_entity(Model& model, const EntityDraft& draft) {
  if (!expect_map(model.context, *draft.root, "an entity")) return;
  MapReader in{model.context, *draft.root, "an entity"};
  bind_names(in, *draft.entity);
  bind_traits(in, *draft.entity);
  bind_fields(model, in, draft);
  bind_identity(in, draft);
  bind_relations(in, draft);
  bind_actions(model, in, draft);
  bind_permissions(model, in, draft);
  draft.entity->indexes = bind_field_groups(model, in, draft, "indexes");
  draft.entity->unique_together = bind_field_groups(model, in, draft, "unique_together");
  bind_views(model, in, draft);
  decide_indexes(draft);
  in.finish();
}

}  // namespace tw::meta
