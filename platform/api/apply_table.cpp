#include <algorithm>
#include <map>
#include <set>

#include "platform/api/apply.h"

namespace tw::api {
namespace {

using expr::Kind;
using expr::Step;

Decimal number_in(const Value& value) {
  if (const std::int64_t* whole = value.get_if<std::int64_t>()) return Decimal{*whole};
  return value.as<Decimal>();
}

template <class T>
int order_as(const Value& a, const Value& b) {
  const T& left = a.as<T>();
  const T& right = b.as<T>();
  return left < right ? -1 : right < left ? 1 : 0;
}

/// Null is the smallest value, as in lists.
int order_of(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null())
    return static_cast<int>(b.is_null()) - static_cast<int>(a.is_null());
  if (a.is<std::int64_t>() && b.is<std::int64_t>()) return order_as<std::int64_t>(a, b);
  if (a.is<Decimal>() || a.is<std::int64_t>()) {
    const auto order = number_in(a) <=> number_in(b);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  if (a.is<std::string>()) return order_as<std::string>(a, b);
  if (a.is<Date>()) return order_as<Date>(a, b);
  if (a.is<DateTime>()) return order_as<DateTime>(a, b);
  if (a.is<Id>()) return order_as<Id>(a, b);
  return order_as<bool>(a, b);
}

struct RowOrder {
  bool operator()(const ResultTable::Row& a, const ResultTable::Row& b) const {
    for (std::size_t i = 0; i < a.size(); ++i)
      if (const int order = order_of(a[i], b[i]); order != 0) return order < 0;
    return false;
  }
};

struct ValueOrder {
  bool operator()(const Value& a, const Value& b) const { return order_of(a, b) < 0; }
};

/// One aggregate while its rows go by.
class Accumulator {
 public:
  explicit Accumulator(const Aggregation& what) : what_{&what} {}

  void take(const Value& value) {
    if (what_->method == Method::count) {
      ++count_;
      return;
    }
    if (value.is_null()) return;
    ++count_;
    if (what_->method == Method::count_distinct) {
      seen_.insert(value);
    } else if (what_->method == Method::sum || what_->method == Method::average) {
      sum_ += number_in(value);
    } else {
      const int order = best_.is_null() ? 0 : order_of(value, best_);
      const bool better = what_->method == Method::min ? order < 0 : order > 0;
      if (best_.is_null() || better) best_ = value;
    }
  }

  Value result() const {
    switch (what_->method) {
      case Method::count: return Value{count_};
      case Method::count_distinct: return Value{static_cast<std::int64_t>(seen_.size())};
      case Method::min:
      case Method::max: return best_;
      case Method::sum:
      case Method::average: break;
    }
    if (count_ == 0) return {};
    if (what_->method == Method::average)
      return Value{Decimal::divide(sum_, Decimal{count_}, what_->column.scale)};
    const bool whole = what_->column.type == expr::ValueType::integer;
    return whole ? Value{sum_.units(0)} : Value{sum_};
  }

 private:
  const Aggregation* what_;
  std::int64_t count_ = 0;
  Decimal sum_;
  Value best_;
  std::set<Value, ValueOrder> seen_;
};

}  // namespace

bool same_steps(const Steps& a, const Steps& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Step& x, const Step& y) {
    return x.what == y.what && x.field == y.field && x.relation == y.relation &&
           x.member == y.member;
  });
}

class ResultRowView final : public expr::RecordView {
 public:
  explicit ResultRowView(const ResultTable& table) : table_{table} {}
  void at(const ResultTable::Row& row) { row_ = &row; }
  Value value(const std::vector<Step>& steps) const override {
    const int index = table_.index_of(steps);
    return index < 0 ? Value{} : (*row_)[static_cast<std::size_t>(index)];
  }
  std::vector<std::unique_ptr<expr::RecordView>> collection(
      const std::vector<Step>&) const override {
    return {};
  }
  Value computed(const std::string& name) const override {
    const int index = table_.index_of(name);
    return index < 0 ? Value{} : (*row_)[static_cast<std::size_t>(index)];
  }

 private:
  const ResultTable& table_;
  const ResultTable::Row* row_ = nullptr;
};

int ResultTable::index_of(const Steps& steps) const {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (!columns[i].steps.empty() && same_steps(columns[i].steps, steps))
      return static_cast<int>(i);
  return -1;
}

int ResultTable::index_of(const std::string& alias) const {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].steps.empty() && columns[i].path.front() == alias) return static_cast<int>(i);
  return -1;
}

const ResultColumn* ResultTable::find(const Steps& steps) const {
  const int index = index_of(steps);
  return index < 0 ? nullptr : &columns[static_cast<std::size_t>(index)];
}

const ResultColumn* ResultTable::find(const std::string& alias) const {
  const int index = index_of(alias);
  return index < 0 ? nullptr : &columns[static_cast<std::size_t>(index)];
}

