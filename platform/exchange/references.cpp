#include "platform/exchange/references.h"

#include <algorithm>

#include "platform/store/entity_query.h"

namespace tw::exchange {
namespace {

constexpr std::size_t most_remembered = 300'000;
constexpr std::int64_t most_namesakes = 20'000;

}  // namespace

std::vector<std::pair<std::string, Id>> ids_by_key(store::Reader& reader,
                                                   const store::Schema& schema,
                                                   const meta::EntityDef& entity,
                                                   const meta::FieldDef& key,
                                                   const std::vector<std::string>& texts) {
  std::vector<std::pair<std::string, Id>> found;
  if (texts.empty()) return found;
  const store::Table& table = schema.table(entity.set);
  store::Select query;
  query.sources.push_back({&table, store::Source::Join::from, nullptr});
  const store::TermPtr key_column = store::column(table, store::column_name(key));
  query.items = {store::column(table, "id"), key_column};
  query.where =
      store::call(store::Fn::in_param_list, {key_column, store::parameter(store::list_of(texts))});
  query.limit = most_namesakes;
  const auto cursor = reader.select(query);
  while (cursor->next()) found.emplace_back(std::string{cursor->text(1)}, Id{cursor->integer(0)});
  return found;
}

std::set<Id> visible_of(store::Reader& reader, const store::Schema& schema,
                        const access::Gate& gate, const meta::EntityDef& entity,
                        const std::vector<Id>& ids) {
  std::set<Id> visible;
  const store::Permit* permit = gate.read_permit(entity);
  if (permit == nullptr || ids.empty()) return visible;
  store::EntityQuery query{schema, *permit, gate};
  query.add_field(entity.field("id"));
  query.where_ids(ids);
  query.limit(static_cast<std::int64_t>(ids.size()));
  const auto cursor = reader.select(query.build());
  while (cursor->next()) visible.insert(Id{cursor->integer(0)});
  return visible;
}

std::vector<const meta::FieldDef*> References::keys_of(const BoundPath& path) const {
  if (path.key != nullptr) return {path.key};
  std::vector<const meta::FieldDef*> keys = natural_keys(*path.field->target_entity);
  keys.push_back(&path.field->target_entity->field("id"));
  return keys;
}

const References::Found* References::known(const Key& key, const std::string& text) const {
  for (const auto* maps : {&fresh_, &known_})
    if (const auto map = maps->find(key); map != maps->end())
      if (const auto found = map->second.find(text); found != map->second.end())
        return &found->second;
  return nullptr;
}

void References::look_up(store::Reader& reader, const std::vector<Draft>& drafts) {
  fresh_.clear();
  if (size_ > most_remembered) {
    // What this dry run would have made is nowhere else.
    for (auto& [key, map] : known_)
      std::erase_if(map, [](const auto& entry) { return !entry.second.pretended; });
    size_ = 0;
  }
  std::map<const PlannedColumn*, std::set<std::string>> wanted;
  for (const Draft& draft : drafts)
    for (const Pending& pending : draft.references)
      wanted[pending.column].insert(pending.texts.begin(), pending.texts.end());
  for (auto& [column, texts] : wanted) {
    const meta::EntityDef& target = *column->path.field->target_entity;
    for (const meta::FieldDef* field : keys_of(column->path)) {
      const Key key{&target, field};
      std::erase_if(texts, [&](const std::string& text) { return known(key, text) != nullptr; });
      if (texts.empty()) break;
      if (field->name == "id")
        query_ids(reader, target, texts);
      else
        query(reader, key, texts);
    }
  }
}

void References::query(store::Reader& reader, const Key& key, const std::set<std::string>& texts) {
  const auto& [entity, field] = key;
  const store::Permit* permit = gate_.read_permit(*entity);
  if (permit == nullptr || permit->right(*field) < store::FieldRight::read) return;
  const auto rows =
      ids_by_key(reader, records_.schema(), *entity, *field, {texts.begin(), texts.end()});
  std::vector<Id> ids;
  for (const auto& [text, id] : rows) ids.push_back(id);
  const std::set<Id> visible = visible_of(reader, records_.schema(), gate_, *entity, ids);
  Known& map = known_[key];
  for (const auto& [text, id] : rows) {
    if (!visible.contains(id)) continue;
    const auto [at, fresh] = map.try_emplace(text, Found{id, false, false});
    if (!fresh && at->second.id != id) at->second.several = true;
    ++size_;
  }
}

void References::query_ids(store::Reader& reader, const meta::EntityDef& entity,
                           const std::set<std::string>& texts) {
  std::vector<Id> ids;
  for (const std::string& text : texts)
    if (const Result<Id> id = Id::parse(text)) ids.push_back(*id);
  const std::set<Id> visible = visible_of(reader, records_.schema(), gate_, entity, ids);
  Known& map = known_[{&entity, &entity.field("id")}];
  for (const std::string& text : texts)
    if (const Result<Id> id = Id::parse(text); id && visible.contains(*id))
      map.insert_or_assign(text, Found{*id, false, false});
}

Result<Id> References::find(const BoundPath& path, const std::string& text) const {
  const meta::EntityDef& target = *path.field->target_entity;
  for (const meta::FieldDef* field : keys_of(path)) {
    const Found* found = known({&target, field}, text);
    if (found == nullptr) continue;
    if (found->several)
      return Problem{"import.ambiguous_reference", "", {{"entity", target.name}, {"value", text}}};
    return found->pretended ? Id{} : found->id;
  }
  return Problem{"import.no_such_reference", "", {{"entity", target.name}, {"value", text}}};
}

void References::add(const meta::EntityDef& entity, const json::object& body, Id id) {
  for (const meta::FieldDef* key : natural_keys(entity)) {
    const json::value* value = body.if_contains(key->name);
    if (value == nullptr || !value->is_string()) continue;
    const std::string text{value->as_string()};
    const Key place{&entity, key};
    const Found* before = known(place, text);
    fresh_[place][text] = Found{id, before != nullptr && before->id != id, false};
  }
}

void References::keep() {
  for (auto& [key, map] : fresh_)
    for (auto& [text, found] : map) {
      known_[key].insert_or_assign(text, found);
      ++size_;
    }
  fresh_.clear();
}

void References::pretend() {
  for (auto& [key, map] : fresh_)
    for (auto& [text, found] : map) found.pretended = true;
  keep();
}

}  // namespace tw::exchange
