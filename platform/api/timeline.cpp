// One timeline for a record: its own changes, and what the related records of the firm tell
// (follow-ups, tasks, orders).
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "platform/api/routes.h"
#include "platform/store/entity_query.h"

namespace tw::api {
namespace {

constexpr std::int64_t default_top = 50;
constexpr std::int64_t most = 200;

struct Entry {
  DateTime at;
  bool change = false;
  const meta::EntityDef* entity = nullptr;
  Id id;
  std::string title, summary, verb;
  Id by;
  json::object changes;
  json::object fields;
};

class Timeline {
 public:
  Timeline(const Call& call, store::Reader& reader, const meta::EntityDef& entity, Id id,
           std::optional<DateTime> before, std::int64_t top)
      : call_{call}, reader_{reader}, entity_{entity}, id_{id}, before_{before}, top_{top} {}

  std::vector<Entry> read() {
    read_changes();
    for (const meta::RelationDef& relation : entity_.relations) read_related(relation);
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Entry& a, const Entry& b) { return a.at > b.at; });
    if (static_cast<std::int64_t>(entries_.size()) > top_)
      entries_.resize(static_cast<std::size_t>(top_));
    return std::move(entries_);
  }

 private:
  void read_changes() {
    const store::Table& audit = call_.services.schema.table("audit");
    store::Select query;
    query.sources.push_back({&audit, store::Source::Join::from, nullptr});
    for (const char* name : {"at", "by_id", "verb", "changes"})
      query.items.push_back(store::column(audit, name));
    query.where = store::equals(audit, "record_id", Value{id_});
    if (before_)
      query.where = store::all_of(
          {query.where, store::call(store::Fn::lt,
                                    {store::column(audit, "at"),
                                     store::parameter(Value{*before_}, meta::Storage::datetime)})});
    query.order_by.push_back({store::column(audit, "id"), true});
    query.limit = top_;
    const store::Permit& permit = call_.gate().require(entity_, store::Verb::read);
    const auto cursor = reader_.select(query);
    while (cursor->next()) {
      Entry entry;
      entry.at = cursor->value(0).as<DateTime>();
      entry.change = true;
      entry.entity = &entity_;
      entry.id = id_;
      if (!cursor->is_null(1)) entry.by = Id{cursor->integer(1)};
      entry.verb = cursor->text(2);
      if (!cursor->is_null(3))
        entry.changes = visible_changes(permit, boost::json::parse(cursor->text(3)).as_object());
      if (entry.verb == "update" && entry.changes.empty()) continue;
      entries_.push_back(std::move(entry));
    }
  }

  /// What the caller may not see in the record is not in its history either.
  json::object visible_changes(const store::Permit& permit, const json::object& changes) const {
    json::object shown;
    for (const auto& [name, change] : changes) {
      const meta::FieldDef* field = entity_.find(std::string_view{name});
      if (field != nullptr && permit.right(*field) >= store::FieldRight::read) shown[name] = change;
    }
    return shown;
  }

  void read_related(const meta::RelationDef& relation) {
    const meta::EntityDef& target = *relation.target;
    const meta::FieldDef* on =
        target.views.calendar_on.empty() ? nullptr : target.find(target.views.calendar_on);
    const meta::FieldDef& via = target.field(relation.via);
    const store::Permit* permit = call_.gate().read_permit(target);
    if (on == nullptr || permit == nullptr || via.type != meta::Type::ref ||
        permit->right(*on) < store::FieldRight::read)
      return;
    store::EntityQuery query{call_.services.schema, *permit, call_.gate()};
    const int id = query.add_field(target.field("id"));
    const int at = query.add_field(*on);
    const int title = query.add_field(target.field(target.title));
    const int by =
        query.add_field(target.field(target.has(meta::Trait::owned) ? "owner" : "created_by"));
    std::vector<std::pair<const meta::FieldDef*, int>> extras;
    for (const meta::FieldDef& field : target.fields())
      if (tells(field) && permit->right(field) >= store::FieldRight::read)
        extras.emplace_back(&field, query.add_field(field));
    query.where_parent(via, {id_}, std::nullopt);
    order(target, *on, query);
    query.limit(top_);
    const auto cursor = reader_.select(query.build());
    while (cursor->next()) {
      if (cursor->is_null(at)) continue;
      Entry entry;
      const Value when = cursor->value(at);
      entry.at = when.is<Date>() ? DateTime{std::int64_t{when.as<Date>().days()} * 86'400'000}
                                 : when.as<DateTime>();
      if (before_ && entry.at >= *before_) continue;
      entry.entity = &target;
      entry.id = Id{cursor->integer(id)};
      if (!cursor->is_null(title)) entry.title = cursor->text(title);
      if (!cursor->is_null(by)) entry.by = Id{cursor->integer(by)};
      for (const auto& [field, column] : extras) take_extra(*field, *cursor, column, entry);
      entries_.push_back(std::move(entry));
    }
  }

  /// What says more than the title: a text, the kind, the state, an amount.
  static bool tells(const meta::FieldDef& field) {
    using meta::Type;
    if (field.column < 0 || field.system) return false;
    return field.type == Type::longtext || field.type == Type::choice ||
           field.type == Type::state || field.type == Type::money || field.type == Type::currency;
  }

  static void take_extra(const meta::FieldDef& field, const store::Cursor& cursor, int column,
                         Entry& entry) {
    if (cursor.is_null(column)) return;
    if (field.type == meta::Type::longtext) {
      if (entry.summary.empty()) entry.summary = cursor.text(column);
      return;
    }
    const Value value = cursor.value(column);
    if (const Decimal* number = value.get_if<Decimal>())
      entry.fields[field.name] = number->normalized().text();
    else
      entry.fields[field.name] = value.as<std::string>();
  }

