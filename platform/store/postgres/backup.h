#pragma once
// A copy of all tables in one file of our own form, and back.
//
//   tradewind backup 1\n
//   {"tables":[{"name":…,"columns":[{"name":…,"type":…,"not_null":…}],"key":[…],"indexes":[…],"references":[…]}]}\n
//   and for each table, in that order:
//   table <name>\n  (<size>\n<bytes>)* 0\n  rows <count> sha256 <hex of the bytes>\n
//   end sha256 <hex of everything before>\n
//
// The bytes are rows as COPY writes them. The file holds data only: tables are made anew from their
// description by our own DDL, so nothing in a file is ever run.

#include <string>
#include <vector>

#include "platform/store/postgres/connection.h"

namespace tw::store::postgres {

/// Copies one snapshot. AppError{storage, "store.backup_failed", {reason}}.
void backup_to_file(Connection& connection, const std::string& path);
/// Replaces all tables with those of the copy, in one transaction; AppError{invalid,
/// "store.backup_damaged", {reason}} leaves everything as it was.
void restore_from_file(Connection& connection, const std::string& path);
/// Rows whose reference leads nowhere, constraints and indexes that are not valid; empty when
/// sound.
std::vector<std::string> findings(Connection& connection);

}  // namespace tw::store::postgres
