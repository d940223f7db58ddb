#include "platform/exchange/existing.h"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "platform/record/loader.h"
#include "platform/store/entity_query.h"

namespace tw::exchange {
namespace {

using meta::FieldDef;

bool same(const FieldDef& field, const json::value& given, const Value& stored) {
  const Result<Value> value = record::decode_value(field, given);
  if (!value) return false;  // the pipeline will say why
  if (field.storage == meta::Storage::json && !value->is_null() && !stored.is_null())
    return boost::json::parse(value->as<std::string>()) ==
           boost::json::parse(stored.as<std::string>());
  return *value == stored;
}

/// The values of some fields, as far as the caller may read them.
class Fields {
 public:
  Fields(store::EntityQuery& query, const store::Permit& permit,
         const std::vector<PlannedColumn>& columns) {
    for (const PlannedColumn& column : columns) {
      const FieldDef& field = *column.path.field;
      const bool known = std::any_of(fields_.begin(), fields_.end(),
                                     [&](const auto& item) { return item.first == &field; });
      if (known || field.column < 0 || permit.right(field) == store::FieldRight::hidden) continue;
      fields_.emplace_back(&field, query.add_field(field));
    }
  }
  std::unordered_map<std::string, Value> read(const store::Cursor& cursor) const {
    std::unordered_map<std::string, Value> values;
    for (const auto& [field, column] : fields_) values[field->name] = cursor.value(column);
    return values;
  }

 private:
  std::vector<std::pair<const FieldDef*, int>> fields_;
};

/// `{city}` of the file over the stored `{street, city}`.
void merge_address(json::value& given, const Value& stored) {
  if (stored.is_null() || !given.is_object()) return;
  json::value merged = boost::json::parse(stored.as<std::string>());
  if (!merged.is_object()) return;
  for (const auto& [name, value] : given.as_object()) merged.as_object()[name] = value;
  given = std::move(merged);
}

}  // namespace

Existing::Existing(store::Reader& reader, const record::RecordService& records,
                   const access::Gate& gate, const Plan& plan, const std::vector<Draft>& drafts) {
  std::vector<std::string> keys;
  std::vector<Id> ids;
  for (const Draft& draft : drafts) {
    if (!draft.key.empty()) keys.push_back(draft.key);
    if (const Result<Id> id = Id::parse(draft.id)) ids.push_back(*id);
  }
  if (plan.key != nullptr)
    for (auto& [key, id] : ids_by_key(reader, records.schema(), *plan.entity, *plan.key, keys)) {
      by_key_.emplace(std::move(key), id);
      ids.push_back(id);
    }
  if (!ids.empty()) read_values(reader, records, gate, plan, ids);
}

void Existing::read_values(store::Reader& reader, const record::RecordService& records,
                           const access::Gate& gate, const Plan& plan, const std::vector<Id>& ids) {
  const store::Permit* permit = gate.read_permit(*plan.entity);
  if (permit == nullptr) return;
  std::vector<Id> visible;
  {
    store::EntityQuery query{records.schema(), *permit, gate};
    query.add_field(plan.entity->field("id"));
    const Fields fields{query, *permit, plan.head};
    query.where_ids(ids);
    query.limit(static_cast<std::int64_t>(ids.size()));
    const auto cursor = reader.select(query.build());
    while (cursor->next()) {
      const Id id{cursor->integer(0)};
      records_[id] = {id, fields.read(*cursor)};
      visible.push_back(id);
    }
  }
  if (visible.empty()) return;
  for (const LinePlan& lines : plan.lines) read_lines(reader, records, gate, lines, visible);
  read_links(reader, records, plan);
}

void Existing::read_lines(store::Reader& reader, const record::RecordService& records,
                          const access::Gate& gate, const LinePlan& lines,
                          const std::vector<Id>& ids) {
  const meta::EntityDef& entity = *lines.field->target_entity;
  const store::Permit* permit = gate.read_permit(entity);
  if (permit == nullptr) return;
  store::EntityQuery query{records.schema(), *permit, gate};
  query.add_field(entity.field("id"));
  const FieldDef& via = entity.field(lines.field->via);
  const int owner = query.add_field(via);
  const Fields fields{query, *permit, lines.columns};
  if (entity.find("position") != nullptr) {
    expr::BindContext context;
    context.entity = &entity;
    query.order_by(*expr::bind(*expr::parse("position"), context), false);
  }
  query.where_parent(via, ids, std::nullopt);
  const auto cursor = reader.select(query.build());
  while (cursor->next())
    lines_[{Id{cursor->integer(owner)}, lines.field}].push_back(
        {Id{cursor->integer(0)}, fields.read(*cursor)});
}

void Existing::read_links(store::Reader& reader, const record::RecordService& records,
                          const Plan& plan) {
  const record::Loader loader{records.schema()};
  for (const PlannedColumn& column : plan.head) {
    if (column.path.field->type != meta::Type::refs) continue;
    for (const auto& [id, stored] : records_)
      links_[{id, column.path.field}] = loader.links(reader, *plan.entity, *column.path.field, id);
  }
}

Existing::Found Existing::find(const Draft& draft, Id& id) const {
  id = Id{};
  if (const Result<Id> own = Id::parse(draft.id))
    id = *own;
  else if (const auto known = by_key_.find(draft.key); known != by_key_.end())
    id = known->second;
  if (id.empty()) return Found::no;
  return records_.contains(id) ? Found::yes : Found::taken;
}

bool Existing::complete(Id id, const Plan& plan, Draft& draft) const {
  const Stored& stored = records_.at(id);
  bool differs = false;
  const auto compare = [&](const meta::EntityDef& entity, json::object& body,
                           const Stored& before) {
    for (auto& [name, given] : body) {
      const FieldDef* field = entity.find(name);
      if (field == nullptr || field->column < 0 || field->name == "id") continue;
      const auto value = before.values.find(field->name);
      if (value == before.values.end()) {
        differs = true;  // not for the caller's eyes: the pipeline decides
        continue;
      }
      if (field->type == meta::Type::address) merge_address(given, value->second);
      differs = differs || !same(*field, given, value->second);
    }
  };
  compare(*plan.entity, draft.body, stored);
  for (std::size_t i = 0; i < plan.lines.size(); ++i) {
    if (draft.lines[i].empty()) continue;
    const FieldDef* field = plan.lines[i].field;
    const auto known = lines_.find({id, field});
    const std::size_t count = known == lines_.end() ? 0 : known->second.size();
    differs = differs || count != draft.lines[i].size();
    for (std::size_t line = 0; line < std::min(count, draft.lines[i].size()); ++line) {
      json::object& body = draft.lines[i][line].body;
      compare(*field->target_entity, body, known->second[line]);
      body["id"] = known->second[line].id.text();
    }
  }
  for (const PlannedColumn& column : plan.head) {
    if (column.path.field->type != meta::Type::refs) continue;
    const json::value* given = draft.body.if_contains(column.path.field->name);
    if (given == nullptr) continue;
    std::vector<std::string> texts;
    for (const json::value& item : given->as_array()) texts.emplace_back(item.as_string());
    std::vector<std::string> before;
    if (const auto known = links_.find({id, column.path.field}); known != links_.end())
      for (const Id link : known->second) before.push_back(link.text());
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    std::sort(before.begin(), before.end());
    differs = differs || texts != before;
  }
  return differs;
}

}  // namespace tw::exchange
