#pragma once
// A query as data: tables, columns and parameters, never text. Only store/sql turns it into SQL,
// and every literal becomes a parameter, so the set of SQL texts stays finite (security.md S2).

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/base/value.h"
#include "platform/store/table.h"

namespace tw::store {

enum class Fn : std::uint8_t {
  // logic and comparison (null-safe eq/ne are is_not_distinct/is_distinct)
  and_,
  or_,
  not_,
  eq,
  ne,
  gt,
  ge,
  lt,
  le,
  is_null,
  is_not_null,
  is_not_distinct,
  is_distinct,
  in_list,        // argument 0 in (1..n); a single subselect is the set
  in_param_list,  // argument 0 in one list parameter (Value holding a JSON array text of ids or
                  // texts): one SQL text for any length
  // arithmetic on scaled integers is lowered by EntityQuery to these on raw integers
  add,
  sub,
  mul,
  div,
  mod,
  negate,
  product,
  quotient,  // of two scaled integers, exact and then rounded half away from zero to the call's
             // scale
  // text
  contains,
  starts_with,
  ends_with,
  length,
  index_of,
  substring,
  lower,
  upper,
  trim,
  concat,
  // dates
  year,
  month,
  day,
  hour,
  minute,
  second,
  date_of,
  datetime_of,  // midnight UTC of a date
  round,
  floor,
  ceiling,
  json_contains,  // JSON array column (0) has the text (1)
  json_member,    // member (1) of a JSON object column (0) as text
  // aggregates
  count_all,
  count_distinct,
  sum,
  min,
  max,
  avg,
  exists,  // Term::select
  coalesce,
  case_when,    // case_when(c1, v1, c2, v2, …, else)
  search_match  // argument 0: id column; the record is in the search index for Term::search_tokens
};

struct Select;
struct Term;
using TermPtr = std::shared_ptr<const Term>;

struct Term {
  enum class Kind : std::uint8_t { column, parameter, call, subselect };
  Kind kind = Kind::parameter;
  int source = 0;  // column: index into the (sub)select's sources; -n = the n-th enclosing select's
                   // source 0…
  int depth = 0;   // column: how many selects outward
  const Column* column = nullptr;
  meta::Storage storage = meta::Storage::text;  // result type
  int scale = 0;
  Value value;               // parameter
  bool given_later = false;  // parameter: its value comes when the query runs (CompiledSelect)
  Fn fn = Fn::and_;
  std::vector<TermPtr> arguments;
  std::shared_ptr<const Select> select;    // exists, subselect
  std::vector<std::string> search_tokens;  // search_match; the last is a prefix (full_text.h)
  std::string search_entity;  // search_match: only records of this entity; empty = any (slower)
};

/// A table in FROM or JOIN.
struct Source {
  const Table* table = nullptr;
  enum class Join : std::uint8_t { from, inner, left } join = Join::from;
  TermPtr on;      // joins
  TermPtr list{};  // table is list_table(): the texts of this JSON array are its rows
};

struct OrderBy {
  TermPtr term;
  bool descending = false;
};

struct Select {
  std::vector<Source> sources;  // [0] is FROM
  std::vector<TermPtr> items;
  TermPtr where;
  std::vector<TermPtr> group_by;
  std::vector<OrderBy> order_by;
  std::optional<std::int64_t> limit, offset;  // become parameters
  bool distinct = false;
  bool lock_skip_locked =
      false;  // PostgreSQL: FOR UPDATE SKIP LOCKED; SQLite has one writer anyway
  // A count that stops: SELECT count(*) FROM (SELECT 1 … LIMIT count_cap + 1)
  std::optional<std::int64_t> count_cap;
  // At most n rows per value of this term (row_number window); used for to-many expands.
  TermPtr partition_by;
  std::optional<std::int64_t> partition_limit;
};

/// What the texts of a JSON array are as rows: one column, `value`.
const Table& list_table();

// Short builders.
TermPtr column(const Table& table, std::string_view name, int source = 0, int depth = 0);
TermPtr parameter(Value value, meta::Storage storage = meta::Storage::text, int scale = 0);
/// The result's storage and scale follow from the arguments (comparisons are boolean, sum is as its
/// argument, …).
TermPtr call(Fn fn, std::vector<TermPtr> arguments);
/// The same with a stated result (round to another scale, coalesce of mixed scales, …).
TermPtr call(Fn fn, std::vector<TermPtr> arguments, meta::Storage storage, int scale = 0);
TermPtr exists(Select select);
TermPtr subselect(Select select);  // scalar: its first item; or the set of in_list's argument 1
TermPtr search_match(TermPtr id, std::vector<std::string> tokens, std::string entity = {});
TermPtr all_of(std::vector<TermPtr> terms);  // skips nullptr; nullptr when empty
TermPtr any_of(std::vector<TermPtr> terms);
/// column = an id that comes when the query runs.
TermPtr equals_later(const Table& table, std::string_view name);
/// column = value on source 0, the value stored as the column stores it.
TermPtr equals(const Table& table, std::string_view name, Value value);
/// The JSON array text for in_param_list.
Value list_of(const std::vector<Id>& ids);
Value list_of(const std::vector<std::string>& texts);

}  // namespace tw::store
