#include "platform/record/loader.h"

namespace tw::record {
namespace {

constexpr std::int64_t most_related = 1000;

}  // namespace

store::Select Loader::all_columns(const meta::EntityDef& entity) const {
  const store::Table& table = schema_.table(entity.set);
  store::Select query;
  query.sources.push_back({&table, store::Source::Join::from, nullptr});
  for (const meta::FieldDef& field : entity.fields())
    if (field.column >= 0) query.items.push_back(store::column(table, store::column_name(field)));
  return query;
}

Record Loader::read_row(const meta::EntityDef& entity, const store::Cursor& cursor) {
  Record record{entity};
  int column = 0;
  for (const meta::FieldDef& field : entity.fields())
    if (field.column >= 0) record.set(field, cursor.value(column++));
  record.stored_ = record.values_;
  return record;
}

std::optional<Record> Loader::load(store::Reader& reader, const meta::EntityDef& entity, Id id,
                                   WithLines lines) const {
  store::Select query = all_columns(entity);
  query.where = store::equals(schema_.table(entity.set), "id", Value{id});
  std::optional<Record> record;
  {
    const auto cursor = reader.select(query);
    if (!cursor->next()) return std::nullopt;
    record = read_row(entity, *cursor);
  }
  if (lines == WithLines::yes) load_lines(reader, *record);
  return record;
}

void Loader::load_lines(store::Reader& reader, Record& record) const {
  for (Record::Children& children : record.children_) {
    const meta::FieldDef& field = record.entity().field(children.field);
    const meta::EntityDef& line = *field.target_entity;
    const store::Table& table = schema_.table(line.set);
    store::Select query = all_columns(line);
    query.where =
        store::equals(table, store::column_name(line.field(field.via)), Value{record.id()});
    if (line.find("position") != nullptr)
      query.order_by.push_back({store::column(table, "position"), false});
    query.order_by.push_back({store::column(table, "id"), false});
    const auto cursor = reader.select(query);
    while (cursor->next()) children.lines.push_back(read_row(line, *cursor));
  }
}

std::vector<Id> Loader::links(store::Reader& reader, const meta::EntityDef& entity,
                              const meta::FieldDef& refs, Id id) const {
  const store::Table& table = schema_.table(store::link_table_name(entity, refs));
  store::Select query;
  query.sources.push_back({&table, store::Source::Join::from, nullptr});
  query.items.push_back(store::column(table, "target_id"));
  query.where = store::equals(table, "owner_id", Value{id});
  query.order_by.push_back({store::column(table, "target_id"), false});
  std::vector<Id> ids;
  const auto cursor = reader.select(query);
  while (cursor->next()) ids.emplace_back(cursor->integer(0));
  return ids;
}

std::vector<Id> Loader::related_ids(store::Reader& reader, const Record& record,
                                    const expr::Step& step) const {
  if (step.field != nullptr) return links(reader, record.entity(), *step.field, record.id());
  const meta::FieldDef& via = step.target->field(step.relation->via);
  const bool back = via.type == meta::Type::refs;  // seen from the other side
  const store::Table& table =
      schema_.table(back ? store::link_table_name(*step.target, via) : step.target->set);
  store::Select query;
  query.sources.push_back({&table, store::Source::Join::from, nullptr});
  query.items.push_back(store::column(table, back ? "owner_id" : "id"));
  query.where =
      store::equals(table, back ? "target_id" : store::column_name(via), Value{record.id()});
  query.limit = most_related;
  std::vector<Id> ids;
  const auto cursor = reader.select(query);
  while (cursor->next()) ids.emplace_back(cursor->integer(0));
  return ids;
}

std::vector<Record> Loader::related(store::Reader& reader, const Record& record,
                                    const expr::Step& step) const {
  const meta::EntityDef& target = *step.target;
  const store::Table& table = schema_.table(target.set);
  store::Select query = all_columns(target);
  query.where = store::call(store::Fn::in_param_list,
                            {store::column(table, "id"),
                             store::parameter(store::list_of(related_ids(reader, record, step)))});
  if (target.has(meta::Trait::recyclable))
    query.where = store::all_of(
        {query.where, store::call(store::Fn::is_null, {store::column(table, "deleted_at")})});
  std::vector<Record> records;
  const auto cursor = reader.select(query);
  while (cursor->next()) records.push_back(read_row(target, *cursor));
  return records;
}

bool Loader::visible(store::Reader& reader, const store::Permit& permit, const store::Guard& guard,
                     Id id, store::Deleted deleted) const {
  store::EntityQuery query{schema_, permit, guard};
  query.add_field(permit.entity().field("id"));
  query.where_id(id);
  query.deleted(deleted);
  query.limit(1);
  return reader.select(query.build())->next();
}

void Loader::mark_stored(Record& record) {
  record.stored_ = record.values_;
  for (Record::Children& children : record.children_) {
    children.given = false;
    for (Record& line : children.lines) mark_stored(line);
  }
  for (Record::Links& links : record.links_) links.targets.reset();
}

}  // namespace tw::record
