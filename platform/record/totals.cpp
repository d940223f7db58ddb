#include "platform/record/totals.h"

#include "platform/store/entity_query.h"

namespace tw::record {
namespace {

using Aggregate = store::EntityQuery::Aggregate;

Aggregate aggregate_of(const std::string& function) {
  if (function == "sum") return Aggregate::sum;
  if (function == "min") return Aggregate::min;
  return function == "max" ? Aggregate::max : Aggregate::count;
}

expr::NodePtr own_field(const meta::EntityDef& entity, const meta::FieldDef& field) {
  expr::BindContext context;
  context.entity = &entity;
  const std::string name = field.type == meta::Type::ref ? field.name + "_id" : field.name;
  return *expr::bind(*expr::parse(name), context);
}

/// What a rollup is where there is nothing to count.
Value of_nothing(const meta::FieldDef& rollup) {
  if (rollup.rollup_function == "count") return Value{0};
  return rollup.rollup_function == "sum" ? Value{Decimal{0}.rescaled(rollup.scale)} : Value{};
}

/// By owner; who has nothing to count is left out.
std::map<Id, Value> totals_of(Unit& unit, const Conditions& conditions, const RollupSource& source,
                              const std::vector<Id>& owners) {
  const access::Gate system =
      access::Gate::system(unit.service().catalogue(), unit.service().clock());
  store::EntityQuery query{unit.service().schema(), *system.read_permit(*source.from), system};
  const int total =
      query.add_aggregate(aggregate_of(source.field->rollup_function),
                          source.of == nullptr ? nullptr : own_field(*source.from, *source.of));
  const int owner = query.add_group(own_field(*source.from, *source.via));
  query.where_parent(*source.via, owners, std::nullopt);
  if (auto filter = conditions.rollup_filter(*source.field)) query.where(filter);
  std::map<Id, Value> totals;
  const auto cursor = unit.transaction().select(query.build());
  while (cursor->next()) totals[Id{cursor->integer(owner)}] = cursor->value(total);
  return totals;
}

/// Rows whose totals are right already stay as they are, and with them all their indexes.
void store_totals(Unit& unit, const Conditions& conditions,
                  const std::set<const RollupSource*>& sources, const std::vector<Id>& owners) {
  const meta::EntityDef& entity = *(*sources.begin())->owner;
  const store::Table& table = unit.service().schema().table(entity.set);
  std::map<const meta::FieldDef*, std::map<Id, Value>> totals;
  for (const RollupSource* source : sources)
    totals[source->field] = totals_of(unit, conditions, *source, owners);
  for (const Id owner : owners) {
    std::vector<store::Assignment> values;
    std::vector<store::TermPtr> differs;
    for (const auto& [field, of_owners] : totals) {
      const auto known = of_owners.find(owner);
      Value total =
          known == of_owners.end() || known->second.is_null() ? of_nothing(*field) : known->second;
      differs.push_back(store::call(store::Fn::not_, {store::equals(table, field->name, total)}));
      values.push_back({field->name, std::move(total)});
    }
    unit.transaction().assign(
        table, values,
        store::all_of({store::equals(table, "id", Value{owner}), store::any_of(differs)}));
  }
}

}  // namespace

void refresh_totals(Unit& unit, const Conditions& conditions,
                    const std::set<const RollupSource*>& sources, const std::set<Id>& owners) {
  constexpr std::size_t at_once = 1000;
  std::vector<Id> some;
  for (auto owner = owners.begin(); owner != owners.end();) {
    some.push_back(*owner++);
    if (some.size() < at_once && owner != owners.end()) continue;
    store_totals(unit, conditions, sources, some);
    some.clear();
  }
}

void refresh_own_totals(Unit& unit, const Conditions& conditions, Record& record) {
  for (const meta::FieldDef& field : record.entity().fields()) {
    if (field.type != meta::Type::rollup) continue;
    const RollupSource source = rollup_source(unit.service().catalogue(), record.entity(), field);
    if (!source.from->is_line()) continue;
    const std::map<Id, Value> totals = totals_of(unit, conditions, source, {record.id()});
    Value total = totals.empty() ? of_nothing(field) : totals.begin()->second;
    if (total == record.get(field)) continue;
    record.set(field, total);
    const store::Table& table = unit.service().schema().table(source.owner->set);
    unit.transaction().assign(table, {{field.name, std::move(total)}},
                              store::equals(table, "id", Value{record.id()}));
  }
}

}  // namespace tw::record
