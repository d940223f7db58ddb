#pragma once
// A statement ready for a driver: one SQL text, the parameters in the order the text names them,
// and how each result column is to be read. Made by sql/compiler.h and sql/ddl.h only.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "platform/base/value.h"
#include "platform/store/table.h"

namespace tw::store::sql {

/// A value as both databases store it: null, a 64-bit integer (integer, boolean, scaled units, id)
/// or text (text, json, dates in ISO form).
using Datum = std::variant<std::monostate, std::int64_t, std::string>;

struct Parameter {
  Datum datum;
  meta::Storage storage = meta::Storage::text;
  bool list = false;  // the datum is the JSON array text of in_param_list; storage is its members'
  bool given_later = false;  // see CompiledSelect
};

struct ResultColumn {
  meta::Storage storage = meta::Storage::text;
  int scale = 0;
};

/// What the statement does; decides how a driver words its constraint errors.
enum class Purpose : std::uint8_t { query, insert, update, remove, other };

struct Statement {
  std::string text;
  std::vector<Parameter> parameters;
  std::vector<ResultColumn> columns;
  Purpose purpose = Purpose::other;
  const Table* table = nullptr;  // insert, update, remove
  bool sums_up = false;          // a query of few rows over many (AnswerCache)
};

/// Value → Datum for a column of this storage and scale. A Decimal is cut to the scale (half away
/// from zero), a whole number in a scaled column counts as a whole number. AppError{invalid,
/// "store.text_nul"} for text with a zero byte, AppError{internal, "store.wrong_type"} when the
/// value does not fit the storage.
Datum encode(const Value& value, meta::Storage storage, int scale);

/// The reverse, for drivers: an integer or text read from a result column.
Value decode(std::int64_t integer, const ResultColumn& column);   // integer, boolean, scaled, id
Value decode(std::string_view text, const ResultColumn& column);  // text, json, date, datetime
/// Is this storage read with `integer()` (else with `text()`)?
bool is_integer(meta::Storage storage);

}  // namespace tw::store::sql
