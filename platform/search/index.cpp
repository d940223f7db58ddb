#include <algorithm>
#include <unordered_map>

#include "platform/base/text.h"
#include "platform/search/search.h"
#include "platform/store/entity_query.h"
#include "platform/store/full_text.h"

namespace tw::search {
namespace {

constexpr std::size_t most_looked_at = 2000;
constexpr std::int64_t rebuild_batch = 500;

bool searchable(const meta::EntityDef& entity) {
  return std::any_of(entity.fields().begin(), entity.fields().end(),
                     [](const meta::FieldDef& field) { return field.search; });
}

std::vector<const meta::FieldDef*> search_fields(const meta::EntityDef& entity) {
  std::vector<const meta::FieldDef*> fields;
  for (const meta::FieldDef& field : entity.fields())
    if (field.search && field.column >= 0) fields.push_back(&field);
  return fields;
}

void add_all(std::vector<std::string>& into, std::vector<std::string> tokens) {
  for (std::string& token : tokens) into.push_back(std::move(token));
}

std::string shown(const meta::FieldDef& field, const Value& value, Language language) {
  if (value.is_null()) return {};
  if (const Decimal* number = value.get_if<Decimal>()) return number->normalized().text();
  if (const Date* date = value.get_if<Date>()) return date->text();
  if (const DateTime* instant = value.get_if<DateTime>()) return instant->text().substr(0, 10);
  if (const std::int64_t* number = value.get_if<std::int64_t>()) return std::to_string(*number);
  const std::string* text = value.get_if<std::string>();
  if (text == nullptr) return {};
  const meta::Option* option = field.option(*text);
  return option == nullptr ? *text : option->label.in(language);
}

/// Is every token among those, the last one as a beginning? What the databases ask of the index.
bool holds_all(const std::vector<std::string>& there, const QueryTokens& wanted) {
  for (std::size_t i = 0; i < wanted.tokens.size(); ++i) {
    const std::string& token = wanted.tokens[i];
    const bool prefix = wanted.last_is_prefix && i + 1 == wanted.tokens.size();
    if (std::none_of(there.begin(), there.end(), [&](const std::string& known) {
          return prefix ? known.starts_with(token) : known == token;
        }))
      return false;
  }
  return true;
}

bool is_readable(const access::Gate& gate, const meta::EntityDef& entity,
                 const meta::FieldDef& field) {
  return gate.read_permit(entity)->right(field) >= store::FieldRight::read;
}

/// Reads title and key facts of hits of one entity, as far as the caller may see them.
class Facts {
 public:
  Facts(const store::Schema& schema, const access::Gate& gate, const meta::EntityDef& entity,
        bool guarded)
      : gate_{gate},
        entity_{entity},
        query_{schema, *gate.read_permit(entity), gate},
        guarded_{guarded} {
    query_.add_field(entity.field("id"));
    title_ = query_.add_field(entity.field(entity.title));
    for (const meta::FieldDef* field : search_fields(entity))
      if (guarded && is_readable(gate, entity, *field))
        readable_.push_back(query_.add_field(*field));
    for (const std::string& name : entity.views.picker) add_fact(entity.field(name));
  }

  void read(store::Reader& reader, const std::vector<Id>& ids, const QueryTokens& wanted,
            std::unordered_map<Id, Hit>& found) {
    query_.where_ids(ids);
    query_.limit(static_cast<std::int64_t>(ids.size()));
    const auto cursor = reader.select(query_.build());
    const Language language = gate_.principal().language;
    while (cursor->next()) {
      if (guarded_ && !holds_all(readable_tokens(*cursor), wanted)) continue;
      Hit hit{&entity_,
              Id{cursor->integer(0)},
              std::string{cursor->is_null(title_) ? "" : cursor->text(title_)},
              {}};
      for (const auto& [field, column] : facts_)
        if (std::string fact = shown(*field, cursor->value(column), language); !fact.empty())
          hit.facts.push_back(std::move(fact));
      found.emplace(hit.id, std::move(hit));
    }
  }

 private:
  std::vector<std::string> readable_tokens(const store::Cursor& cursor) const {
    std::vector<std::string> tokens;
    for (const int column : readable_)
      if (!cursor.is_null(column)) add_all(tokens, index_tokens(cursor.text(column)));
    return tokens;
  }

