// $apply: filter, compute and search before the first grouping go to the database; what follows it
// is done on the groups.
#include "platform/api/apply.h"

#include <algorithm>
#include <numeric>

#include "platform/api/reader.h"
#include "platform/api/routes.h"
#include "platform/base/text.h"

namespace tw::api {
namespace {

using expr::Kind;
using expr::NodePtr;
using expr::Step;
using expr::ValueType;

constexpr int average_scale = 6;

[[noreturn]] void unsupported(const std::string& part) {
  throw AppError{Errc::bad_request, "apply.unsupported", {{"part", part}}};
}

bool is_number(ValueType type) {
  return type == ValueType::integer || type == ValueType::decimal || type == ValueType::duration;
}

/// x as a decimal of that scale.
NodePtr cast_to_decimal(const NodePtr& x, int scale) {
  auto node = std::make_shared<expr::Node>();
  node->kind = Kind::function;
  node->function = expr::Function::cast;
  node->type = ValueType::decimal;
  node->scale = scale;
  node->children = {x};
  return node;
}

class Applying {
 public:
  Applying(const Call& call, store::Reader& reader, const meta::EntityDef& entity)
      : call_{call},
        reader_{reader},
        entity_{entity},
        query_{call.services.schema, call.gate().require(entity, store::Verb::read), call.gate()} {
    context_ = bind_context(call, entity);
  }

  bool grouped() const { return grouped_; }
  ResultTable& table() { return table_; }

  void transform(const Transformation& step) {
    if (step.name == "identity") return;
    if (step.name == "filter") return filter(step.arguments);
    if (step.name == "compute") return compute(step.arguments);
    if (step.name == "search" && !grouped_) return search(step.arguments);
    if (step.name == "groupby") return group(parse_group(step.arguments));
    if (step.name == "aggregate") return group({{}, parse_aggregates(step.arguments)});
    if (step.name == "orderby" && grouped_) return order(step.arguments);
    if (step.name == "topcount" && grouped_) return top_count(step.arguments);
    unsupported(step.name);
  }

  void filter(const std::string& text) {
    const auto parsed = expr::parse(text);
    if (!parsed) raise_expression(parsed.error());
    const auto bound = expr::bind_condition(*parsed, context_);
    if (!bound) raise_expression(bound.error());
    collect_fixed(*bound, fixed_);
    if (!grouped_) return query_.where(*bound);
    table_.require_known(*bound, entity_);
    table_.filter(*bound, environment());
  }

  void compute(const std::string& text) {
    const auto parsed = expr::parse_compute(text);
    if (!parsed) raise_expression(parsed.error());
    for (const expr::ComputeTerm& term : *parsed) {
      refuse_taken(term.alias);
      const NodePtr bound = bind(term.expression);
      if (grouped_) {
        ResultColumn column{{term.alias}, bound->type, bound->scale, {}, currency_in(bound)};
        table_.compute(std::move(column), bound, environment());
      } else {
        query_.define(term.alias, bound);
        defined_[term.alias] = bound;
      }
      context_.computed[term.alias] = {bound->type, bound->scale};
    }
  }

  /// By the keys where the caller does not say.
  void order_rows(const std::string* text) {
    if (text == nullptr)
      table_.sort({}, environment());
    else
      order(*text);
  }

  void order(const std::string& text) {
    const auto parsed = expr::parse_order(text);
    if (!parsed) raise_expression(parsed.error());
    std::vector<expr::OrderTerm> terms;
    for (const expr::OrderTerm& term : *parsed)
      terms.push_back({bind(term.expression), term.descending});
    table_.sort(terms, environment());
  }

 private:
  const expr::Environment& environment() const { return call_.gate().environment(); }

  NodePtr bind(const NodePtr& parsed) {
    const auto bound = expr::bind(parsed, context_);
    if (!bound) raise_expression(bound.error());
    if (grouped_) table_.require_known(*bound, entity_);
    return *bound;
  }
  NodePtr bind(const std::string& text) {
    const auto parsed = expr::parse(text);
    if (!parsed) raise_expression(parsed.error());
    return bind(*parsed);
  }

  void search(const std::string& text) {
    std::string words = trim(text);
    if (words.size() > 1 && words.front() == '"' && words.back() == '"')
      words = words.substr(1, words.size() - 2);
    apply_search(call_, reader_, entity_, words, query_);
  }

