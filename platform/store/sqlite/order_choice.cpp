#include "platform/store/sqlite/order_choice.h"

#include <algorithm>
#include <cmath>

#include "platform/store/sql/compiler.h"
#include "platform/store/sql/session.h"

namespace tw::store::sqlite {
namespace {

constexpr auto memory = std::chrono::seconds{30};
constexpr std::size_t max_known = 2000;
constexpr std::int64_t longest_page = 1000;

bool leads_index(const Table& table, const std::string& column) {
  if (!table.primary_key.empty() && table.primary_key[0] == column) return true;
  return std::any_of(table.indexes.begin(), table.indexes.end(),
                     [&](const Index& index) { return index.columns[0] == column; });
}

bool is_own_column(const Term& term) {
  return term.kind == Term::Kind::column && term.source == 0 && term.depth == 0;
}

/// A page of one table's rows, in the order of an index.
bool is_ordered_page(const Select& query) {
  if (!query.limit || *query.limit > longest_page || query.order_by.empty() ||
      query.where == nullptr)
    return false;
  if (query.count_cap || query.partition_by != nullptr || query.distinct || !query.group_by.empty())
    return false;
  const Term& order = *query.order_by[0].term;
  return is_own_column(order) && leads_index(*query.sources[0].table, order.column->name);
}

void flatten(const TermPtr& term, std::vector<TermPtr>& conditions) {
  if (term->kind == Term::Kind::call && term->fn == Fn::and_) {
    for (const TermPtr& part : term->arguments) flatten(part, conditions);
  } else {
    conditions.push_back(term);
  }
}

/// `column = ?` and its kind, where an index finds the rows.
bool is_found_by_index(const Term& term, const Table& table) {
  if (term.kind != Term::Kind::call) return false;
  if (term.fn != Fn::eq && term.fn != Fn::is_not_distinct && term.fn != Fn::in_list &&
      term.fn != Fn::in_param_list) {
    return false;
  }
  for (std::size_t i = 1; i < term.arguments.size(); ++i) {
    if (term.arguments[i]->kind != Term::Kind::parameter) return false;
  }
  return is_own_column(*term.arguments[0]) && leads_index(table, term.arguments[0]->column->name);
}

bool is_living(const Term& term) {
  return term.kind == Term::Kind::call && term.fn == Fn::is_null &&
         is_own_column(*term.arguments[0]) && term.arguments[0]->column->name == "deleted_at";
}

std::string key_of(const sql::Statement& statement) {
  std::string key = statement.text;
  for (const sql::Parameter& parameter : statement.parameters) {
    key += '\x1f';
    if (const auto* number = std::get_if<std::int64_t>(&parameter.datum))
      key += std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&parameter.datum)) key += *text;
  }
  return key;
}

}  // namespace

bool OrderChoice::walk(sql::Session& session, const Select& query) {
  if (!is_ordered_page(query)) return false;
  const Table& table = *query.sources[0].table;
  const Column* order = query.order_by[0].term->column;
  std::vector<TermPtr> conditions;
  flatten(query.where, conditions);
  std::vector<TermPtr> found;
  TermPtr living;
  for (const TermPtr& condition : conditions) {
    if (is_living(*condition)) living = condition;
    if (!is_found_by_index(*condition, table)) continue;
    if (condition->arguments[0]->column == order) return false;  // this very index finds and orders
    found.push_back(condition);
  }
  if (found.empty()) return false;  // nothing draws SQLite away from the order
  // Finding reads m rows; walking reads about page × rows / m. They are equal at m = √(page ×
  // rows).
  const std::int64_t page = *query.limit + query.offset.value_or(0);
  const double rows = static_cast<double>(rows_of(session, table));
  const auto equal = static_cast<std::int64_t>(std::sqrt(static_cast<double>(page) * rows));
  const std::int64_t many = std::clamp<std::int64_t>(equal, 500, 20'000);
  return std::all_of(found.begin(), found.end(), [&](const TermPtr& condition) {
    return matches_many(session, query, condition, living, many);
  });
}

bool OrderChoice::matches_many(sql::Session& session, const Select& query, const TermPtr& condition,
                               const TermPtr& living, std::int64_t many) {
  Select probe;
  probe.sources = {query.sources[0]};
  probe.where = all_of({condition, living});
  probe.count_cap = many;
  const sql::Statement statement = sql::compile_select(session.dialect(), probe);
  std::string key = key_of(statement);
  const Time now = std::chrono::steady_clock::now();
  if (const auto known = known_.find(key); known != known_.end() && known->second.until > now)
    return known->second.many;
  const auto cursor = session.query(statement);
  const bool answer = cursor->next() && cursor->integer(0) > many;
  if (known_.size() >= max_known) known_.clear();
  known_[std::move(key)] = {answer, now + memory};
  return answer;
}

/// As of the last ANALYZE; a guess before the first.
std::int64_t OrderChoice::rows_of(sql::Session& session, const Table& table) {
  const Time now = std::chrono::steady_clock::now();
  auto& [rows, until] = rows_[table.name];
  if (until > now) return rows;
  rows = 100'000;
  until = now + memory;
  sql::Statement exists;
  exists.text = "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'";
  exists.columns = {{meta::Storage::integer, 0}};
  const auto there = session.query(exists);
  if (!there->next() || there->integer(0) == 0) return rows;
  sql::Statement statement;
  // The first word of `stat` is the number of rows, which CAST reads alone. An index of some rows
  // has fewer.
  statement.text = "SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = ?";
  statement.columns = {{meta::Storage::integer, 0}};
  statement.parameters.push_back({table.name, meta::Storage::text, false});
  const auto cursor = session.query(statement);
  if (cursor->next() && !cursor->is_null(0)) rows = std::max<std::int64_t>(cursor->integer(0), 1);
  return rows;
}

}  // namespace tw::store::sqlite