  void add_fact(const meta::FieldDef& field) {
    const store::Permit& permit = *gate_.read_permit(entity_);
    const store::FieldRight right = permit.right(field);
    if (right == store::FieldRight::hidden || right == store::FieldRight::masked) return;
    if (field.type == meta::Type::ref) {
      const meta::EntityDef& target = *field.target_entity;
      const meta::FieldDef& title = target.field(target.title);
      const store::Permit* read = gate_.read_permit(target);
      if (read == nullptr || read->right(title) < store::FieldRight::read) return;
      expr::Step to;
      to.what = expr::Step::What::one;
      to.field = &field;
      to.target = &target;
      expr::Step name;
      name.field = &title;
      facts_.emplace_back(&title, query_.add_path({to, name}));
    } else if (field.column >= 0) {
      facts_.emplace_back(&field, query_.add_field(field));
    }
  }

  const access::Gate& gate_;
  const meta::EntityDef& entity_;
  store::EntityQuery query_;
  bool guarded_;
  std::vector<int> readable_;  // columns of the search fields that the caller may read
  int title_ = 0;
  std::vector<std::pair<const meta::FieldDef*, int>> facts_;
};

}  // namespace

std::vector<store::Table> tables() { return {}; }  // the index is the store's own kind of table

Index::Index(const meta::Catalogue& catalogue, const store::Schema& schema)
    : catalogue_{catalogue}, schema_{schema} {}

std::optional<store::SearchText> Index::words_of(const meta::EntityDef& entity, Id id,
                                                 const std::vector<Value>& values) {
  std::vector<std::string> title;
  std::vector<std::string> rest;
  for (const meta::FieldDef* field : search_fields(entity)) {
    const Value& value = values[static_cast<std::size_t>(field->index)];
    const std::string* words = value.get_if<std::string>();
    if (words == nullptr) continue;
    add_all(field->name == entity.title ? title : rest, index_tokens(*words));
  }
  if (title.empty() && rest.empty()) return std::nullopt;
  return store::SearchText{id, entity.name, store::join_tokens(title), store::join_tokens(rest)};
}

void Index::put(store::Transaction& tx, const meta::EntityDef& entity, Id id,
                const std::vector<Value>& values) const {
  if (auto words = words_of(entity, id, values))
    store::FullTextIndex::put(tx, {*std::move(words)});
  else
    store::FullTextIndex::remove(tx, id);
}

void Index::remove(store::Transaction& tx, Id id) const { store::FullTextIndex::remove(tx, id); }

bool Index::is_guarded(const access::Gate& gate, const meta::EntityDef& entity) {
  const std::vector<const meta::FieldDef*> fields = search_fields(entity);
  return std::any_of(fields.begin(), fields.end(), [&](const meta::FieldDef* field) {
    return !is_readable(gate, entity, *field);
  });
}

std::vector<Hit> Index::find(store::Reader& reader, const access::Gate& gate, std::string_view text,
                             std::size_t top, const meta::EntityDef* only) const {
  const QueryTokens wanted = query_tokens(text);
  std::vector<std::string> entities;
  for (const auto& entity : catalogue_.entities())
    if ((only == nullptr || only == entity.get()) && searchable(*entity) &&
        gate.read_permit(*entity) != nullptr)
      entities.push_back(entity->name);
  std::vector<Hit> hits;
  if (wanted.tokens.empty() || entities.empty()) return hits;
  const bool sees_all = std::all_of(entities.begin(), entities.end(), [&](const std::string& name) {
    const meta::EntityDef& entity = catalogue_.entity(name);
    return gate.read_permit(entity)->everyone() && !is_guarded(gate, entity);
  });
  // Row scopes may drop most of what the index finds; so look further until there is enough.
  for (std::size_t look = sees_all ? top : std::max<std::size_t>(top * 2, 20);;
       look = std::min(look * 10, most_looked_at)) {
    const std::vector<store::SearchHit> rows =
        store::search_rows(reader, wanted.tokens, entities, static_cast<std::int64_t>(look));
    std::unordered_map<std::string, std::vector<Id>> by_entity;
    for (const store::SearchHit& row : rows) by_entity[row.entity].push_back(row.id);
    std::unordered_map<Id, Hit> visible;
    for (const auto& [name, ids] : by_entity)
      if (const meta::EntityDef* entity = catalogue_.find(name))
        Facts{schema_, gate, *entity, is_guarded(gate, *entity)}.read(reader, ids, wanted, visible);
    hits.clear();
    for (const store::SearchHit& row : rows)
      if (auto found = visible.find(row.id); found != visible.end() && hits.size() < top)
        hits.push_back(found->second);
    if (hits.size() >= top || rows.size() < look || look >= most_looked_at) break;
  }
  const std::string sought = fold(text);
  std::stable_sort(hits.begin(), hits.end(), [&](const Hit& a, const Hit& b) {
    const auto rank = [&](const Hit& hit) {
      const std::string title = fold(hit.title);
      return title == sought ? 0 : title.starts_with(sought) ? 1 : 2;
    };
    return rank(a) < rank(b);
  });
  return hits;
}

std::int64_t Index::rebuild(store::Database& database) const {
  std::int64_t count = 0;
  for (const auto& entity : catalogue_.entities()) {
    if (!searchable(*entity)) continue;
    const store::Table& table = schema_.table(entity->set);
    for (Id last;;) {
      const std::int64_t read = database.write(
          [&](store::Transaction& tx) { return rebuild_some(tx, *entity, table, last); });
      count += read;
      if (read < rebuild_batch) break;
    }
  }
  return count;
}

/// One batch after `last`, which moves on; returns how many records were read.
std::int64_t Index::rebuild_some(store::Transaction& tx, const meta::EntityDef& entity,
                                 const store::Table& table, Id& last) const {
  store::Select query;
  query.sources.push_back({&table, store::Source::Join::from, nullptr});
  query.items.push_back(store::column(table, "id"));
  const std::vector<const meta::FieldDef*> fields = search_fields(entity);
  for (const meta::FieldDef* field : fields)
    query.items.push_back(store::column(table, store::column_name(*field)));
  query.where = store::call(store::Fn::gt, {store::column(table, "id"),
                                            store::parameter(Value{last}, meta::Storage::id)});
  if (entity.has(meta::Trait::recyclable))
    query.where = store::all_of(
        {query.where, store::call(store::Fn::is_null, {store::column(table, "deleted_at")})});
  query.order_by.push_back({store::column(table, "id"), false});
  query.limit = rebuild_batch;
  std::vector<std::pair<Id, std::vector<Value>>> rows;
  {
    const auto cursor = tx.select(query);
    while (cursor->next()) {
      std::vector<Value> values(entity.fields().size());
      for (std::size_t i = 0; i < fields.size(); ++i)
        values[static_cast<std::size_t>(fields[i]->index)] = cursor->value(static_cast<int>(i) + 1);
      rows.emplace_back(Id{cursor->integer(0)}, std::move(values));
    }
  }
  for (const auto& [id, values] : rows) put(tx, entity, id, values);
  if (!rows.empty()) last = rows.back().first;
  return static_cast<std::int64_t>(rows.size());
}

/// A record must be found by the tokens of its own title; all records of small entities, the newest
/// of large ones.
std::vector<std::string> Index::check(store::Reader& reader) const {
  constexpr std::int64_t most_checked = 1000;
  std::vector<std::string> faults;
  for (const auto& entity : catalogue_.entities()) {
    const meta::FieldDef& title = entity->field(entity->title);
    if (!title.search || title.column < 0) continue;
    const store::Table& table = schema_.table(entity->set);
    store::Select query;
    query.sources.push_back({&table, store::Source::Join::from, nullptr});
    query.items = {store::column(table, "id"), store::column(table, store::column_name(title))};
    if (entity->has(meta::Trait::recyclable))
      query.where = store::call(store::Fn::is_null, {store::column(table, "deleted_at")});
    query.order_by.push_back({store::column(table, "id"), true});
    query.limit = most_checked;
    std::vector<Id> ids;
    {
      const auto cursor = reader.select(query);
      while (cursor->next())
        if (!cursor->is_null(1) && !index_tokens(cursor->text(1)).empty())
          ids.emplace_back(cursor->integer(0));
    }
    for (const Id id : ids)
      if (!store::FullTextIndex::contains(reader, id))
        faults.push_back("search index lacks " + entity->name + " " + id.text());
  }
  return faults;
}

}  // namespace tw::search