  /// topcount(3,total)
  void top_count(const std::string& text) {
    const std::vector<std::string> parts = split_top(text, ',');
    std::size_t count = 0;
    const std::string number = parts.empty() ? std::string{} : trim(parts[0]);
    for (const char c : number) {
      if (c < '0' || c > '9' || count > 1'000'000) unsupported(text);
      count = count * 10 + static_cast<std::size_t>(c - '0');
    }
    if (parts.size() != 2 || number.empty()) unsupported(text);
    table_.sort({{bind(trim(parts[1])), true}}, environment());
    if (table_.rows.size() > count) table_.rows.resize(count);
  }

  void refuse_taken(const std::string& alias) const {
    if (entity_.find(alias) != nullptr || entity_.relation(alias) != nullptr ||
        context_.computed.contains(alias))
      throw AppError{Errc::bad_request, "apply.name_taken", {{"name", alias}}};
  }

  void group(const GroupText& text) {
    std::vector<NodePtr> keys;
    std::vector<ResultColumn> columns;
    for (const std::string& name : text.keys) {
      keys.push_back(bind(name));
      columns.push_back(key_column(keys.back(), name));
    }
    std::vector<Aggregation> aggregations;
    std::vector<std::string> aliases;
    for (const AggregateText& each : text.aggregates) {
      refuse_taken(each.alias);
      if (std::find(aliases.begin(), aliases.end(), each.alias) != aliases.end())
        throw AppError{Errc::bad_request, "apply.name_taken", {{"name", each.alias}}};
      aliases.push_back(each.alias);
      aggregations.push_back(aggregation(each, columns));
    }
    if (grouped_)
      table_ = table_.group(keys, std::move(columns), aggregations, environment());
    else
      group_in_database(keys, std::move(columns), aggregations);
    grouped_ = true;
    context_.computed.clear();
    for (const ResultColumn& column : table_.columns)
      if (column.steps.empty())
        context_.computed[column.path.front()] = {column.type, column.scale};
  }

  ResultColumn key_column(const NodePtr& node, const std::string& name) const {
    const bool plain = node->kind == Kind::path &&
                       std::none_of(node->steps.begin(), node->steps.end(), [](const Step& step) {
                         return step.what == Step::What::many || step.what == Step::What::count;
                       });
    if (!plain || node->type == ValueType::text_list || node->type == ValueType::any)
      throw AppError{Errc::bad_request, "apply.not_groupable", {{"path", name}}};
    ResultColumn column{node->names, node->type, node->scale, node->steps, std::nullopt};
    if (column.path.front() == "$it") column.path.erase(column.path.begin());
    const bool key = !node->steps.empty() && node->steps.back().what == Step::What::key;
    if (key && !column.path.back().ends_with("_id") && column.path.back() != "id")
      column.path.back() += "_id";  // grouped by `account`: its key
    return column;
  }

  Aggregation aggregation(const AggregateText& text, const std::vector<ResultColumn>& keys) {
    Aggregation made{nullptr, text.method, {{text.alias}, ValueType::integer, 0, {}, std::nullopt}};
    if (text.method == Method::count) return made;
    made.of = bind(text.expression);
    if (text.method == Method::count_distinct) return made;
    const bool adds = text.method == Method::sum || text.method == Method::average;
    const bool fits = adds ? is_number(made.of->type)
                           : is_number(made.of->type) || made.of->type == ValueType::text ||
                                 made.of->type == ValueType::date ||
                                 made.of->type == ValueType::datetime;
    if (!fits)
      throw AppError{Errc::bad_request,
                     "expression.type",
                     {{"position", "1"}, {"expected", "number"}, {"found", text.expression}}};
    require_one_currency(made.of, keys);
    made.column.currency = currency_in(made.of);
    made.column.type = made.of->type;
    made.column.scale = made.of->scale;
    if (text.method == Method::average) {
      if (made.of->type != ValueType::decimal) made.of = cast_to_decimal(made.of, average_scale);
      made.column.type = ValueType::decimal;
      made.column.scale = made.of->scale;
    }
    return made;
  }

