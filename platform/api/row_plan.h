#pragma once
// Which columns a query fetches and how each becomes a JSON property. A list is written straight
// from the cursor; nothing is built in between.

#include <memory>
#include <string>
#include <vector>

#include "platform/api/options.h"
#include "platform/store/entity_query.h"

namespace tw::api {

/// How references carry the name of what they point to (`account@tradewind.title`).
enum class Titles : std::uint8_t { leave_out, include };
/// Decimals and 64-bit integers: JSON numbers, or texts for clients whose numbers are doubles.
enum class Numbers : std::uint8_t { plain, texts };
/// Whether a to-one expansion of plain columns comes with the row itself, in the same query.
enum class Expansions : std::uint8_t { apart, joined };
struct RowStyle {
  Titles titles = Titles::leave_out;
  Numbers numbers = Numbers::plain;
  Expansions expansions = Expansions::apart;
};
/// A computed or aggregated value.
void write_any(const Value& value, Numbers numbers, JsonWriter& out);

bool is_joined(const access::Gate& gate, const Expand& expand, RowStyle style);

class RowPlan {
 public:
  /// Adds the columns of the selected (or all readable) fields to `query`.
  RowPlan(const access::Gate& gate, const meta::EntityDef& entity, const Options& options,
          RowStyle style, store::EntityQuery& query);

  /// Writes the members of the current row (without braces), its `@odata.etag` and what is joined.
  void write_members(const store::Cursor& row, JsonWriter& out) const;
  Id id_of(const store::Cursor& row) const { return Id{row.integer(id_column_)}; }
  std::int64_t version_of(const store::Cursor& row) const { return row.integer(version_column_); }
  /// The column that holds the key of a reference, for what is expanded by a query of its own.
  int reference_column(const meta::FieldDef& field) const;
  /// Nothing in it was worked out for this moment: it may be kept for the next request.
  bool is_steady() const { return steady_; }

 private:
  class Maker;
  enum class Kind : std::uint8_t {
    id,
    text,
    json,
    number,
    scaled,
    boolean,
    date,
    datetime,
    masked,
    list,
    title,
    decimal,
    any
  };
  struct Column {
    std::string key;  // `"name":`
    Kind kind = Kind::text;
    int position = 0;
    int scale = 0;
    const meta::FieldDef* field = nullptr;
  };
  struct Joined {
    std::string name;
    std::unique_ptr<RowPlan> rows;
  };
  RowPlan() = default;
  void write_column(const Column& column, const store::Cursor& row, JsonWriter& out) const;

  std::vector<Column> columns_;
  std::vector<Joined> joined_;
  std::vector<std::pair<const meta::FieldDef*, int>> references_;
  Numbers numbers_ = Numbers::plain;
  int id_column_ = 0, version_column_ = 0;
  bool steady_ = true;
};

}  // namespace tw::api
