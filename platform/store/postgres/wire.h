#pragma once
// Values on the wire: integers, booleans, dates and instants in binary, the rest as text. Stateless
// but for Arguments.

#include <libpq-fe.h>

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/store/sql/statement.h"

namespace tw::store::postgres {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

/// Parameters as libpq wants them. The texts are not copied: the parameters must outlive it.
class Arguments {
 public:
  explicit Arguments(const std::vector<sql::Parameter>& parameters);
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;

  int count() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add(const sql::Parameter& parameter);
  void add_binary(std::size_t size, std::uint64_t bits);

  std::vector<const char*> values_;
  std::vector<int> lengths_, formats_;
  std::vector<std::array<char, 8>> binary_;
  std::deque<std::string> lists_;
};

/// A JSON array of texts or whole numbers as a PostgreSQL array: `["a\"b",7]` → `{"a\"b","7"}`.
std::string array_of(std::string_view json);

/// How a result column came.
enum class Form : std::uint8_t { int8, int4, int2, boolean, date, instant, text };
Form form_of(const PGresult* result, int column);
std::int64_t read_integer(const PGresult* result, int row, int column, Form form);
Value read_value(const PGresult* result, int row, int column, Form form,
                 const sql::ResultColumn& declared);
/// Appends the text of what is no text in `form`.
std::string text_of(const PGresult* result, int row, int column, Form form);
inline std::string_view read_text(const PGresult* result, int row, int column) {
  return {PQgetvalue(result, row, column),
          static_cast<std::size_t>(PQgetlength(result, row, column))};
}

/// One row of COPY … (FORMAT binary) after another.
class CopyRows {
 public:
  CopyRows();
  void begin_row(std::size_t columns);
  void add(const sql::Datum& datum, meta::Storage storage);
  void finish();
  std::string& bytes() { return bytes_; }

 private:
  void put(std::uint64_t bits, int size);
  std::string bytes_;
};

}  // namespace tw::store::postgres
