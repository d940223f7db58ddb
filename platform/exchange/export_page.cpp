#include "platform/exchange/export_page.h"

#include <array>
#include <boost/json/parse.hpp>

#include "platform/exchange/paths.h"

namespace tw::exchange {
namespace {

using meta::FieldDef;
using meta::Type;

constexpr std::array<std::string_view, 5> address_members{"street", "city", "region", "postcode",
                                                          "country"};

expr::Step step_to(const FieldDef& reference) {
  expr::Step step;
  step.what = expr::Step::What::one;
  step.field = &reference;
  step.target = reference.target_entity;
  return step;
}

expr::Step step_of(const FieldDef& field) {
  expr::Step step;
  step.field = &field;
  return step;
}

/// The keys by which the import finds one record and no other, as far as the caller may read them.
std::vector<const FieldDef*> certain_keys(const meta::EntityDef& entity,
                                          const store::Permit& permit) {
  std::vector<const FieldDef*> keys;
  for (const FieldDef* key : natural_keys(entity)) {
    const bool unique = key->unique || key->type == Type::sequence;
    if (unique && permit.right(*key) >= store::FieldRight::read) keys.push_back(key);
  }
  return keys;
}

/// `A; B` for the JSON list of a choices or tags field.
std::string joined(const std::string& list) {
  std::string text;
  const json::value parsed = boost::json::parse(list);
  if (!parsed.is_array()) return list;
  for (const json::value& item : parsed.as_array()) {
    if (!item.is_string()) continue;
    if (!text.empty()) text += "; ";
    text += std::string_view{item.as_string()};
  }
  return text;
}

void read_address(const Value& stored, std::vector<Value>& cells) {
  const json::value address =
      stored.is_null() ? json::value{} : boost::json::parse(stored.as<std::string>());
  for (const std::string_view member : address_members) {
    const json::value* part =
        address.is_object() ? address.as_object().if_contains(member) : nullptr;
    cells.push_back(part != nullptr && part->is_string() ? Value{std::string{part->as_string()}}
                                                         : Value{});
  }
}

}  // namespace

Cells::Cells(store::EntityQuery& query, const access::Gate& gate, const store::Permit& permit,
             const meta::EntityDef& entity, const FieldDef* without)
    : gate_{gate}, permit_{permit} {
  for (const FieldDef& field : entity.fields())
    if (&field != without && wanted(field)) add(query, field);
}

void Cells::names(const std::string& prefix, std::vector<std::string>& names) const {
  for (const Item& item : items_) {
    if (item.field->type != Type::address) {
      names.push_back(prefix + item.field->name);
      continue;
    }
    for (const std::string_view member : address_members)
      names.push_back(prefix + item.field->name + "." + std::string{member});
  }
}

void Cells::read(const store::Cursor& cursor, std::vector<Value>& cells) const {
  for (const Item& item : items_) read_item(item, cursor, cells);
}

bool Cells::wanted(const FieldDef& field) const {
  if (field.name == "version" || field.name == "deleted_at") return false;
  if (field.type == Type::secret || field.type == Type::file || field.type == Type::files ||
      field.type == Type::any_ref)
    return false;
  const bool has_value = field.column >= 0 || field.type == Type::formula;
  return has_value && permit_.right(field) != store::FieldRight::hidden;
}

void Cells::add(store::EntityQuery& query, const FieldDef& field) {
  Item item{&field, {}};
  if (BoundPath{nullptr, &field, nullptr, ""}.is_reference()) {
    const store::Permit* target = gate_.read_permit(*field.target_entity);
    if (target == nullptr) return;
    for (const FieldDef* key : certain_keys(*field.target_entity, *target))
      item.columns.push_back(query.add_path({step_to(field), step_of(*key)}));
  }
  item.columns.push_back(query.add_field(field));
  items_.push_back(std::move(item));
}

void Cells::read_item(const Item& item, const store::Cursor& cursor,
                      std::vector<Value>& cells) const {
  if (item.field->type == Type::address)
    return read_address(cursor.value(item.columns.front()), cells);
  Value value;
  for (const int column : item.columns)
    if (value.is_null()) value = cursor.value(column);
  if (const std::string* text = value.get_if<std::string>()) {
    if (permit_.right(*item.field) == store::FieldRight::masked)
      value = Value{store::mask_of(*item.field, *text)};
    else if (item.field->type == Type::choices || item.field->type == Type::tags)
      value = Value{joined(*text)};
  }
  cells.push_back(std::move(value));
}

Cells LinesOfPage::make_cells(store::EntityQuery& query) const {
  const meta::EntityDef& entity = *field_.target_entity;
  return Cells{query, gate_, *gate_.read_permit(entity), entity, &entity.field(field_.via)};
}

void LinesOfPage::names(std::vector<std::string>& names) {
  const std::size_t before = names.size();
  store::EntityQuery query{records_.schema(), *gate_.read_permit(*field_.target_entity), gate_};
  make_cells(query).names(field_.name + ".", names);
  width_ = names.size() - before;
}

void LinesOfPage::read(store::Reader& reader, const std::vector<Id>& ids) {
  rows_.clear();
  const meta::EntityDef& entity = *field_.target_entity;
  store::EntityQuery query{records_.schema(), *gate_.read_permit(entity), gate_};
  const int owner = query.add_field(entity.field(field_.via));
  const Cells cells = make_cells(query);
  if (entity.find("position") != nullptr) {
    expr::BindContext context;
    context.entity = &entity;
    query.order_by(*expr::bind(*expr::parse("position"), context), false);
  }
  query.where_parent(entity.field(field_.via), ids, std::nullopt);
  const auto cursor = reader.select(query.build());
  while (cursor->next()) cells.read(*cursor, rows_[Id{cursor->integer(owner)}].emplace_back());
}

std::size_t LinesOfPage::count(Id id) const {
  const auto found = rows_.find(id);
  return found == rows_.end() ? 0 : found->second.size();
}

void LinesOfPage::append(Id id, std::size_t line, std::vector<Value>& cells) const {
  if (line >= count(id)) {
    cells.resize(cells.size() + width_);
    return;
  }
  const std::vector<Value>& own = rows_.at(id)[line];
  cells.insert(cells.end(), own.begin(), own.end());
}

void LinksOfPage::read(store::Reader& reader, const std::vector<Id>& ids) {
  texts_.clear();
  const meta::EntityDef& target = *field_.target_entity;
  const store::Permit& permit = *gate_.read_permit(target);
  store::EntityQuery query{records_.schema(), permit, gate_};
  std::vector<int> columns;
  for (const FieldDef* key : certain_keys(target, permit)) columns.push_back(query.add_field(*key));
  columns.push_back(query.add_field(target.field("id")));
  query.where_linked(owner_, field_, ids, std::nullopt);
  const store::Select& select = query.build();
  const auto cursor = reader.select(select);
  while (cursor->next()) {
    std::string& text = texts_[Id{cursor->integer(query.link_column())}];
    Value key;
    for (const int column : columns)
      if (key.is_null()) key = cursor->value(column);
    if (!text.empty()) text += "; ";
    text += key.is<Id>() ? key.as<Id>().text() : key.as<std::string>();
  }
}

Value LinksOfPage::cell(Id id) const {
  const auto found = texts_.find(id);
  return found == texts_.end() ? Value{} : Value{found->second};
}

}  // namespace tw::exchange
