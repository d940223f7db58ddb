// Which rows a caller may see: the permit of every entity met on the way as a condition.
#include <utility>

#include "platform/store/lowering.h"

namespace tw::store {
namespace {

TermPtr never() {
  return call(Fn::not_, {call(Fn::is_null, {parameter(Value{}, meta::Storage::text)})});
}

}  // namespace

TermPtr Lowering::visible(const meta::EntityDef& entity, int source) {
  if (origin_.of_rule) return living(entity, source, Deleted::hide);
  const Permit* permit = guard_.read_permit(entity);
  return permit == nullptr ? never() : scope(*permit, source, Deleted::hide);
}

TermPtr Lowering::living(const meta::EntityDef& entity, int source, Deleted deleted) const {
  if (!entity.has(meta::Trait::recyclable) || deleted == Deleted::show) return nullptr;
  return call(deleted == Deleted::hide ? Fn::is_null : Fn::is_not_null,
              {column(table(entity), "deleted_at", source)});
}

bool Lowering::has_rule(const meta::EntityDef& entity) const {
  const Permit* permit = origin_.of_rule ? nullptr : guard_.read_permit(entity);
  return permit != nullptr && permit->scope() != nullptr;
}

TermPtr Lowering::parent_scope(const meta::EntityDef& line, int source) {
  const meta::FieldDef& up = line.field(line.parent);
  return among_visible(*up.target_entity, column(table(line), column_name(up), source, 1));
}

TermPtr Lowering::among_visible(const meta::EntityDef& entity, TermPtr key) {
  Select select;
  select.sources.push_back({&table(entity), Source::Join::from, nullptr});
  select.items = {column(table(entity), "id")};
  Level level;
  level.select = &select;
  level.variable = {levels_.size(), 0, &entity};
  levels_.push_back(std::move(level));
  const TermPtr seen = visible(entity, 0);
  levels_.pop_back();
  if (!seen) return nullptr;  // everyone sees every one and none can be deleted
  select.where = all_of({call(Fn::eq, {column(table(entity), "id"), std::move(key)}), seen});
  return exists(std::move(select));
}

TermPtr Lowering::scope(const Permit& permit, int source, Deleted deleted) {
  const meta::EntityDef& entity = permit.entity();
  std::vector<TermPtr> terms{living(entity, source, deleted)};
  if (entity.is_line()) {
    terms.push_back(parent_scope(entity, source));
  } else if (!permit.everyone()) {
    const bool owned = entity.has(meta::Trait::owned);
    std::vector<TermPtr> either;
    if (!permit.owners().empty())
      either.push_back(call(Fn::in_param_list,
                            {column(table(entity), owned ? "owner_id" : "created_by_id", source),
                             parameter(list_of(permit.owners()))}));
    if (owned && !permit.departments().empty())
      either.push_back(call(Fn::in_param_list, {column(table(entity), "department_id", source),
                                                parameter(list_of(permit.departments()))}));
    terms.push_back(either.empty() ? never() : any_of(std::move(either)));
  }
  if (permit.scope()) {  // its paths start at this entity, whatever is being asked elsewhere
    const Origin asked =
        std::exchange(origin_, {{levels_.size() - 1, source, &entity}, levels_.size(), true});
    terms.push_back(lower(permit.scope()));
    origin_ = asked;
  }
  return all_of(std::move(terms));
}

}  // namespace tw::store