void ResultTable::require_known(const expr::NodePtr& bound, const meta::EntityDef& entity) const {
  if (bound->kind == Kind::lambda)
    throw AppError{Errc::bad_request, "apply.unsupported", {{"part", expr::text_of(bound)}}};
  if (bound->kind == Kind::path) {
    const bool known =
        bound->steps.empty() ? index_of(bound->names.front()) >= 0 : index_of(bound->steps) >= 0;
    if (!known)
      throw AppError{Errc::bad_request,
                     "expression.unknown_field",
                     {{"name", expr::text_of(bound)},
                      {"entity", entity.name},
                      {"position", std::to_string(bound->position + 1)}}};
  }
  for (const expr::NodePtr& child : bound->children) require_known(child, entity);
}

void ResultTable::filter(const expr::NodePtr& bound, const expr::Environment& environment) {
  ResultRowView view{*this};
  std::erase_if(rows, [&](const Row& row) {
    view.at(row);
    return !expr::holds(bound, view, environment);
  });
}

void ResultTable::compute(ResultColumn column, const expr::NodePtr& bound,
                          const expr::Environment& environment) {
  ResultRowView view{*this};
  for (Row& row : rows) {
    view.at(row);
    row.push_back(expr::evaluate(bound, view, environment));
  }
  columns.push_back(std::move(column));
}

void ResultTable::sort(const std::vector<expr::OrderTerm>& terms,
                       const expr::Environment& environment) {
  if (terms.empty()) return std::sort(rows.begin(), rows.end(), RowOrder{});
  struct Keyed {
    Row keys, row;
  };
  ResultRowView view{*this};
  std::vector<Keyed> keyed;
  keyed.reserve(rows.size());
  for (Row& row : rows) {
    view.at(row);
    Row keys;
    for (const expr::OrderTerm& term : terms)
      keys.push_back(expr::evaluate(term.expression, view, environment));
    keyed.push_back({std::move(keys), std::move(row)});
  }
  std::sort(keyed.begin(), keyed.end(), [&](const Keyed& a, const Keyed& b) {
    for (std::size_t i = 0; i < terms.size(); ++i)
      if (const int order = order_of(a.keys[i], b.keys[i]); order != 0)
        return terms[i].descending ? order > 0 : order < 0;
    return RowOrder{}(a.row, b.row);  // the same order on every call
  });
  rows.clear();
  for (Keyed& each : keyed) rows.push_back(std::move(each.row));
}

ResultTable ResultTable::group(const std::vector<expr::NodePtr>& keys,
                               std::vector<ResultColumn> key_columns,
                               const std::vector<Aggregation>& aggregations,
                               const expr::Environment& environment) const {
  ResultTable grouped;
  grouped.columns = std::move(key_columns);
  for (const Aggregation& each : aggregations) grouped.columns.push_back(each.column);
  std::map<Row, std::vector<Accumulator>, RowOrder> groups;
  const std::vector<Accumulator> fresh(aggregations.begin(), aggregations.end());
  if (keys.empty()) groups.emplace(Row{}, fresh);  // one row even over nothing
  ResultRowView view{*this};
  for (const Row& row : rows) {
    view.at(row);
    Row key;
    for (const expr::NodePtr& node : keys) key.push_back(expr::evaluate(node, view, environment));
    std::vector<Accumulator>& mine = groups.try_emplace(std::move(key), fresh).first->second;
    for (std::size_t i = 0; i < aggregations.size(); ++i)
      mine[i].take(aggregations[i].of == nullptr
                       ? Value{}
                       : expr::evaluate(aggregations[i].of, view, environment));
  }
  for (const auto& [key, accumulators] : groups) {
    Row row = key;
    for (const Accumulator& each : accumulators) row.push_back(each.result());
    grouped.rows.push_back(std::move(row));
  }
  return grouped;
}

void ResultTable::write_row(const Row& row, Numbers numbers, JsonWriter& out) const {
  std::vector<std::size_t> all(columns.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  write_level(row, std::move(all), 0, numbers, out);
}

/// `account/country` and `account/name` stand in one object `account`.
void ResultTable::write_level(const Row& row, std::vector<std::size_t> which, std::size_t depth,
                              Numbers numbers, JsonWriter& out) const {
  out.begin_object();
  while (!which.empty()) {
    const std::vector<std::string>& path = columns[which.front()].path;
    const std::string& name = path[depth];
    out.key(name);
    if (path.size() == depth + 1) {
      write_any(row[which.front()], numbers, out);
      which.erase(which.begin());
      continue;
    }
    std::vector<std::size_t> inside;
    std::erase_if(which, [&](std::size_t i) {
      const bool mine = columns[i].path.size() > depth + 1 && columns[i].path[depth] == name;
      if (mine) inside.push_back(i);
      return mine;
    });
    write_level(row, std::move(inside), depth + 1, numbers, out);
  }
  out.end_object();
}

}  // namespace tw::api
