#pragma once
// $apply. Its text in parts, and the rows that come out of the first grouping. Inner header of
// apply.cpp: what stands before the first grouping is done by the database, what follows it in
// memory, on at most `most_groups` rows, so that both databases and the expression language agree
// to the letter.

#include <optional>
#include <string>
#include <vector>

#include "platform/api/options.h"
#include "platform/api/row_plan.h"
#include "platform/store/entity_query.h"

namespace tw::api {

inline constexpr std::int64_t most_groups = 100'000;

/// `groupby((state),aggregate($count as n))` → name and what is between its parentheses.
struct Transformation {
  std::string name, arguments;
};
enum class Method : std::uint8_t { sum, min, max, average, count_distinct, count };
struct AggregateText {
  std::string expression;  // empty for `$count`
  Method method = Method::count;
  std::string alias;
};
struct GroupText {
  std::vector<std::string> keys;
  std::vector<AggregateText> aggregates;
};
/// AppError bad_request "apply.malformed" {part}, "apply.unsupported" {part}.
std::vector<Transformation> split_apply(std::string_view text);
GroupText parse_group(std::string_view arguments);
std::vector<AggregateText> parse_aggregates(std::string_view arguments);

using Steps = std::vector<expr::Step>;
bool same_steps(const Steps& a, const Steps& b);

/// `account/currency`.
std::string dotted(const Steps& steps);
/// Amounts in a node: paths that end in money.
void collect_money(const expr::NodePtr& node, std::vector<Steps>& found);
/// Where the currency of an amount stands; nothing when it is the company's for all rows.
std::optional<Steps> currency_of(const meta::EntityDef& entity, const Steps& amount);
/// Paths that a condition holds to one value: `currency eq 'USD' and …`.
void collect_fixed(const expr::NodePtr& node, std::vector<Steps>& found);

/// A column of the result: a path that was grouped by, or a name made by aggregate or compute.
struct ResultColumn {
  std::vector<std::string> path;
  expr::ValueType type = expr::ValueType::any;
  int scale = 0;
  Steps steps;                    // of a path
  std::optional<Steps> currency;  // what the amount is in, when that differs from row to row
};

struct Aggregation {
  expr::NodePtr of;  // nullptr for count
  Method method = Method::count;
  ResultColumn column;
};

class ResultTable {
 public:
  using Row = std::vector<Value>;
  std::vector<ResultColumn> columns;
  std::vector<Row> rows;

  const ResultColumn* find(const Steps& steps) const;
  const ResultColumn* find(const std::string& alias) const;
  /// AppError bad_request "expression.unknown_field" when a node reads what is no column.
  void require_known(const expr::NodePtr& bound, const meta::EntityDef& entity) const;

  void filter(const expr::NodePtr& bound, const expr::Environment& environment);
  void compute(ResultColumn column, const expr::NodePtr& bound,
               const expr::Environment& environment);
  void sort(const std::vector<expr::OrderTerm>& terms, const expr::Environment& environment);
  ResultTable group(const std::vector<expr::NodePtr>& keys, std::vector<ResultColumn> key_columns,
                    const std::vector<Aggregation>& aggregations,
                    const expr::Environment& environment) const;
  void write_row(const Row& row, Numbers numbers, JsonWriter& out) const;

 private:
  int index_of(const Steps& steps) const;
  int index_of(const std::string& alias) const;
  void write_level(const Row& row, std::vector<std::size_t> which, std::size_t depth,
                   Numbers numbers, JsonWriter& out) const;
  friend class ResultRowView;
};

}  // namespace tw::api
