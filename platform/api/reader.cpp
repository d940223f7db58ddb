#include "platform/api/reader.h"

#include <algorithm>
#include <unordered_map>

namespace tw::api {
namespace {

constexpr std::int64_t most_children = 1000;  // of one parent in one expand

RowStyle style_of(const Call& call, store::Reader& reader) {
  return {call.prefers("include-titles") ? Titles::include : Titles::leave_out,
          call.wants_number_texts() ? Numbers::texts : Numbers::plain,
          reader.joins_for_free() ? Expansions::joined : Expansions::apart};
}

bool is_reference(const Expand& expand) {
  return expand.field != nullptr && expand.field->type == meta::Type::ref;
}

/// The set's own order where the caller gives none.
std::vector<expr::OrderTerm> order_of(const meta::EntityDef& entity, const Options& options) {
  if (!options.order.empty() || entity.views.sort.empty()) return options.order;
  auto parsed = expr::parse_order(entity.views.sort);
  std::vector<expr::OrderTerm> terms;
  if (!parsed) return terms;
  expr::BindContext context;
  context.entity = &entity;
  for (const expr::OrderTerm& term : *parsed)
    if (auto bound = expr::bind(term.expression, context))
      terms.push_back({*bound, term.descending});
  return terms;
}

}  // namespace

SetReader::SetReader(const Call& call, store::Reader& reader)
    : call_{call}, reader_{reader}, style_{style_of(call, reader)} {}

void apply_search(const Call& call, store::Reader& reader, const meta::EntityDef& entity,
                  const std::string& text, store::EntityQuery& query) {
  if (text.empty()) return;
  if (!search::Index::is_guarded(call.gate(), entity))
    return query.where_search(search::query_tokens(text).tokens);
  std::vector<Id> ids;
  for (const search::Hit& hit :
       call.services.index.find(reader, call.gate(), text, largest_page, &entity))
    ids.push_back(hit.id);
  query.where_ids(ids);
}

void SetReader::apply_conditions(const meta::EntityDef& entity, const Options& options,
                                 const Within& within, store::EntityQuery& query) {
  for (const Computed& computed : options.compute) query.define(computed.name, computed.expression);
  if (options.filter) query.where(options.filter);
  apply_search(call_, reader_, entity, options.search, query);
  apply_within(within, query);
}

void apply_within(const Within& within, store::EntityQuery& query) {
  if (within.via != nullptr) query.where_parent(*within.via, {within.parent}, std::nullopt);
  if (within.refs != nullptr)
    query.where_linked(*within.link_owner, *within.refs, {within.parent}, std::nullopt);
  if (within.refs_back != nullptr)
    query.where_linked_back(*within.refs_back, {within.parent}, std::nullopt);
}

void SetReader::apply_order(const meta::EntityDef& entity, const Options& options,
                            store::EntityQuery& query) {
  for (const expr::OrderTerm& term : order_of(entity, options))
    query.order_by(term.expression, term.descending);
}

SetReader::Rows SetReader::fetch(const meta::EntityDef& entity, const Options& options,
                                 store::EntityQuery& query, std::optional<std::int64_t> limit,
                                 int parent_column) {
  const RowPlan plan{call_.gate(), entity, options, style_, query};
  std::vector<int> reference_columns;
  for (const Expand& expand : options.expand)
    reference_columns.push_back(is_reference(expand) && !is_joined(call_.gate(), expand, style_)
                                    ? plan.reference_column(*expand.field)
                                    : -1);
  if (limit) query.limit(*limit + 1);
  Rows rows;
  rows.references.resize(options.expand.size());
  const store::Select& select = query.build(limit.has_value());
  const auto cursor = reader_.select(select);
  while (cursor->next()) {
    if (limit && static_cast<std::int64_t>(rows.ids.size()) == *limit) {
      rows.more = true;
      break;
    }
    std::string& fragment = rows.fragments.emplace_back();
    JsonWriter out{fragment};
    plan.write_members(*cursor, out);
    rows.ids.push_back(plan.id_of(*cursor));
    if (parent_column >= 0) rows.parents.emplace_back(cursor->integer(parent_column));
    for (std::size_t i = 0; i < reference_columns.size(); ++i) {
      const int column = reference_columns[i];
      if (column >= 0)
        rows.references[i].emplace_back(cursor->is_null(column) ? 0 : cursor->integer(column));
    }
    if (limit && static_cast<std::int64_t>(rows.ids.size()) == *limit) {
      rows.last_keys.clear();
      for (const int column : query.key_columns()) rows.last_keys.push_back(cursor->value(column));
    }
  }
  return rows;
}

std::string SetReader::page(const meta::EntityDef& entity, const Options& options,
                            const Within& within, const std::string& context) {
  const store::Permit& permit = call_.gate().require(entity, store::Verb::read);
  store::EntityQuery query{call_.services.schema, permit, call_.gate()};
  apply_conditions(entity, options, within, query);
  apply_order(entity, options, query);
  std::optional<std::int64_t> remaining = options.top;
  if (!options.skiptoken.empty()) {
    const SkipToken token = read_skiptoken(options.skiptoken, options.order_text);
    query.after(token.keys);
    if (token.remaining) remaining = token.remaining;
  } else if (options.skip) {
    query.offset(*options.skip);
  }
  const std::int64_t wished =
      call_.preferred("maxpagesize").value_or(remaining ? largest_page : default_page);
  const std::int64_t page_size = std::min({wished, largest_page, remaining.value_or(largest_page)});
  if (!options.count && !needs_more_queries(options)) reader_.ask_last();
  Rows rows = fetch(entity, options, query, page_size, -1);
  expand_all(entity, options, rows);

  std::string body;
  std::size_t size = 256;
  for (const std::string& fragment : rows.fragments) size += fragment.size() + 3;
  body.reserve(size);
  JsonWriter out{body};
  out.begin_object().key("@odata.context").string(call_.context_url(context));
  if (options.count) {
    const std::int64_t total = count(entity, options, within);
    out.key("@odata.count").integer(std::min(total, count_cap));
    if (total > count_cap) out.key("@tradewind.count_capped").boolean(true);
  }
  out.key("value").begin_array();
  for (const std::string& fragment : rows.fragments) {
    out.begin_object();
    body += fragment;
    out.end_object();
  }
  out.end_array();
  const bool wants_more = !remaining || *remaining > page_size;
  if (rows.more && wants_more)
    out.key("@odata.nextLink")
        .string(next_link(options, rows, remaining ? *remaining - page_size : 0));
  out.end_object();
  return body;
}

std::shared_ptr<const ReadPlan> SetReader::plan_of_one(const meta::EntityDef& entity,
                                                       const Options& options) {
  const access::Gate& gate = call_.gate();
  std::string key = gate.principal().user.text() + entity.name;
  key += style_.titles == Titles::include ? '+' : '-';
  key += style_.numbers == Numbers::texts ? '+' : '-';
  for (const auto& [name, value] : call_.url.query)
    key.append("\n").append(name).append("=").append(value);
  if (auto known = call_.plans->find(key, gate.principal())) return known;
  store::EntityQuery query{call_.services.schema, gate.require(entity, store::Verb::read), gate};
  query.where_id_later();
  RowPlan rows{gate, entity, options, style_, query};
  auto plan = std::make_shared<ReadPlan>(ReadPlan{std::move(rows), reader_.compile(query.build())});
  if (plan->rows.is_steady()) call_.plans->put(key, gate.principal(), plan);
  return plan;
}

std::optional<std::string> SetReader::one(const meta::EntityDef& entity, Id id,
                                          const Options& options, std::int64_t& version) {
  const std::shared_ptr<const ReadPlan> read = plan_of_one(entity, options);
  const RowPlan& plan = read->rows;
  Rows rows;
  rows.references.resize(options.expand.size());
  {
    if (!needs_more_queries(options)) reader_.ask_last();
    const auto cursor = reader_.select(*read->select, id);
    if (!cursor->next()) return std::nullopt;
    std::string& fragment = rows.fragments.emplace_back();
    JsonWriter out{fragment};
    plan.write_members(*cursor, out);
    rows.ids.push_back(id);
    version = plan.version_of(*cursor);
    for (std::size_t i = 0; i < options.expand.size(); ++i) {
      const Expand& expand = options.expand[i];
      if (!is_reference(expand) || is_joined(call_.gate(), expand, style_)) continue;
      const int column = plan.reference_column(*expand.field);
      rows.references[i].emplace_back(cursor->is_null(column) ? 0 : cursor->integer(column));
    }
  }
  expand_all(entity, options, rows);
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("@odata.context").string(call_.context_url(entity.set + "/$entity"));
  out.raw(rows.fragments.front()).end_object();
  return body;
}

std::int64_t SetReader::count(const meta::EntityDef& entity, const Options& options,
                              const Within& within) {
  const store::Permit& permit = call_.gate().require(entity, store::Verb::read);
  store::EntityQuery query{call_.services.schema, permit, call_.gate()};
  query.add_field(entity.field("id"));
  apply_conditions(entity, options, within, query);
  return reader_.count(query.build_count(count_cap));
}

bool SetReader::needs_more_queries(const Options& options) const {
  return std::any_of(options.expand.begin(), options.expand.end(), [&](const Expand& expand) {
    return !is_joined(call_.gate(), expand, style_);
  });
}

void SetReader::expand_all(const meta::EntityDef& entity, const Options& options, Rows& rows) {
  if (rows.ids.empty()) return;
  for (std::size_t i = 0; i < options.expand.size(); ++i) {
    const Expand& expand = options.expand[i];
    if (is_joined(call_.gate(), expand, style_)) continue;  // its rows came along
    if (is_reference(expand))
      expand_one(expand, i, rows);
    else
      expand_many(entity, expand, rows);
  }
}

void SetReader::expand_one(const Expand& expand, std::size_t which, Rows& rows) {
  std::vector<Id> wanted;
  for (const Id id : rows.references[which])
    if (!id.empty()) wanted.push_back(id);
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  std::unordered_map<Id, std::string> found;
  if (!wanted.empty()) {
    const store::Permit& permit = call_.gate().require(expand.target(), store::Verb::read);
    store::EntityQuery query{call_.services.schema, permit, call_.gate()};
    query.where_ids(wanted);
    Rows targets = fetch(expand.target(), *expand.options, query, std::nullopt, -1);
    expand_all(expand.target(), *expand.options, targets);
    for (std::size_t i = 0; i < targets.ids.size(); ++i)
      found.emplace(targets.ids[i], std::move(targets.fragments[i]));
  }
  for (std::size_t row = 0; row < rows.fragments.size(); ++row) {
    const auto target = found.find(rows.references[which][row]);
    rows.fragments[row] += ",\"" + expand.name() +
                           "\":" + (target == found.end() ? "null" : "{" + target->second + "}");
  }
}

void SetReader::expand_many(const meta::EntityDef& owner, const Expand& expand, Rows& rows) {
  const Options& options = *expand.options;
  const store::Permit& permit = call_.gate().require(expand.target(), store::Verb::read);
  store::EntityQuery query{call_.services.schema, permit, call_.gate()};
  if (options.filter) query.where(options.filter);
  apply_search(call_, reader_, expand.target(), options.search, query);
  const std::int64_t most = std::min(options.top.value_or(most_children), most_children);
  int parent_column = -1;
  const bool linked = expand.field != nullptr && expand.field->type == meta::Type::refs;
  const meta::FieldDef* via = nullptr;
  if (expand.field != nullptr && !linked) via = &expand.target().field(expand.field->via);
  if (expand.relation != nullptr) via = &expand.target().field(expand.relation->via);
  if (linked) {
    query.where_linked(owner, *expand.field, rows.ids, most);
    parent_column = query.link_column();
  } else if (via->type == meta::Type::refs) {  // seen from the other side of a many-to-many field
    query.where_linked_back(*via, rows.ids, most);
    parent_column = query.link_column();
  } else {
    query.where_parent(*via, rows.ids, most);
    parent_column = query.add_field(*via);
  }
  if (options.order.empty() && expand.target().is_line() &&
      expand.target().find("position") == nullptr) {
    expr::BindContext context;
    context.entity = &expand.target();
    query.order_by(*expr::bind(*expr::parse("id"), context), false);
  } else {
    apply_order(expand.target(), options, query);
  }
  Rows children = fetch(expand.target(), options, query, std::nullopt, parent_column);
  expand_all(expand.target(), options, children);
  std::unordered_map<Id, std::vector<std::size_t>> of_parent;
  for (std::size_t i = 0; i < children.parents.size(); ++i)
    of_parent[children.parents[i]].push_back(i);
  for (std::size_t row = 0; row < rows.fragments.size(); ++row) {
    const std::vector<std::size_t>& mine = of_parent[rows.ids[row]];
    std::string& fragment = rows.fragments[row];
    if (options.count || expand.count_only)
      fragment += ",\"" + expand.name() + "@odata.count\":" + std::to_string(mine.size());
    if (expand.count_only) continue;
    fragment += ",\"" + expand.name() + "\":[";
    for (std::size_t i = 0; i < mine.size(); ++i)
      fragment += (i > 0 ? ",{" : "{") + children.fragments[mine[i]] + "}";
    fragment += "]";
  }
}

std::string SetReader::next_link(const Options& options, const Rows& rows,
                                 std::int64_t remaining) const {
  const std::optional<std::int64_t> rest = remaining > 0 ? std::optional{remaining} : std::nullopt;
  return next_link_of(call_, write_skiptoken(rows.last_keys, options.order_text, rest));
}

std::string next_link_of(const Call& call, const std::string& skiptoken) {
  std::string_view path = call.request.path();
  path.remove_prefix(std::min(path.size(), std::string_view{"/api/v1/"}.size()));
  std::string link = call.base() + std::string{path} + "?";
  for (const auto& [name, value] : call.url.query) {
    if (name == "skiptoken" || name == "skip" || name == "top") continue;
    link += (name.starts_with("@") ? "" : "$") + name + "=" + http::percent_encode(value) + "&";
  }
  return link + "$skiptoken=" + skiptoken;
}

}  // namespace tw::api
