#include "platform/record/rules.h"

#include <algorithm>

#include "platform/record/loader.h"

namespace tw::record {
namespace {

using meta::FieldDef;
using meta::Type;

/// The company's currency, kept in the one setting record the catalogue's `company` entity holds.
Value company_currency(Unit& unit) {
  const meta::EntityDef* company = unit.service().catalogue().find("company");
  if (company == nullptr) return Value{};
  return unit.once(*company, "currency", [&] {
    const store::Table& table = unit.service().schema().table(company->set);
    store::Select query;
    query.sources.push_back({&table, store::Source::Join::from, nullptr});
    query.items.push_back(store::column(table, "currency"));
    query.limit = 1;
    return unit.transaction().single(query);
  });
}

Value default_of(Unit& unit, const FieldDef& field) {
  const std::string& text = field.default_value;
  const expr::Environment& environment = unit.gate().environment();
  if (text == "company") return company_currency(unit);
  if (text == "me") return environment.me.empty() ? Value{} : Value{environment.me};
  if (text == "my_department")
    return environment.my_department.empty() ? Value{} : Value{environment.my_department};
  if (text == "today") return Value{environment.today};
  if (text == "now") return Value{unit.now()};
  json::value literal(text);
  if (field.storage == meta::Storage::boolean) literal = text == "true";
  if (field.type == Type::choices || field.type == Type::tags)
    literal = json::array({json::value(text)});
  const Result<Value> value = decode_value(field, literal);
  return value ? *value : Value{};
}

const FieldDef* owned_field(const meta::EntityDef& entity, std::string_view name) {
  return entity.has(meta::Trait::owned) ? entity.find(name) : nullptr;
}

bool shown(const RuleContext& context, const Record& record, const FieldDef& field) {
  const expr::NodePtr when = context.conditions.of(field);
  if (!when) return true;
  const RecordExpressionView view{record, context.unit.service().schema(),
                                  &context.unit.transaction()};
  return expr::holds(when, view, context.unit.gate().environment());
}

/// Set by the write itself, after the rules.
bool is_stamped(const FieldDef& field) {
  return field.system && field.name != "owner" && field.name != "department";
}

}  // namespace

void apply_defaults(const RuleContext& context, Record& record) {
  const meta::EntityDef& entity = record.entity();
  for (const FieldDef& field : entity.fields()) {
    if (field.column < 0 || !record.get(field).is_null()) continue;
    if (!field.default_value.empty())
      record.set(field, default_of(context.unit, field));
    else if (field.type == Type::state && !field.options.empty())
      record.set(field, Value{field.options.front().code});
    else if (field.type == Type::boolean && field.required)
      record.set(field, Value{false});
    else if (field.type == Type::rollup && field.rollup_function == "count")
      record.set(field, Value{0});
  }
  const access::Principal& caller = context.unit.gate().principal();
  if (const FieldDef* owner = owned_field(entity, "owner");
      owner != nullptr && record.get(*owner).is_null() && !caller.user.empty())
    record.set(*owner, Value{caller.user});
}

void follow_owner(const RuleContext& context, Record& record) {
  const FieldDef* owner = owned_field(record.entity(), "owner");
  const FieldDef* department = owned_field(record.entity(), "department");
  if (owner == nullptr || department == nullptr || record.get(*owner).is_null()) return;
  const bool stays = !record.changed(*owner) && !record.get(*department).is_null();
  const bool given = record.changed(*department) && !record.get(*department).is_null();
  if (stays || given) return;
  const access::Principal& caller = context.unit.gate().principal();
  if (record.get(*owner).as<Id>() == caller.user) {
    record.set(*department, caller.department.empty() ? Value{} : Value{caller.department});
    return;
  }
  const Id user = record.get(*owner).as<Id>();
  const auto ask = [&] {
    const store::Table& users = context.unit.service().schema().table(owner->target_entity->set);
    store::Select query;
    query.sources.push_back({&users, store::Source::Join::from, nullptr});
    query.items.push_back(store::column(users, "department_id"));
    query.where = store::equals(users, "id", Value{user});
    return context.unit.transaction().single(query);
  };
  record.set(*department,
             context.unit.once(*owner->target_entity, "department " + user.text(), ask));
}

void check_states(const RuleContext& context, const Record& record, Problems& problems,
                  const std::string& prefix) {
  const FieldDef* field = record.entity().state_field();
  if (field == nullptr || context.keep_authorship || !record.changed(*field)) return;
  const Value& next = record.get(*field);
  if (next.is_null()) return problems.add("field.required", prefix + field->name);
  const std::string& to = next.as<std::string>();
  if (record.is_new()) {
    if (to != field->options.front().code)
      problems.add("state.not_initial", prefix + field->name,
                   {{"to", to}, {"initial", field->options.front().code}});
    return;
  }
  const Value& before = record.stored(*field);
  const meta::Option* from = before.is_null() ? nullptr : field->option(before.as<std::string>());
  if (from == nullptr || std::find(from->to.begin(), from->to.end(), to) != from->to.end()) return;
  problems.add("state.not_allowed", prefix + field->name, {{"from", from->code}, {"to", to}});
}

namespace {

/// What could not be read is not missing as well.
bool has_fault(const Problems& problems, const std::string& path) {
  return std::any_of(problems.list().begin(), problems.list().end(),
                     [&](const Problem& problem) { return problem.field == path; });
}

}  // namespace

void check_required(const RuleContext& context, const Record& record, Problems& problems,
                    const std::string& prefix) {
  for (const FieldDef& field : record.entity().fields()) {
    if (!field.required || field.type == Type::sequence || is_stamped(field)) continue;
    if (field.type == Type::lines) {
      const bool complete = !record.lines(field.name).empty() ||
                            (!record.is_new() && !record.lines_given(field.name));
      problems.require(complete, "field.required", prefix + field.name);
      continue;
    }
    if (field.column < 0 || !record.get(field).is_null()) continue;
    if (has_fault(problems, prefix + field.name)) continue;
    if (shown(context, record, field)) problems.add("field.required", prefix + field.name);
  }
}

void check_unique(const RuleContext& context, const Record& record, Problems& problems,
                  const std::string& prefix) {
  for (const FieldDef& field : record.entity().fields()) {
    if (!field.unique || field.name == "id" || record.get(field).is_null() ||
        !record.changed(field))
      continue;
    if (context.unit.is_taken(record, field)) problems.add("field.not_unique", prefix + field.name);
  }
}

void check_references(const RuleContext& context, Record& record, Problems& problems,
                      const std::string& prefix) {
  for (const FieldDef& field : record.entity().fields()) {
    if (field.system && field.name != "owner" && field.name != "department") continue;
    std::vector<Id> ids;
    if (field.type == Type::ref && record.changed(field) && !record.get(field).is_null())
      ids.push_back(record.get(field).as<Id>());
    if (field.type == Type::refs)
      if (const auto& targets = record.refs(field.name)) ids = *targets;
    if (ids.empty() || field.name == record.entity().parent) continue;
    const std::vector<Id> found = context.unit.visible_of(*field.target_entity, ids);
    for (const Id id : ids)
      if (std::find(found.begin(), found.end(), id) == found.end())
        problems.add("field.no_such_record", prefix + field.name, {{"value", id.text()}});
  }
}

void check_owner(const RuleContext& context, const Record& record, const store::Permit& permit,
                 Problems& problems) {
  const FieldDef* owner = owned_field(record.entity(), "owner");
  if (owner == nullptr || permit.everyone() || !record.changed(*owner) ||
      record.get(*owner).is_null())
    return;
  const Id user = record.get(*owner).as<Id>();
  const std::vector<Id>& own = permit.owners();
  if (user == context.unit.gate().principal().user ||
      std::find(own.begin(), own.end(), user) != own.end())
    return;
  if (!permit.departments().empty())
    return;  // the department of the new owner decides, and is set from the owner
  problems.add("record.owner_outside", owner->name);
}

}  // namespace tw::record
