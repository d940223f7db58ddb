#include "platform/exchange/plan.h"

#include <algorithm>
#include <map>

#include "platform/base/error.h"
#include "platform/exchange/header.h"

namespace tw::exchange {
namespace {

using meta::Type;

constexpr int rows_asked_for_dates = 5000;

bool is_date(const BoundPath& path) {
  return path.field->type == Type::date || path.field->type == Type::datetime;
}

bool keeps_history(const BoundPath& path) {
  const meta::FieldDef& field = *path.field;
  const bool stamp =
      field.system && (field.name.starts_with("created_") || field.name.starts_with("updated_"));
  return stamp || field.type == Type::sequence || field.type == Type::state;
}

struct Wish {
  std::size_t cell;
  std::string name, constant;
  BoundPath path;
};

BoundPath bound_or_throw(const meta::EntityDef& entity, const std::string& path) {
  const std::optional<BoundPath> bound = bind_path(entity, path);
  if (!bound) throw AppError{Errc::invalid, "import.unknown_path", {{"path", path}}};
  return *bound;
}

std::vector<Wish> wishes_of(const meta::EntityDef& entity, const std::vector<std::string>& columns,
                            const Mapping& mapping) {
  std::vector<Wish> wishes;
  for (const auto& [column, path] : mapping.columns) {
    if (path.empty()) continue;  // a column left out on purpose
    const auto at = std::find(columns.begin(), columns.end(), column);
    if (at == columns.end())
      throw AppError{Errc::invalid, "import.unknown_column", {{"column", column}}};
    const auto constant = mapping.defaults.find(path);
    wishes.push_back({static_cast<std::size_t>(at - columns.begin()), column,
                      constant == mapping.defaults.end() ? "" : constant->second,
                      bound_or_throw(entity, path)});
  }
  if (wishes.empty()) throw AppError{Errc::invalid, "import.nothing_mapped"};
  for (const auto& [path, constant] : mapping.defaults) {
    const bool has_column =
        std::any_of(mapping.columns.begin(), mapping.columns.end(),
                    [&path = path](const auto& column) { return column.second == path; });
    if (!has_column && !constant.empty())
      wishes.push_back({PlannedColumn::no_cell, path, constant, bound_or_throw(entity, path)});
  }
  return wishes;
}

/// Looks at the first rows of the date columns: one 25/3/2026 tells the order of them all.
std::map<std::size_t, DayOrder> day_orders(const std::string& file, const Format& format,
                                           const std::vector<Wish>& wishes) {
  std::map<std::size_t, DayOrder> orders;
  for (const Wish& wish : wishes)
    if (is_date(wish.path)) orders[wish.cell] = DayOrder::unknown;
  if (orders.empty()) return orders;
  const std::unique_ptr<TableReader> reader = open_table(file, format);
  std::vector<std::string> cells;
  reader->next(cells);  // the header
  for (int i = 0; i < rows_asked_for_dates && reader->next(cells); ++i)
    for (auto& [cell, order] : orders)
      if (order == DayOrder::unknown && cell < cells.size()) order = order_shown_by(cells[cell]);
  return orders;
}

LinePlan& line_plan(Plan& plan, const meta::FieldDef& field) {
  for (LinePlan& known : plan.lines)
    if (known.field == &field) return known;
  plan.lines.push_back({&field, {}});
  return plan.lines.back();
}

/// The match key if it is mapped, else another unique field that is.
void choose_key(Plan& plan) {
  for (const PlannedColumn& column : plan.head) {
    if (column.path.is_reference() || column.cell == PlannedColumn::no_cell) continue;
    const meta::FieldDef& field = *column.path.field;
    if (field.name == "id") {
      plan.id_column = &column;
      continue;
    }
    const bool match = field.name == plan.entity->match;
    if (plan.key != nullptr && plan.key->name == plan.entity->match) continue;
    const bool unique = field.unique || field.type == Type::sequence;
    if (field.storage != meta::Storage::text || !(match || (unique && plan.key == nullptr)))
      continue;
    plan.key = &field;
    plan.key_column = &column;
  }
}

}  // namespace

const PlannedColumn* Plan::find(const meta::FieldDef* lines_field, std::string_view field) const {
  const auto in = [&](const std::vector<PlannedColumn>& list) -> const PlannedColumn* {
    for (const PlannedColumn& column : list)
      if (column.path.field->name == field) return &column;
    return nullptr;
  };
  if (lines_field == nullptr) return in(head);
  for (const LinePlan& plan : lines)
    if (plan.field == lines_field) return in(plan.columns);
  return nullptr;
}

Plan make_plan(const meta::EntityDef& entity, const std::string& path, const Format& format,
               const std::vector<std::string>& columns, const Mapping& mapping,
               const std::string& time_zone) {
  if (columns.empty()) throw AppError{Errc::invalid, "import.no_header"};
  Plan plan;
  plan.entity = &entity;
  plan.columns = columns;
  const std::vector<Wish> wishes = wishes_of(entity, columns, mapping);
  const std::map<std::size_t, DayOrder> orders = day_orders(path, format, wishes);
  for (const Wish& wish : wishes) {
    PlannedColumn column;
    column.cell = wish.cell;
    column.constant = wish.constant;
    column.name = wish.name;
    column.path = wish.path;
    const auto order = orders.find(wish.cell);
    if (!wish.path.is_reference() && wish.path.member.empty())
      column.reader.emplace(*wish.path.field, time_zone,
                            order == orders.end() ? DayOrder::unknown : order->second);
    plan.has_history = plan.has_history || (keeps_history(wish.path) && wish.path.lines == nullptr);
    if (wish.path.is_reference() && wish.path.field->target_entity == &entity)
      plan.names_itself = true;
    auto& list = wish.path.lines == nullptr ? plan.head : line_plan(plan, *wish.path.lines).columns;
    list.push_back(std::move(column));
  }
  choose_key(plan);
  return plan;
}

}  // namespace tw::exchange
