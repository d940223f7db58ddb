#include "platform/store/sql/sync.h"

#include <algorithm>
#include <cstdint>

#include "platform/store/sql/compiler.h"
#include "platform/store/sql/ddl.h"

namespace tw::store::sql {
namespace {

template <class T>
const T* named(const std::vector<T>& list, std::string_view name) {
  const auto at =
      std::find_if(list.begin(), list.end(), [&](const T& item) { return item.name == name; });
  return at == list.end() ? nullptr : &*at;
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string former_key_name(const Table& table, const Column& column) {
  Column former = column;
  former.name = column.was;
  return foreign_key_name(table, former);
}

std::string place_of(const Table& table, const Column& column) {
  return table.name + "." + column.name;
}

/// Named as tables_of names indexes.
bool is_ours(std::string_view index) {
  return index.size() > 3 && index.substr(1, 2) == "x_" &&
         std::string_view{"iuld"}.find(index[0]) != std::string_view::npos;
}

/// Plans the difference of one database; each method adds steps.
class Planner {
 public:
  Planner(const Dialect& dialect, const Schema& schema, const Live& live)
      : dialect_{dialect}, schema_{schema}, live_{live} {}

  Plan plan() {
    if (!live_.bookkeeping) {
      for (const Table* table : {&scale_table(), &migration_table()}) create(*table);
    }
    for (const Table& table : schema_.tables) {
      const LiveTable* live = named(live_.tables, table.name);
      if (live == nullptr)
        create(table);
      else
        change(table, *live);
    }
    if (!dialect_.inline_references()) {
      for (const Table& table : schema_.tables) foreign_keys(table);
    }
    if (schema_.search && !live_.search_index) search_index();
    for (const LiveTable& live : live_.tables) {
      if (schema_.find(live.name) == nullptr) plan_.orphans.push_back(live.name);
    }
    return std::move(plan_);
  }

 private:
  void step(std::string what, std::string sql) {
    plan_.steps.push_back({std::move(what), std::move(sql), false});
  }

  void create(const Table& table) {
    step("create table " + table.name, create_table(dialect_, table));
    for (const Index& index : table.indexes) create(table, index);
    for (const Column& column : table.columns) remember_scale(table, column);
  }

  void create(const Table& table, const Index& index) {
    step("create index " + index.name, create_index(dialect_, table, index));
  }

  void change(const Table& table, const LiveTable& live) {
    std::vector<std::string> renamed;
    for (const Column& column : table.columns) change(table, column, live, renamed);
    for (const LiveColumn& column : live.columns) {
      const bool moved = std::find(renamed.begin(), renamed.end(), column.name) != renamed.end();
      if (table.find(column.name) < 0 && !moved)
        plan_.orphans.push_back(table.name + "." + column.name);
    }
    indexes(table, live);
  }

  void change(const Table& table, const Column& column, const LiveTable& live,
              std::vector<std::string>& renamed) {
    const LiveColumn* found = named(live.columns, column.name);
    std::string old_place = place_of(table, column);
    if (found == nullptr && !column.was.empty()) {
      found = named(live.columns, column.was);
      if (found != nullptr) {
        renamed.push_back(column.was);
        old_place = table.name + "." + column.was;
        step("rename column " + old_place + " to " + column.name,
             rename_column(table, column.was, column.name));
      }
    }
    if (found == nullptr) {
      step("add column " + place_of(table, column), add_column(dialect_, table, column));
      remember_scale(table, column);
    } else if (found->type != dialect_.type_of(column.storage)) {
      plan_.orphans.push_back(place_of(table, column) + ": is " + found->type + ", declared " +
                              std::string{dialect_.type_of(column.storage)} +
                              "; needs a migration");
    } else {
      change_scale(table, column, old_place);
    }
  }

  /// Units change their meaning with the scale: 12.34 is 1234 at scale 2 and 123400 at scale 4.
  void change_scale(const Table& table, const Column& column, const std::string& old_place) {
    const auto known = live_.scales.find(old_place);
    const int wanted = column.storage == meta::Storage::scaled ? column.scale : 0;
    const int have = known == live_.scales.end() ? 0 : known->second;
    const bool integers =
        column.storage == meta::Storage::scaled || column.storage == meta::Storage::integer;
    if (integers && wanted > have) {
      std::string factor = "1";
      factor.append(static_cast<std::size_t>(wanted - have), '0');
      const std::string name = quoted_name(column.name);
      step("scale " + place_of(table, column) + " by " + factor,
           "UPDATE " + quoted_name(table.name) + " SET " + name + " = " + name + " * " + factor);
    } else if (integers && wanted < have) {
      plan_.orphans.push_back(place_of(table, column) + ": has " + std::to_string(have) +
                              " digits, declared " + std::to_string(wanted) +
                              "; needs a migration");
      return;
    }
    if (wanted != have || old_place != place_of(table, column)) remember_scale(table, column);
  }

  void remember_scale(const Table& table, const Column& column) {
    if (column.storage != meta::Storage::scaled || column.scale == 0) return;
    const std::string place = place_of(table, column);
    const std::string scale = std::to_string(column.scale);
    // Both parts are identifiers of the registry (quoted_name() checked them), so they may stand in
    // the text.
    step("note scale of " + place,
         "INSERT INTO \"schema_scale\" (\"place\", \"scale\") VALUES ('" + place + "', " + scale +
             ") ON CONFLICT (\"place\") DO UPDATE SET \"scale\" = excluded.\"scale\"");
  }

  void indexes(const Table& table, const LiveTable& live) {
    for (const LiveIndex& index : live.indexes) {
      const bool ours = is_ours(index.name);
      const Index* declared = named(table.indexes, index.name);
      const bool same = declared != nullptr && declared->unique == index.unique &&
                        index_columns(dialect_, table, *declared) == index.columns;
      if (declared != nullptr ? !same : ours)
        step("drop index " + index.name, drop_index(index.name));
      if (declared != nullptr && !same) create(table, *declared);
    }
    for (const Index& index : table.indexes) {
      if (named(live.indexes, index.name) == nullptr) create(table, index);
    }
  }

  void foreign_keys(const Table& table) {
    const LiveTable* live = named(live_.tables, table.name);
    for (const Column& column : table.columns) {
      if (column.references.empty()) continue;
      // A key keeps its name when its column is renamed; Live knows it by the column's present
      // name.
      if (live != nullptr &&
          (holds(live->foreign_keys, foreign_key_name(table, column)) ||
           (!column.was.empty() && holds(live->foreign_keys, former_key_name(table, column))))) {
        continue;
      }
      step("add foreign key " + place_of(table, column), add_foreign_key(dialect_, table, column));
    }
  }

  void search_index() {
    for (std::string& sql : dialect_.search_create()) step("create search index", std::move(sql));
  }

  const Dialect& dialect_;
  const Schema& schema_;
  const Live& live_;
  Plan plan_;
};

}  // namespace

const Table& scale_table() {
  static const Table table{
      .name = "schema_scale",
      .columns = {{.name = "place", .storage = meta::Storage::text, .not_null = true},
                  {.name = "scale", .storage = meta::Storage::integer, .not_null = true}},
      .primary_key = {"place"},
      .indexes = {}};
  return table;
}

const Table& migration_table() {
  static const Table table{
      .name = "schema_migration",
      .columns = {{.name = "name", .storage = meta::Storage::text, .not_null = true},
                  {.name = "done_at", .storage = meta::Storage::datetime, .not_null = true}},
      .primary_key = {"name"},
      .indexes = {}};
  return table;
}

Plan plan_sync(const Dialect& dialect, const Schema& schema, const Live& live) {
  return Planner{dialect, schema, live}.plan();
}

std::string foreign_key_name(const Table& table, const Column& column) {
  return short_name("fk_" + table.name + "_" + column.name);
}

}  // namespace tw::store::sql
