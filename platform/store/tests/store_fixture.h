#pragma once
// Fixture of the store's tests: an empty database of each kind and a few tables. PostgreSQL runs
// when TRADEWIND_TEST_POSTGRES names a database that the tests may empty.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "platform/store/database.h"

namespace tw::store::testing {

using meta::OnDelete;
using meta::Storage;

/// A directory that goes away with the test.
class TemporaryDirectory {
 public:
  explicit TemporaryDirectory(
      const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
    std::string pattern = (parent / "tw_store_XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline std::string postgres_uri() {
  const char* uri = std::getenv("TRADEWIND_TEST_POSTGRES");
  return uri == nullptr ? "" : uri;
}

inline std::vector<std::string> database_kinds() {
  return postgres_uri().empty() ? std::vector<std::string>{"sqlite"}
                                : std::vector<std::string>{"sqlite", "postgres"};
}

inline void run_in_postgres(const char* statements) {
  PGconn* connection = PQconnectdb(postgres_uri().c_str());
  ASSERT_EQ(PQstatus(connection), CONNECTION_OK) << PQerrorMessage(connection);
  PQclear(PQexec(connection, "SET client_min_messages = warning"));
  PGresult* result = PQexec(connection, statements);
  EXPECT_EQ(PQresultStatus(result), PGRES_COMMAND_OK) << PQerrorMessage(connection);
  PQclear(result);
  PQfinish(connection);
}

inline void empty_postgres() {
  run_in_postgres("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
}

/// customers ← orders ← order_lines, and a table with a key of two columns.
inline const Schema& test_schema() {
  static const Schema schema = [] {
    Schema made;
    made.search = true;
    made.tables.push_back(
        {.name = "customers",
         .columns = {{.name = "id", .storage = Storage::id, .not_null = true},
                     {.name = "version", .storage = Storage::integer, .not_null = true},
                     {.name = "code", .storage = Storage::text},
                     {.name = "name", .storage = Storage::text},
                     {.name = "active", .storage = Storage::boolean},
                     {.name = "credit", .storage = Storage::scaled, .scale = 2},
                     {.name = "rank", .storage = Storage::integer},
                     {.name = "born", .storage = Storage::date},
                     {.name = "seen", .storage = Storage::datetime},
                     {.name = "tags", .storage = Storage::json},
                     {.name = "parent_id",
                      .storage = Storage::id,
                      .references = "customers",
                      .on_delete = OnDelete::set_null}},
         .primary_key = {"id"},
         .indexes = {{"ux_customers_code", {"code"}, true},
                     {"ix_customers_name", {"name"}, false},
                     {"ix_customers_parent_id", {"parent_id"}, false}}});
    made.tables.push_back(
        {.name = "orders",
         .columns = {{.name = "id", .storage = Storage::id, .not_null = true},
                     {.name = "customer_id", .storage = Storage::id, .references = "customers"},
                     {.name = "amount", .storage = Storage::scaled, .scale = 4}},
         .primary_key = {"id"},
         .indexes = {{"ix_orders_customer_id", {"customer_id"}, false}}});
    made.tables.push_back({.name = "order_lines",
                           .columns = {{.name = "id", .storage = Storage::id, .not_null = true},
                                       {.name = "order_id",
                                        .storage = Storage::id,
                                        .references = "orders",
                                        .on_delete = OnDelete::cascade},
                                       {.name = "quantity", .storage = Storage::integer}},
                           .primary_key = {"id"},
                           .indexes = {{"ix_order_lines_order_id", {"order_id"}, false}}});
    made.tables.push_back(
        {.name = "settings",
         .columns = {{.name = "scope", .storage = Storage::text, .not_null = true},
                     {.name = "name", .storage = Storage::text, .not_null = true},
                     {.name = "content", .storage = Storage::text}},
         .primary_key = {"scope", "name"},
         .indexes = {}});
    return made;
  }();
  return schema;
}

inline const Table& customers() { return test_schema().table("customers"); }
inline const Table& orders() { return test_schema().table("orders"); }
inline const Table& order_lines() { return test_schema().table("order_lines"); }
inline const Table& settings() { return test_schema().table("settings"); }

class StoreTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() == "postgres") {
      empty_postgres();
      options_.postgres_uri = postgres_uri();
    } else {
      options_.sqlite_path = directory_.file("test.db");
    }
    options_.record_sql_file = directory_.file("sql.txt");
    open();
    db().apply(db().plan(test_schema()));
  }

  void open() { database_ = Database::open(options_); }
  void close() { database_.reset(); }
  Database& db() { return *database_; }

  void add_customer(std::int64_t id, const std::string& code, const std::string& name = "Ann") {
    db().write([&](Transaction& tx) {
      tx.insert(customers(), {{"id", Id{id}}, {"version", 1}, {"code", code}, {"name", name}});
    });
  }
  std::int64_t count(const Table& table) {
    return db().read([&](Reader& reader) { return reader.count(count_of(table)); });
  }
  static Select count_of(const Table& table) {
    Select query;
    query.sources = {{&table, Source::Join::from, nullptr}};
    query.items = {call(Fn::count_all, {})};
    return query;
  }
  static Select from(const Table& table, std::vector<TermPtr> items, TermPtr where = nullptr) {
    Select query;
    query.sources = {{&table, Source::Join::from, nullptr}};
    query.items = std::move(items);
    query.where = std::move(where);
    return query;
  }
  Value single(const Select& query) {
    return db().read([&](Reader& reader) { return reader.single(query); });
  }
  /// Code of the AppError that `action` throws; empty when it throws none.
  template <class F>
  static std::string code_of(F&& action) {
    try {
      action();
    } catch (const AppError& error) {
      return error.code();
    }
    return {};
  }

  TemporaryDirectory directory_;
  DatabaseOptions options_;
  std::unique_ptr<Database> database_;
};

}  // namespace tw::store::testing
