// The steps of one save, in order: prepare (defaults, hooks, rules) and write (row, lines, links,
// traces).
#include "platform/base/check.h"
#include "platform/record/loader.h"
#include "platform/record/pipeline.h"
#include "platform/record/rules.h"
#include "platform/record/totals.h"
#include "platform/record/traces.h"

namespace tw::record {
namespace {

constexpr int deepest_hook_chain = 8;

/// A hook that saves others nests; a chain this deep is a loop of ours.
class Depth {
 public:
  explicit Depth(int& depth) : depth_{depth} { CHECK(++depth_ <= deepest_hook_chain); }
  ~Depth() { --depth_; }
  Depth(const Depth&) = delete;
  Depth& operator=(const Depth&) = delete;

 private:
  int& depth_;
};

void check_every_reference(const RuleContext& rules, Record& record, Problems& problems) {
  check_references(rules, record, problems, "");
  for (const meta::FieldDef& field : record.entity().fields()) {
    if (field.type != meta::Type::lines || !record.lines_given(field.name)) continue;
    std::size_t index = 0;
    for (Record& line : record.lines(field.name))
      check_references(rules, line, problems, field.name + "[" + std::to_string(index++) + "].");
  }
}

bool searchable_changed(const Record& record) {
  for (const meta::FieldDef& field : record.entity().fields())
    if (field.search && field.column >= 0 && record.changed(field)) return true;
  return false;
}

}  // namespace

void Unit::prepare(Record& record, const WriteOptions& options, Problems& problems) {
  const Depth guard{depth_};
  const RuleContext rules{*this, service_.conditions(), options.keep_authorship};
  if (record.is_new()) {
    if (record.get("id").is_null()) record.set("id", Value{service_.ids().next()});
    apply_defaults(rules, record);
  }
  follow_owner(rules, record);
  try {
    prepare_lines(record, options, problems);
    HookContext context{*this, problems};
    for (const SaveHook& hook : service_.hooks().before_save_of(record.entity().name))
      hook(context, record);
  } catch (const AppError& error) {  // a hook followed a reference to nothing: that is the fault
    if (error.code() != "record.not_found") throw;
    const std::size_t known = problems.list().size();
    check_every_reference(rules, record, problems);
    if (problems.list().size() == known) throw;
    return;
  }
  const store::Verb verb = record.is_new() ? store::Verb::create : store::Verb::update;
  check_owner(rules, record, gate_.require(record.entity(), verb), problems);
  check(record, options, problems, "");
}

void Unit::prepare_lines(Record& record, const WriteOptions& options, Problems& problems) {
  const RuleContext rules{*this, service_.conditions(), options.keep_authorship};
  for (Record::Children& children : record.children_) {
    if (!children.given && !record.is_new()) continue;
    const meta::FieldDef& field = record.entity().field(children.field);
    const meta::EntityDef& entity = *field.target_entity;
    std::int64_t position = 0;
    for (Record& line : children.lines) {
      line.set(field.via, Value{record.id()});
      if (line.is_new()) {
        line.set("id", Value{service_.ids().next()});
        apply_defaults(rules, line);
      }
      if (entity.find("position") != nullptr) line.set("position", Value{++position});
      Problems own;
      HookContext context{*this, own};
      for (const SaveHook& hook : service_.hooks().before_save_of(entity.name)) hook(context, line);
      problems.merge(own, field.name + "[" + std::to_string(&line - children.lines.data()) + "]");
    }
  }
}

void Unit::check(Record& record, const WriteOptions& options, Problems& problems,
                 const std::string& prefix) {
  const RuleContext rules{*this, service_.conditions(), options.keep_authorship};
  check_states(rules, record, problems, prefix);
  check_required(rules, record, problems, prefix);
  check_unique(rules, record, problems, prefix);
  check_references(rules, record, problems, prefix);
  for (Record::Children& children : record.children_) {
    if (!children.given && !record.is_new()) continue;
    std::size_t index = 0;
    for (Record& line : children.lines)
      check(line, options, problems,
            prefix + children.field + "[" + std::to_string(index++) + "].");
  }
}

Saved Unit::write(Record& record, const store::Permit& permit, const WriteOptions& options) {
  const Depth guard{depth_};
  const meta::EntityDef& entity = record.entity();
  CHECK(&permit.entity() == &entity);
  const bool created = record.is_new();
  for (const meta::FieldDef& field : entity.fields())
    if (field.type == meta::Type::sequence && record.get(field).is_null())
      record.set(field, Value{next_number(entity, field)});
  const json::object changes = created ? json::object{} : diff_of(record);
  const bool reindex = searchable_changed(record);
  write_row(record);
  write_lines(record);
  write_links(record);
  refresh_own_totals(*this, service_.conditions(), record);
  if (entity.has(meta::Trait::audited) && (created || !changes.empty()))
    write_audit(*this, record, created ? Change::create : Change::update, options.via, changes);
  if (reindex) unindexed_.add(record);
  refresh_totals_of_others(record, options);
  Problems problems;
  HookContext context{*this, problems};
  for (const SaveHook& hook : service_.hooks().after_save_of(entity.name)) hook(context, record);
  problems.raise_if_any();
  const Saved saved{record.id(), record.version()};
  Loader::mark_stored(record);
  return saved;
}

void Unit::write_row(Record& record) {
  const meta::EntityDef& entity = record.entity();
  const store::Table& table = service_.schema().table(entity.set);
  const Id by = gate_.principal().user;
  const std::int64_t version = record.version() + 1;
  const auto stamp = [&](std::string_view field, Value value) {
    if (record.get(field).is_null() || !record.is_new()) record.set(field, std::move(value));
  };
  record.set("version", Value{version});
  stamp("updated_at", Value{now()});
  stamp("updated_by", by.empty() ? Value{} : Value{by});
  if (record.is_new()) {
    stamp("created_at", Value{now()});
    stamp("created_by", by.empty() ? Value{} : Value{by});
  }
  if (record.is_new()) {
    std::vector<Value> row(table.columns.size());
    for (const meta::FieldDef& field : entity.fields())
      if (field.column >= 0) row[static_cast<std::size_t>(field.column)] = record.get(field);
    memory_.created(record);
    return tx_.append(table, std::move(row));
  }
  memory_.changed(entity);
  std::vector<std::string> names;  // owns what the assignments point to
  names.reserve(entity.fields().size());
  std::vector<store::Assignment> values;
  for (const meta::FieldDef& field : entity.fields()) {
    if (field.column < 0 || !record.changed(field)) continue;
    names.push_back(store::column_name(field));
    values.push_back({names.back(), record.get(field)});
  }
  const store::TermPtr same_version =
      store::all_of({store::equals(table, "id", Value{record.id()}),
                     store::equals(table, "version", Value{version - 1})});
  if (tx_.update(table, values, same_version) == 0)
    throw AppError{Errc::stale, "record.stale", {{"version", std::to_string(version - 1)}}};
}

/// Lines that the input left out are removed; lines that a hook changed are written although the
/// input did not name them.
void Unit::write_lines(Record& record) {
  for (Record::Children& children : record.children_) {
    const meta::FieldDef& field = record.entity().field(children.field);
    if (children.given && !record.is_new()) remove_left_out(record, field, children.lines);
    for (Record& line : children.lines)
      if (line.is_new() || line.changed_any()) write_row(line);
  }
}

void Unit::remove_left_out(const Record& record, const meta::FieldDef& field,
                           const std::vector<Record>& lines) {
  const meta::EntityDef& entity = *field.target_entity;
  const store::Table& table = service_.schema().table(entity.set);
  std::vector<Id> kept;
  for (const Record& line : lines)
    if (!line.is_new()) kept.push_back(line.id());
  const store::TermPtr mine =
      store::equals(table, store::column_name(entity.field(field.via)), Value{record.id()});
  const store::TermPtr is_kept =
      store::call(store::Fn::in_param_list,
                  {store::column(table, "id"), store::parameter(store::list_of(kept))});
  memory_.changed(entity);
  tx_.remove(table, store::all_of({mine, store::call(store::Fn::not_, {is_kept})}));
}

void Unit::write_links(Record& record) {
  for (Record::Links& links : record.links_) {
    if (!links.targets) continue;
    const meta::FieldDef& field = record.entity().field(links.field);
    const store::Table& table =
        service_.schema().table(store::link_table_name(record.entity(), field));
    if (!record.is_new()) tx_.remove(table, store::equals(table, "owner_id", Value{record.id()}));
    for (const Id target : *links.targets)
      tx_.insert(table, {{"owner_id", Value{record.id()}}, {"target_id", Value{target}}});
  }
}

}  // namespace tw::record
