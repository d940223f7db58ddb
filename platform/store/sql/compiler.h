#pragma once
// Queries and changes as data → SQL text and parameters. Every value is a parameter and every
// identifier comes from a Table, so the set of texts is finite. Stateless; any thread.
//
// Truth is two-valued: outside filter position (WHERE, ON, their and/or, CASE WHEN) a comparison
// with null is written coalesce(…, FALSE), so `not (a < 1)` holds for a null `a`, as in
// expr::evaluate. contains, starts_with and ends_with are functions there: null for null.
// is_not_distinct with a parameter becomes `= ?` or `IS NULL`, so that indexes serve it.

#include <string>
#include <string_view>
#include <vector>

#include "platform/store/database.h"
#include "platform/store/select.h"
#include "platform/store/sql/dialect.h"
#include "platform/store/sql/statement.h"

namespace tw::store::sql {

/// Walk::yes: read the rows in the order wanted and test the conditions on the way, instead of
/// finding all that match and sorting them (Session::walk).
enum class Walk : std::uint8_t { no, yes };
Statement compile_select(const Dialect& dialect, const Select& query, Walk walk = Walk::no);

Statement compile_insert(const Dialect& dialect, const Table& table,
                         const std::vector<Assignment>& values);
/// INSERT of one row with place holders for `columns`; parameters stay empty (bound row by row).
Statement compile_insert_row(const Dialect& dialect, const Table& table,
                             const std::vector<std::string_view>& columns);
Statement compile_upsert(const Dialect& dialect, const Table& table,
                         const std::vector<Assignment>& values);
/// In `where`, source 0 is the table itself; nullptr = all rows.
Statement compile_update(const Dialect& dialect, const Table& table,
                         const std::vector<Assignment>& values, const TermPtr& where);
/// One result column: the new value.
Statement compile_increment(const Dialect& dialect, const Table& table, std::string_view column,
                            std::int64_t amount, const TermPtr& where);
Statement compile_remove(const Dialect& dialect, const Table& table, const TermPtr& where);

/// The identifier in double quotes; CHECKs that it holds only ASCII letters, digits and
/// underscores.
void append_identifier(std::string& out, std::string_view name);
std::string quoted_name(std::string_view name);

}  // namespace tw::store::sql
