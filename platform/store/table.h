#pragma once
// Tables as both databases keep them. Tables of entities are derived from the catalogue
// (`tables_of`); platform folders declare their own (sessions, audit, outbox, …) as constants of
// this type. Identifiers come from here alone: no text of a user ever becomes an identifier.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/meta/catalogue.h"

namespace tw::store {

struct Column {
  std::string name;
  meta::Storage storage = meta::Storage::text;
  int scale = 0;  // storage `scaled`
  bool not_null = false;
  std::string references{};  // table whose id this is; empty = no foreign key
  meta::OnDelete on_delete = meta::OnDelete::restrict;
  std::string was{};  // former name
};

/// Lists show living records only: an index of just those answers them, and counts them, without
/// touching the table.
enum class Rows : std::uint8_t { all, living, deleted };

struct Index {
  std::string name;
  std::vector<std::string> columns;
  bool unique = false;
  Rows rows = Rows::all;  // by `deleted_at`; part of the name (lx_, dx_), so that a change is seen
};

struct Table {
  std::string name;
  std::vector<Column> columns;
  std::vector<std::string> primary_key;  // usually {"id"}
  std::vector<Index> indexes;
  bool has_totals = false;  // columns outside all indexes that change with other records

  int find(std::string_view column) const;            // -1 when absent
  const Column& column(std::string_view name) const;  // CHECKs
};

/// Column name of a stored field: references end in `_id` (`account` → `account_id`), others keep
/// their name.
std::string column_name(const meta::FieldDef& field);
/// Link table of a `refs` field: `<set>__<field>` (owner_id, target_id), indexed both ways.
std::string link_table_name(const meta::EntityDef& entity, const meta::FieldDef& field);
/// PostgreSQL cuts names after 63 bytes without a word: a longer name keeps its beginning and gets
/// a hash.
std::string short_name(std::string name);
/// The entity's own table followed by its link tables.
std::vector<Table> tables_of(const meta::EntityDef& entity);

struct Schema {
  std::vector<Table> tables;
  bool search = false;  // the full-text index is wanted (full_text.h); schema_of sets it
  const Table* find(std::string_view name) const;
  const Table& table(std::string_view name) const;  // CHECKs
};
/// All entity tables plus the given platform tables.
Schema schema_of(const meta::Catalogue& catalogue, const std::vector<Table>& platform_tables);

}  // namespace tw::store
