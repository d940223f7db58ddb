#pragma once
// DDL text from the schema registry, and from nothing else.

#include <string>
#include <vector>

#include "platform/store/sql/dialect.h"
#include "platform/store/table.h"

namespace tw::store::sql {

std::string create_table(const Dialect& dialect, const Table& table);
/// A NOT NULL column gets a safe default, or stays nullable when there is none.
std::string add_column(const Dialect& dialect, const Table& table, const Column& column);
/// The index's columns with the appended primary key, where the database needs one.
std::vector<std::string> index_columns(const Dialect& dialect, const Table& table,
                                       const Index& index);
std::string create_index(const Dialect& dialect, const Table& table, const Index& index);
std::string add_foreign_key(const Dialect& dialect, const Table& table, const Column& column);
std::string rename_column(const Table& table, std::string_view from, std::string_view to);
std::string drop_index(std::string_view name);

}  // namespace tw::store::sql
