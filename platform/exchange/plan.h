#pragma once
// What an import does with each column, decided once before the first row.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/exchange/cell.h"
#include "platform/exchange/paths.h"

namespace tw::exchange {

struct PlannedColumn {
  static constexpr std::size_t no_cell = static_cast<std::size_t>(-1);
  std::size_t cell = no_cell;  // position in the row; no_cell: the constant
  std::string constant;
  std::string name;  // the column's heading, or the path of a default
  BoundPath path;
  std::optional<CellReader> reader;  // absent for references

  const std::string& value_in(const std::vector<std::string>& row) const {
    static const std::string empty;
    if (cell == no_cell) return constant;
    return cell < row.size() && !row[cell].empty() ? row[cell] : constant;
  }
};

struct LinePlan {
  const meta::FieldDef* field = nullptr;
  std::vector<PlannedColumn> columns;
};

struct Plan {
  const meta::EntityDef* entity = nullptr;
  std::vector<PlannedColumn> head;
  std::vector<LinePlan> lines;
  /// Records are found by this field's value; nullptr: every row is a new record.
  const meta::FieldDef* key = nullptr;
  const PlannedColumn* key_column = nullptr;  // points into `head`
  const PlannedColumn* id_column = nullptr;   // goes before the key
  std::vector<std::string> columns;           // headings of the file
  /// Columns set who made records and when, running numbers or states: history is kept.
  bool has_history = false;

  /// Records refer to others of their own kind, perhaps made by the same import.
  bool names_itself = false;

  const PlannedColumn* find(const meta::FieldDef* lines_field, std::string_view field) const;
};

/// AppErrors: import.unknown_path {path}, import.unknown_column {column}, import.nothing_mapped,
/// import.no_header.
Plan make_plan(const meta::EntityDef& entity, const std::string& path, const Format& format,
               const std::vector<std::string>& columns, const Mapping& mapping,
               const std::string& time_zone);

}  // namespace tw::exchange
