#pragma once
// Dialect: the few places where the SQL of the two databases differs. The compiler
// (sql/compiler.h), the DDL (sql/ddl.h) and schema sync (sql/sync.h) are written once above it.
// Stateless; any thread.
//
// Agreements both dialects keep:
// - Integers everywhere, never binary floating point. `div` truncates toward zero, division and
// modulo by zero give null,
//   overflow is an error ("number.overflow").
// - Text compares and orders by bytes (SQLite BINARY, PostgreSQL COLLATE "C"), which is code point
// order in UTF-8; `lower` and
//   `upper` are ICU root, results again compared by bytes.
// - Null is smaller than any value in ORDER BY.
// - json is text; datetime is `YYYY-MM-DDTHH:MM:SS.mmmZ` in parameters and results.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "platform/store/select.h"
#include "platform/store/sql/statement.h"
#include "platform/store/table.h"

namespace tw::store::sql {

class Dialect {
 public:
  virtual ~Dialect() = default;

  /// "sqlite" or "postgres".
  virtual std::string_view name() const = 0;

  // ---- queries ----

  /// Appends the place holder of parameter `number` (1-based): `?` or `$3::bigint`, `$3::bigint[]`
  /// for lists.
  virtual void placeholder(std::string& out, std::size_t number, meta::Storage storage,
                           bool list) const = 0;

  /// How a call is written: `{0}`, `{1}` … stand for its arguments (each may occur several times),
  /// `{s}` for the power of ten between argument 0's scale and the call's own (round, floor,
  /// ceiling: digits to cut, `{s}` is the number 0..18), for product the digits to cut (0..36), for
  /// quotient those to add to argument 0 (-18..36). Empty: the dialect has nothing to say and the
  /// compiler's own text is used. Asked for: add sub mul div mod negate product quotient,
  /// in_param_list, is_not_distinct, is_distinct, contains ends_with length index_of substring
  /// lower upper trim concat, starts_with (only when its argument 1 is no text parameter; else the
  /// compiler writes an index range), year month day hour minute second date_of datetime_of (look
  /// at call.arguments[0]->storage), round floor ceiling, json_contains json_member, sum avg,
  /// search_match ({0} the id column, {1} the place holder of search_argument()). avg rounds half
  /// away from zero to the units of its argument.
  virtual std::string_view pattern(Fn fn, const Term& call) const = 0;

  /// The rows of a JSON array {0} as a FROM item with the text column `value`; no rows for null.
  virtual std::string_view list_rows() const = 0;

  /// ` NULLS FIRST` / ` NULLS LAST` where the default differs from "null is smallest"; may be
  /// empty.
  virtual std::string_view null_order(bool descending) const = 0;
  /// LIMIT that limits nothing, for a lone OFFSET: ` LIMIT -1` / empty.
  virtual std::string_view no_limit() const = 0;
  /// Is a statement planned for the values it is given, as often as that looks better than a plan
  /// for all values? Otherwise each is planned once.
  virtual bool plans_for_values() const = 0;
  /// Appended when Select::lock_skip_locked; `t0` is the FROM table's alias.
  virtual std::string_view lock_rows() const = 0;

  /// Written before a column that no index shall be looked for (compile_select, Walk::yes); empty
  /// where the database weighs that itself.
  virtual std::string_view without_index() const { return {}; }

  // ---- full-text search (store/full_text.h) ----

  /// The match argument for all of `tokens` (clean: see full_text.h), a prefix match for the last.
  /// `title_only`: tokens of the title. `entities`: any of these; empty = all.
  virtual std::string search_argument(const std::vector<std::string>& tokens, bool title_only,
                                      const std::vector<std::string>& entities) const = 0;
  /// Parameter: id.
  virtual std::string_view search_remove() const = 0;
  /// One row when the record is in the index. Parameter: id.
  virtual std::string_view search_contains() const = 0;
  /// Result columns: id, entity; newest first. Parameters: search_argument() (text), the JSON list
  /// of entities (text list; an empty list means all), limit (integer).
  virtual std::string_view search_select() const = 0;
  /// The same among the newest records of each kind alone; empty where search_select is as fast.
  virtual std::string_view search_recent() const { return {}; }
  /// The same for few records, and those whose title matches come first. Parameters:
  /// search_argument() of all and of titles (text), the list of entities, limit. Empty where
  /// Session::finds_few never says so.
  virtual std::string_view search_few() const { return {}; }
  /// Statements that make the index; run when introspection did not find `search_table`.
  virtual std::vector<std::string> search_create() const = 0;
  static constexpr std::string_view search_table = "search_index";

  // ---- schema ----

  /// The column's type with its collation: `TEXT`, `bigint`, `text COLLATE "C"`.
  virtual std::string_view type_of(meta::Storage storage) const = 0;
  /// Foreign keys inside CREATE TABLE / ADD COLUMN (SQLite) or as ALTER TABLE after all tables
  /// exist (PostgreSQL).
  virtual bool inline_references() const = 0;
  /// Written after the closing parenthesis of CREATE TABLE.
  virtual std::string_view table_options(const Table& table) const = 0;
  /// Written after a nullable column in an index, so that it serves ORDER BY as null_order() words
  /// it.
  virtual std::string_view index_null_order() const = 0;
  /// Does an index need the primary key appended to give a total order (PostgreSQL), or has it that
  /// anyway (SQLite)?
  virtual bool index_needs_key() const = 0;
};

const Dialect& sqlite_dialect();    // sqlite/dialect.cpp
const Dialect& postgres_dialect();  // postgres/dialect.cpp

}  // namespace tw::store::sql