  void order(const meta::EntityDef& target, const meta::FieldDef& on,
             store::EntityQuery& query) const {
    expr::BindContext context;
    context.entity = &target;
    query.order_by(*expr::bind(*expr::parse(on.name), context), true);
    if (!before_) return;
    const std::string limit =
        on.storage == meta::Storage::date ? before_->date().text() : before_->text();
    query.where(*expr::bind_condition(*expr::parse(on.name + " le " + limit), context));
  }

  const Call& call_;
  store::Reader& reader_;
  const meta::EntityDef& entity_;
  Id id_;
  std::optional<DateTime> before_;
  std::int64_t top_;
  std::vector<Entry> entries_;
};

/// Names of the people in the entries, in one query.
std::map<Id, std::string> names_of(const Call& call, store::Reader& reader,
                                   const std::vector<Entry>& entries) {
  std::vector<Id> ids;
  for (const Entry& entry : entries)
    if (!entry.by.empty()) ids.push_back(entry.by);
  std::map<Id, std::string> names;
  if (ids.empty()) return names;
  const store::Table& users = call.services.schema.table("users");
  store::Select query;
  query.sources.push_back({&users, store::Source::Join::from, nullptr});
  query.items = {store::column(users, "id"), store::column(users, "name")};
  query.where = store::call(store::Fn::in_param_list,
                            {store::column(users, "id"), store::parameter(store::list_of(ids))});
  const auto cursor = reader.select(query);
  while (cursor->next()) names[Id{cursor->integer(0)}] = cursor->text(1);
  return names;
}

void write_entry(JsonWriter& out, const Entry& entry, const std::map<Id, std::string>& names) {
  out.begin_object()
      .key("at")
      .string(entry.at.text())
      .key("kind")
      .string(entry.change ? "change" : "record");
  out.key("entity")
      .string(entry.entity->name)
      .key("set")
      .string(entry.entity->set)
      .key("id")
      .id(entry.id);
  if (!entry.title.empty()) out.key("title").string(entry.title);
  if (!entry.summary.empty()) out.key("summary").string(entry.summary);
  if (!entry.verb.empty()) out.key("verb").string(entry.verb);
  if (!entry.fields.empty()) out.key("fields").raw(boost::json::serialize(entry.fields));
  if (const auto name = names.find(entry.by); name != names.end())
    out.key("by")
        .begin_object()
        .key("id")
        .id(entry.by)
        .key("name")
        .string(name->second)
        .end_object();
  if (entry.change) {
    out.key("changes").begin_array();
    for (const auto& [field, change] : entry.changes)
      out.begin_object()
          .key("field")
          .string(field)
          .key("old")
          .value(change.at("old"))
          .key("new")
          .value(change.at("new"))
          .end_object();
    out.end_array();
  }
  out.end_object();
}

}  // namespace

http::Response read_timeline(const Call& call, const meta::EntityDef& entity, Id id) {
  std::optional<DateTime> before;
  if (const std::string* cursor = call.url.find("before")) {
    const Result<DateTime> parsed = DateTime::parse(*cursor);
    if (!parsed) throw AppError{Errc::bad_request, "datetime.malformed", {{"value", *cursor}}};
    before = *parsed;
  }
  std::int64_t top = default_top;
  if (const std::string* text = call.url.find("top"))
    top = std::clamp<std::int64_t>(std::atoll(text->c_str()), 1, most);
  std::string body;
  call.services.database.read([&](store::Reader& reader) {
    store::EntityQuery mine{call.services.schema, call.gate().require(entity, store::Verb::read),
                            call.gate()};
    mine.add_field(entity.field("id"));
    mine.where_id(id);
    if (!reader.select(mine.build())->next())
      throw AppError{Errc::not_found, "record.not_found", {{"entity", entity.name}}};
    const std::vector<Entry> entries = Timeline{call, reader, entity, id, before, top}.read();
    const std::map<Id, std::string> names = names_of(call, reader, entries);
    JsonWriter out{body};
    out.begin_object().key("value").begin_array();
    for (const Entry& entry : entries) write_entry(out, entry, names);
    out.end_array();
    if (static_cast<std::int64_t>(entries.size()) == top)
      out.key("next").string(entries.back().at.text());
    out.end_object();
  });
  return json_response(200, std::move(body));
}

http::Response explain_record(const Call& call, const meta::EntityDef& entity, Id id) {
  static constexpr std::pair<store::Verb, std::string_view> verbs[]{
      {store::Verb::read, "read"},
      {store::Verb::update, "update"},
      {store::Verb::remove, "delete"}};
  static constexpr std::string_view scopes[]{"none", "own", "team", "department", "all"};
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("administrator").boolean(call.gate().principal().administrator);
  call.services.database.read([&](store::Reader& reader) {
    for (const auto& [verb, name] : verbs) {
      const store::Permit* permit = call.gate().permit(entity, verb);
      bool allowed = false;
      if (permit != nullptr) {
        store::EntityQuery query{call.services.schema, *permit, call.gate()};
        query.add_field(entity.field("id"));
        query.where_id(id);
        allowed = reader.select(query.build())->next();
      }
      if (verb == store::Verb::read && !allowed)
        throw AppError{Errc::not_found, "record.not_found", {{"entity", entity.name}}};
      out.key(name).begin_object().key("allowed").boolean(allowed).key("because").begin_array();
      for (const auto& [role, scope] : call.gate().grants(entity, verb))
        out.begin_object()
            .key("role")
            .string(role)
            .key("scope")
            .string(scopes[static_cast<std::size_t>(scope)])
            .end_object();
      out.end_array().end_object();
    }
  });
  out.end_object();
  return json_response(200, std::move(body));
}

}  // namespace tw::api