  /// The currency path of the first amount in a node that has one.
  std::optional<Steps> currency_in(const NodePtr& node) const {
    for (const auto& [amount, currency] : amounts_in(node)) return currency;
    return std::nullopt;
  }

  /// Name of each amount in a node, and the path of its currency where rows may differ in it.
  std::vector<std::pair<std::string, Steps>> amounts_in(const NodePtr& node) const {
    std::vector<std::pair<std::string, Steps>> list;
    std::vector<Steps> money;
    collect_money(node, money);
    for (const Steps& amount : money)
      if (std::optional<Steps> currency = currency_of(entity_, amount))
        list.emplace_back(dotted(amount), *std::move(currency));
    collect_named(node, list);
    return list;
  }

  /// Amounts behind names made earlier.
  void collect_named(const NodePtr& node, std::vector<std::pair<std::string, Steps>>& list) const {
    if (node->kind == Kind::path && node->steps.empty()) {
      const std::string& name = node->names.front();
      const ResultColumn* column = table_.find(name);
      const auto defined = defined_.find(name);
      if (grouped_ && column != nullptr && column->currency)
        list.emplace_back(name, *column->currency);
      else if (!grouped_ && defined != defined_.end())
        for (auto& each : amounts_in(defined->second)) list.push_back(std::move(each));
    }
    for (const NodePtr& child : node->children) collect_named(child, list);
  }

  void require_one_currency(const NodePtr& node, const std::vector<ResultColumn>& keys) const {
    for (const auto& [name, currency] : amounts_in(node)) {
      const Steps& path = currency;
      const bool by_key = std::any_of(keys.begin(), keys.end(), [&](const ResultColumn& key) {
        return same_steps(key.steps, path);
      });
      const bool by_filter = std::any_of(fixed_.begin(), fixed_.end(), [&](const Steps& fixed) {
        return same_steps(fixed, path);
      });
      if (!by_key && !by_filter)
        throw AppError{Errc::bad_request,
                       "apply.mixed_currencies",
                       {{"field", name}, {"currency", dotted(currency)}}};
    }
  }

  void group_in_database(const std::vector<NodePtr>& keys, std::vector<ResultColumn> columns,
                         const std::vector<Aggregation>& aggregations) {
    using Aggregate = store::EntityQuery::Aggregate;
    for (const NodePtr& key : keys) query_.add_group(key);
    for (const Aggregation& each : aggregations) {
      const auto aggregate = [&each] {
        switch (each.method) {
          case Method::sum: return Aggregate::sum;
          case Method::min: return Aggregate::min;
          case Method::max: return Aggregate::max;
          case Method::average: return Aggregate::average;
          case Method::count_distinct: return Aggregate::count_distinct;
          case Method::count: break;
        }
        return Aggregate::count;
      };
      query_.add_aggregate(aggregate(), each.of);
      columns.push_back(each.column);
    }
    query_.limit(most_groups + 1);
    table_.columns = std::move(columns);
    const auto cursor = reader_.select(query_.build());
    while (cursor->next()) {
      if (static_cast<std::int64_t>(table_.rows.size()) == most_groups)
        throw AppError{
            Errc::bad_request, "apply.too_many_groups", {{"limit", std::to_string(most_groups)}}};
      ResultTable::Row& row = table_.rows.emplace_back();
      for (std::size_t i = 0; i < table_.columns.size(); ++i)
        row.push_back(cursor->value(static_cast<int>(i)));
    }
  }

