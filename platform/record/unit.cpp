// What a caller can do in one transaction. The steps of a save are in save.cpp.
#include <boost/json/serialize.hpp>

#include "platform/base/check.h"
#include "platform/record/conditions.h"
#include "platform/record/decoder.h"
#include "platform/record/loader.h"
#include "platform/record/pipeline.h"
#include "platform/record/traces.h"

namespace tw::record {
namespace {

/// Faults of form are a bad request and go before faults of value, but both are told.
void raise_faults(const Decoder& decoder) {
  if (decoder.malformed().empty()) return;
  Problems all;
  all.merge(decoder.malformed(), "");
  all.merge(decoder.problems(), "");
  const Problem& first = decoder.malformed().list().front();
  throw AppError{Errc::bad_request, first.code, first.params, all.list()};
}

[[noreturn]] void not_found(const meta::EntityDef& entity) {
  throw AppError{Errc::not_found, "record.not_found", {{"entity", entity.name}}};
}

}  // namespace

Unit::Unit(RecordService& service, store::Transaction& tx, const access::Gate& gate)
    : service_{service}, tx_{tx}, gate_{gate}, unindexed_{service.index()} {}

void Unit::savepoint(const std::function<void()>& body) {
  const LateIndex::Mark before = unindexed_.mark();
  const auto numbers = numbers_;
  const auto due = due_;
  try {
    tx_.savepoint(body);
  } catch (...) {  // what was undone must not be indexed, remembered, nor use up a number
    unindexed_.undo_to(before);
    numbers_ = numbers;
    due_ = due;
    memory_.forget();
    throw;
  }
}

DateTime Unit::now() const { return gate_.environment().now; }

const meta::EntityDef& Unit::entity(std::string_view name) const {
  return service_.catalogue().entity(name);
}

Saved Unit::create(const meta::EntityDef& entity, const json::object& body,
                   const WriteOptions& options) {
  const store::Permit& permit = gate_.require(entity, store::Verb::create);
  Record record{entity};
  Decoder decoder{service_.catalogue(), permit,
                  options.keep_authorship ? Authorship::keep : Authorship::ignore};
  decoder.apply(body, record);
  raise_faults(decoder);
  if (entity.is_line() && !record.get(entity.parent).is_null()) {  // rights on the parent decide
    if (const meta::FieldDef* lines = lines_field_of(entity))
      return create_line(record, *lines, body, options);
    load_parent(record);
  }
  Problems problems;
  problems.merge(decoder.problems(), "");
  prepare(record, options, problems);
  problems.raise_if_any();
  const Saved saved = write(record, permit, options);
  for (const RelatedInput& related : decoder.related()) {
    json::object child = *related.body;
    child[related.relation->via + "_id"] = saved.id.text();
    try {
      create(*related.relation->target, child, options);
    } catch (const AppError& error) {
      Problems located;
      Problems inner;
      for (const Problem& problem : error.problems())
        inner.add(problem.code, problem.field, problem.params);
      located.merge(inner, related.path);
      throw AppError{error.kind(), error.code(), error.params(), located.list()};
    }
  }
  return saved;
}

Record Unit::load_for(store::Verb verb, const meta::EntityDef& entity, Id id,
                      const WriteOptions& options) {
  settle_totals(entity);
  const Loader loader{service_.schema()};
  const store::Permit* read = gate_.read_permit(entity);
  if (read == nullptr) gate_.require(entity, verb);  // says that the whole entity is closed
  if (read == nullptr || !loader.visible(tx_, *read, gate_, id)) not_found(entity);
  const store::Permit& permit = gate_.require(entity, verb);
  if (!loader.visible(tx_, permit, gate_, id))
    throw AppError{Errc::forbidden, "record.not_permitted", {{"entity", entity.name}}};
  std::optional<Record> record = loader.load(tx_, entity, id, WithLines::yes);
  if (!record) not_found(entity);
  if (options.expected_version && *options.expected_version != record->version())
    throw AppError{Errc::stale, "record.stale", {{"version", std::to_string(record->version())}}};
  return *std::move(record);
}

Saved Unit::update(const meta::EntityDef& entity, Id id, const json::object& body,
                   const WriteOptions& options) {
  Record record = load_for(store::Verb::update, entity, id, options);
  if (entity.is_line()) {
    if (const meta::FieldDef* lines = lines_field_of(entity))
      return update_line(record, *lines, body, options);
    load_parent(record);
  }
  const store::Permit& permit = gate_.require(entity, store::Verb::update);
  Decoder decoder{service_.catalogue(), permit,
                  options.keep_authorship ? Authorship::keep : Authorship::ignore};
  decoder.apply(body, record);
  raise_faults(decoder);
  if (!record.changed_any() && decoder.problems().empty()) return {record.id(), record.version()};
  Problems problems;
  problems.merge(decoder.problems(), "");
  prepare(record, options, problems);
  problems.raise_if_any();
  return write(record, permit, options);
}

Saved Unit::save(Record& record, const WriteOptions& options) {
  const store::Verb verb = record.is_new() ? store::Verb::create : store::Verb::update;
  const store::Permit& permit = gate_.require(record.entity(), verb);
  if (!record.is_new() && !record.changed_any()) return {record.id(), record.version()};
  Problems problems;
  prepare(record, options, problems);
  problems.raise_if_any();
  return write(record, permit, options);
}

void Unit::remove(const meta::EntityDef& entity, Id id, const WriteOptions& options) {
  Record record = load_for(store::Verb::remove, entity, id, options);
  if (entity.is_line()) {
    if (const meta::FieldDef* lines = lines_field_of(entity))
      return remove_line(record, *lines, options);
    load_parent(record);
  }
  Problems problems;
  HookContext context{*this, problems};
  for (const DeleteHook& hook : service_.hooks().before_delete_of(entity.name))
    hook(context, record);
  problems.raise_if_any();
  const store::Table& table = service_.schema().table(entity.set);
  const store::TermPtr mine = store::equals(table, "id", Value{id});
  if (entity.has(meta::Trait::recyclable)) {
    tx_.update(table, {{"deleted_at", Value{now()}}, {"version", Value{record.version() + 1}}},
               mine);
  } else {
    for (const meta::FieldDef& field : entity.fields()) {
      if (field.type == meta::Type::refs) {
        const store::Table& links = service_.schema().table(store::link_table_name(entity, field));
        tx_.remove(links, store::equals(links, "owner_id", Value{id}));
      }
      if (field.type == meta::Type::lines) {
        const store::Table& lines = service_.schema().table(field.target_entity->set);
        tx_.remove(lines,
                   store::equals(lines, store::column_name(field.target_entity->field(field.via)),
                                 Value{id}));
      }
    }
    tx_.remove(table, mine);
  }
  memory_.changed(entity);
  unindexed_.drop(id);
  service_.index().remove(tx_, id);
  if (entity.has(meta::Trait::audited)) write_audit(*this, record, Change::remove, options.via, {});
  refresh_totals_of_others(record, options);
  for (const DeleteHook& hook : service_.hooks().after_delete_of(entity.name))
    hook(context, record);
  problems.raise_if_any();
}

Saved Unit::restore(const meta::EntityDef& entity, Id id) {
  const Loader loader{service_.schema()};
  const store::Permit& permit = gate_.require(entity, store::Verb::remove);
  if (!entity.has(meta::Trait::recyclable) ||
      !loader.visible(tx_, permit, gate_, id, store::Deleted::only))
    not_found(entity);
  std::optional<Record> record = loader.load(tx_, entity, id, WithLines::yes);
  if (!record) not_found(entity);
  const store::Table& table = service_.schema().table(entity.set);
  const std::int64_t version = record->version() + 1;
  tx_.update(table, {{"deleted_at", Value{}}, {"version", Value{version}}},
             store::equals(table, "id", Value{id}));
  memory_.changed(entity);
  service_.index().put(tx_, entity, id, record->values());
  if (entity.has(meta::Trait::audited)) write_audit(*this, *record, Change::restore, "api", {});
  refresh_totals_of_others(*record, {});
  return {id, version};
}

ActionResult Unit::act(const meta::EntityDef& entity, Id id, const meta::ActionDef& action,
                       const json::object& parameters, const WriteOptions& options) {
  Record record = load_for(store::Verb::update, entity, id, options);
  if (!gate_.may_act(entity, action))
    throw AppError{
        Errc::forbidden, "access.denied", {{"entity", entity.name}, {"verb", action.name}}};
  if (const expr::NodePtr when = service_.conditions().of(action)) {
    const RecordExpressionView view{record, service_.schema(), &tx_};
    if (!expr::holds(when, view, gate_.environment()))
      throw AppError{Errc::conflict, "action.not_now", {{"action", action.name}}};
  }
  Problems problems;
  for (const meta::FieldDef& field : action.parameter_fields) {
    const json::value* given = parameters.if_contains(field.name);
    if (given == nullptr && field.type == meta::Type::ref)
      given = parameters.if_contains(field.name + "_id");
    if (given == nullptr || given->is_null()) {
      problems.require(!field.required, "field.required", field.name);
      continue;
    }
    if (const Result<Value> value = decode_value(field, *given); !value)
      problems.add(value.error().code, field.name, value.error().params);
  }
  problems.raise_if_any();
  if (action.to_state) record.set(*entity.state_field(), Value{*action.to_state});
  ActionResult result;
  const ActionHandler* handler = service_.hooks().action_of(entity.name, action.name);
  CHECK(handler != nullptr || action.to_state.has_value());
  if (handler != nullptr) {
    ActionCall call{*this, record, parameters};
    result = (*handler)(call);
  }
  if (record.changed_any()) save(record, options);
  return result;
}

Record Unit::load(const meta::EntityDef& entity, Id id) {
  gate_.require(entity, store::Verb::read);
  std::optional<Record> record = recall(entity, id);
  if (!record) not_found(entity);
  return *std::move(record);
}

std::optional<Record> Unit::find(const meta::EntityDef& entity, std::string_view unique_field,
                                 const Value& value) {
  const meta::FieldDef& field = entity.field(unique_field);
  const std::string question = field.name + "=" + boost::json::serialize(value_json(field, value));
  const Value id = once(entity, question, [&] {
    const store::Table& table = service_.schema().table(entity.set);
    store::Select query;
    query.sources.push_back({&table, store::Source::Join::from, nullptr});
    query.items.push_back(store::column(table, "id"));
    query.where = store::equals(table, store::column_name(field), value);
    query.limit = 1;
    return tx_.single(query);
  });
  if (id.is_null()) return std::nullopt;
  gate_.require(entity, store::Verb::read);
  return recall(entity, id.as<Id>());
}

std::vector<Id> Unit::find_ids(const meta::EntityDef& entity, const expr::NodePtr& condition,
                               std::int64_t limit) {
  settle_totals(entity);
  store::EntityQuery query{service_.schema(), gate_.require(entity, store::Verb::read), gate_};
  query.add_field(entity.field("id"));
  if (condition) query.where(condition);
  query.limit(limit);
  std::vector<Id> ids;
  const auto cursor = tx_.select(query.build());
  while (cursor->next()) ids.emplace_back(cursor->integer(0));
  return ids;
}

void Unit::note_change(const meta::EntityDef& entity, Id record, std::string_view field,
                       const Value& before, const Value& after, std::string_view via) {
  Record changed{entity};
  changed.set("id", Value{record});
  const meta::FieldDef& which = entity.field(field);
  json::object change{{"old", value_json(which, before)}, {"new", value_json(which, after)}};
  write_audit(*this, changed, Change::update, via, json::object{{which.name, std::move(change)}});
}

void Unit::emit(std::string_view event, const meta::EntityDef& entity, Id record,
                json::object payload) {
  const store::Table& table = service_.schema().table("outbox");
  const Id by = gate_.principal().user;
  tx_.insert(table, {{"id", Value{service_.ids().next()}},
                     {"event", Value{event}},
                     {"entity", Value{entity.name}},
                     {"record_id", Value{record}},
                     {"payload", Value{boost::json::serialize(payload)}},
                     {"by_id", by.empty() ? Value{} : Value{by}},
                     {"created_at", Value{now()}},
                     {"tries", Value{0}}});
}

}  // namespace tw::record
