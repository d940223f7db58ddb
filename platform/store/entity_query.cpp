#include "platform/store/entity_query.h"

#include "platform/base/check.h"
#include "platform/base/text.h"
#include "platform/store/lowering.h"

namespace tw::store {
namespace {

void require_visible(const Permit& permit, const meta::FieldDef& field) {
  if (permit.right(field) == FieldRight::hidden)
    throw AppError{Errc::forbidden, "field.hidden", {{"field", field.name}}};
}

/// What an order term's values are compared with in the keyset condition.
TermPtr value_like(const TermPtr& term, const Value& value) {
  return parameter(value, term->storage, term->scale);
}

}  // namespace

struct EntityQuery::Impl {
  Impl(const Schema& its_schema, const Permit& its_permit, const Guard& guard)
      : schema{its_schema},
        permit{its_permit},
        lowering{its_schema, guard, its_permit.environment()},
        select{lowering.begin(its_permit.entity())} {}

  const Schema& schema;
  const Permit& permit;
  Lowering lowering;
  Select& select;
  std::vector<TermPtr> conditions;
  std::vector<TermPtr> computed;
  Deleted deleted = Deleted::hide;
  bool parents_known = false;  // lines of records already seen
  bool grouped = false;
  bool scoped = false;
  int link_column = -1;
  std::vector<int> keys;

  const Table& table() const { return schema.table(permit.entity().set); }

  int add(TermPtr term) {
    select.items.push_back(std::move(term));
    return static_cast<int>(select.items.size()) - 1;
  }

  /// Conditions and row scope as one; the scope is lowered once, since it may join.
  TermPtr where() {
    std::vector<TermPtr> all = conditions;
    const bool skip = parents_known && permit.entity().is_line();
    if (!skip) all.push_back(lowering.scope(permit, 0, deleted));
    return all_of(std::move(all));
  }

  void finish(bool with_keys) {
    if (scoped) return;
    scoped = true;
    select.where = where();
    if (grouped) return;
    if (!select.order_by.empty() || select.limit || with_keys)
      select.order_by.push_back({column(table(), "id"), last_descending()});
    if (!with_keys) return;
    for (const OrderBy& order : select.order_by) keys.push_back(add(order.term));
  }

  /// The id goes the way of the last order term, so that a compound index serves both.
  bool last_descending() const {
    return !select.order_by.empty() && select.order_by.back().descending;
  }

  void link(const Table& links, std::string_view own, std::string_view other,
            const std::vector<Id>& ids, std::optional<std::int64_t> per_parent) {
    const int source = static_cast<int>(select.sources.size());
    select.sources.push_back({&links, Source::Join::inner,
                              call(Fn::eq, {column(links, own, source), column(table(), "id")})});
    const TermPtr key = column(links, other, source);
    conditions.push_back(call(Fn::in_param_list, {key, parameter(list_of(ids))}));
    link_column = add(key);
    limit_each(key, per_parent);
  }