  const Call& call_;
  store::Reader& reader_;
  const meta::EntityDef& entity_;
  store::EntityQuery query_;
  expr::BindContext context_;
  std::map<std::string, NodePtr> defined_;
  std::vector<Steps> fixed_;
  bool grouped_ = false;
  ResultTable table_;
};

/// Without a grouping the transformations are the ordinary options.
std::string plain_page(const Call& call, store::Reader& reader, const meta::EntityDef& entity,
                       const std::vector<Transformation>& steps) {
  QueryPairs pairs;
  std::vector<std::string> conditions, computed;
  for (const Transformation& step : steps) {
    if (step.name == "filter")
      conditions.push_back("(" + step.arguments + ")");
    else if (step.name == "compute")
      computed.push_back(step.arguments);
    else if (step.name == "search")
      pairs.emplace_back("search", step.arguments);
    else if (step.name != "identity")
      unsupported(step.name);
  }
  for (const auto& [name, value] : call.url.query) {
    if (name == "filter")
      conditions.push_back("(" + value + ")");
    else if (name == "compute")
      computed.push_back(value);
    else if (name != "apply")
      pairs.emplace_back(name, value);
  }
  const auto joined = [](const std::vector<std::string>& parts, const std::string& between) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
    return text;
  };
  if (!conditions.empty()) pairs.emplace_back("filter", joined(conditions, " and "));
  if (!computed.empty()) pairs.emplace_back("compute", joined(computed, ","));
  const Options options = parse_options(call, entity, pairs);
  return SetReader{call, reader}.page(entity, options, {}, entity.set);
}

/// `$skip`, `$top` and the place where the last page ended.
struct Window {
  std::size_t begin = 0, size = 0;
  std::optional<std::int64_t> rest;  // of $top, after this page
};

Window window_of(const Options& options, const std::string& order_text) {
  std::int64_t begin = options.skip.value_or(0);
  std::optional<std::int64_t> wanted = options.top;
  if (!options.skiptoken.empty()) {
    const SkipToken token = read_skiptoken(options.skiptoken, order_text);
    if (token.keys.size() != 1 || !token.keys[0].is<std::int64_t>() ||
        token.keys[0].as<std::int64_t>() < 0)
      throw AppError{Errc::bad_request, "url.malformed_skiptoken"};
    begin = token.keys[0].as<std::int64_t>();
    wanted = token.remaining;
  }
  const std::int64_t size = std::min(wanted.value_or(largest_page), largest_page);
  Window window{static_cast<std::size_t>(begin), static_cast<std::size_t>(size), std::nullopt};
  if (wanted) window.rest = *wanted - size;
  return window;
}

std::string context_of(const meta::EntityDef& entity, const ResultTable& table) {
  std::string names;
  for (const ResultColumn& column : table.columns) {
    std::string name;
    for (const std::string& part : column.path) name += (name.empty() ? "" : "/") + part;
    names += (names.empty() ? "" : ",") + name;
  }
  return entity.set + "(" + names + ")";
}

}  // namespace

std::string apply_page(const Call& call, store::Reader& reader, const meta::EntityDef& entity,
                       const Options& options) {
  const std::vector<Transformation> steps = split_apply(options.apply);
  const bool groups = std::any_of(steps.begin(), steps.end(), [](const Transformation& step) {
    return step.name == "groupby" || step.name == "aggregate";
  });
  if (!groups) return plain_page(call, reader, entity, steps);
  Applying applying{call, reader, entity};
  for (const Transformation& step : steps) applying.transform(step);
  if (const std::string* text = call.url.find("filter")) applying.filter(*text);
  if (const std::string* text = call.url.find("compute")) applying.compute(*text);
  const std::string* order = call.url.find("orderby");
  const bool ordered =
      !steps.empty() && (steps.back().name == "orderby" || steps.back().name == "topcount");
  if (order != nullptr || !ordered) applying.order_rows(order);

  const ResultTable& table = applying.table();
  const std::string order_text = options.apply + "\n" + (order == nullptr ? "" : *order);
  const Window window = window_of(options, order_text);
  const std::size_t begin = std::min(window.begin, table.rows.size());
  const std::size_t end = std::min(begin + window.size, table.rows.size());
  const Numbers numbers = call.wants_number_texts() ? Numbers::texts : Numbers::plain;
  std::string body;
  JsonWriter out{body};
  out.begin_object().key("@odata.context").string(call.context_url(context_of(entity, table)));
  if (options.count) out.key("@odata.count").integer(static_cast<std::int64_t>(table.rows.size()));
  out.key("value").begin_array();
  for (std::size_t i = begin; i < end; ++i) table.write_row(table.rows[i], numbers, out);
  out.end_array();
  if (end < table.rows.size() && window.rest.value_or(1) > 0) {
    const std::vector<Value> place{Value{static_cast<std::int64_t>(end)}};
    out.key("@odata.nextLink")
        .string(next_link_of(call, write_skiptoken(place, order_text, window.rest)));
  }
  out.end_object();
  return body;
}

}  // namespace tw::api