  void limit_each(const TermPtr& key, std::optional<std::int64_t> per_parent) {
    if (!per_parent) return;
    select.partition_by = key;
    select.partition_limit = per_parent;
  }
};

EntityQuery::EntityQuery(const Schema& schema, const Permit& permit, const Guard& guard)
    : impl_{std::make_shared<Impl>(schema, permit, guard)} {}

int EntityQuery::add_field(const meta::FieldDef& field) {
  require_visible(impl_->permit, field);
  CHECK(field.column >= 0);
  return impl_->add(column(impl_->table(), column_name(field)));
}

int EntityQuery::add_path(const std::vector<expr::Step>& steps) {
  return impl_->add(impl_->lowering.path(steps));
}

int EntityQuery::add_expression(const expr::NodePtr& bound) {
  return impl_->add(impl_->lowering.lower(bound));
}

void EntityQuery::define(const std::string& name, const expr::NodePtr& bound) {
  impl_->lowering.define(name, impl_->lowering.lower(bound));
}

int EntityQuery::add_aggregate(Aggregate aggregate, const expr::NodePtr& bound) {
  impl_->grouped = true;
  if (aggregate == Aggregate::count) return impl_->add(call(Fn::count_all, {}));
  TermPtr of = impl_->lowering.lower(bound);
  switch (aggregate) {
    case Aggregate::sum: return impl_->add(call(Fn::sum, {std::move(of)}));
    case Aggregate::min: return impl_->add(call(Fn::min, {std::move(of)}));
    case Aggregate::max: return impl_->add(call(Fn::max, {std::move(of)}));
    case Aggregate::average: return impl_->add(call(Fn::avg, {std::move(of)}));
    case Aggregate::count_distinct: return impl_->add(call(Fn::count_distinct, {std::move(of)}));
    case Aggregate::count: break;
  }
  check_failed("every aggregate is known", __FILE__, __LINE__);
}

void EntityQuery::group_by(const expr::NodePtr& bound) {
  impl_->grouped = true;
  impl_->select.group_by.push_back(impl_->lowering.lower(bound));
}

int EntityQuery::add_group(const expr::NodePtr& bound) {
  group_by(bound);
  return impl_->add(impl_->select.group_by.back());
}

void EntityQuery::where(const expr::NodePtr& bound) {
  impl_->conditions.push_back(
      impl_->lowering.lower(expr::folded(bound, impl_->permit.environment())));
}

void EntityQuery::where_id(Id id) {
  impl_->conditions.push_back(equals(impl_->table(), "id", Value{id}));
}

void EntityQuery::where_id_later() {
  impl_->conditions.push_back(equals_later(impl_->table(), "id"));
}

void EntityQuery::where_ids(const std::vector<Id>& ids) {
  impl_->conditions.push_back(
      call(Fn::in_param_list, {column(impl_->table(), "id"), parameter(list_of(ids))}));
}

void EntityQuery::where_parent(const meta::FieldDef& via, const std::vector<Id>& parents,
                               std::optional<std::int64_t> per_parent) {
  const TermPtr key = column(impl_->table(), column_name(via));
  if (parents.size() == 1)
    impl_->conditions.push_back(
        call(Fn::eq, {key, parameter(Value{parents.front()}, meta::Storage::id)}));
  else
    impl_->conditions.push_back(call(Fn::in_param_list, {key, parameter(list_of(parents))}));
  impl_->parents_known = impl_->permit.entity().parent == via.name;
  impl_->limit_each(key, per_parent);
}

void EntityQuery::where_linked(const meta::EntityDef& owner, const meta::FieldDef& refs,
                               const std::vector<Id>& owners,
                               std::optional<std::int64_t> per_parent) {
  impl_->link(impl_->schema.table(link_table_name(owner, refs)), "target_id", "owner_id", owners,
              per_parent);
}

void EntityQuery::where_linked_back(const meta::FieldDef& refs, const std::vector<Id>& targets,
                                    std::optional<std::int64_t> per_parent) {
  impl_->link(impl_->schema.table(link_table_name(impl_->permit.entity(), refs)), "owner_id",
              "target_id", targets, per_parent);
}

int EntityQuery::link_column() const { return impl_->link_column; }

void EntityQuery::where_search(const std::vector<std::string>& tokens) {
  impl_->conditions.push_back(
      search_match(column(impl_->table(), "id"), tokens, impl_->permit.entity().name));
}

void EntityQuery::order_by(const expr::NodePtr& bound, bool descending) {
  impl_->select.order_by.push_back({impl_->lowering.lower(bound), descending});
}

/// (a, b, id) after (x, y, z): a past x, or a = x and (b past y, or b = y and id past z). Null is
/// the smallest value.
void EntityQuery::after(const std::vector<Value>& last_values) {
  std::vector<OrderBy> terms = impl_->select.order_by;
  terms.push_back({column(impl_->table(), "id"), impl_->last_descending()});
  if (last_values.size() != terms.size())
    throw AppError{Errc::bad_request, "url.malformed_skiptoken"};
  TermPtr condition;
  for (std::size_t i = terms.size(); i-- > 0;) {
    const TermPtr& term = terms[i].term;
    const Value& last = last_values[i];
    TermPtr past;
    TermPtr same;
    if (last.is_null()) {
      same = call(Fn::is_null, {term});
      if (!terms[i].descending) past = call(Fn::is_not_null, {term});
    } else {
      const TermPtr value = value_like(term, last);
      same = call(Fn::eq, {term, value});
      past = call(terms[i].descending ? Fn::lt : Fn::gt, {term, value});
      if (terms[i].descending) past = any_of({past, call(Fn::is_null, {term})});
    }
    condition = i + 1 == terms.size() ? past : any_of({past, all_of({same, condition})});
  }
  if (condition) impl_->conditions.push_back(std::move(condition));
}

void EntityQuery::deleted(Deleted deleted) { impl_->deleted = deleted; }
void EntityQuery::limit(std::int64_t limit) { impl_->select.limit = limit; }
void EntityQuery::offset(std::int64_t offset) { impl_->select.offset = offset; }

const Select& EntityQuery::build(bool with_keys) {
  impl_->finish(with_keys);
  return impl_->select;
}

const std::vector<int>& EntityQuery::key_columns() const { return impl_->keys; }

Select EntityQuery::build_count(std::int64_t cap) const {
  impl_->finish(false);
  Select counted = impl_->select;
  counted.order_by.clear();
  counted.limit.reset();
  counted.offset.reset();
  counted.count_cap = cap;
  return counted;
}

std::string mask_of(const meta::FieldDef& field, std::string_view value) {
  if (value.empty()) return {};
  constexpr std::string_view stars = "****";
  std::size_t first = 0;
  next_code_point(value, first);
  std::string head{value.substr(0, first)};
  if (field.type == meta::Type::email) {
    const std::size_t at = value.find('@');
    return head + "***" + std::string{at == std::string_view::npos ? "" : value.substr(at)};
  }
  if (field.type == meta::Type::phone && value.size() >= 8)
    return std::string{value.substr(0, 3)} + std::string{stars} +
           std::string{value.substr(value.size() - 4)};
  if (count_characters(value) < 3) return head + "*";
  std::size_t last = value.size() - 1;
  while (last > 0 && (static_cast<unsigned char>(value[last]) & 0xc0) == 0x80) --last;
  return head + std::string{stars} + std::string{value.substr(last)};
}

}  // namespace tw::store
