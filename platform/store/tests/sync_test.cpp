// Schema sync adds, renames and reports; it never drops data.

#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

class Sync : public StoreTest {
 protected:
  Schema schema_ = test_schema();

  Table& table(std::string_view name) {
    for (Table& found : schema_.tables) {
      if (found.name == name) return found;
    }
    throw std::runtime_error("no such table");
  }
  Column& column_in(std::string_view name, std::string_view column) {
    Table& found = table(name);
    return found.columns[static_cast<std::size_t>(found.find(column))];
  }
  std::vector<std::string> sync() {
    const Plan plan = db().plan(schema_);
    db().apply(plan);
    EXPECT_TRUE(db().plan(schema_).empty()) << db().plan(schema_).steps[0].sql;
    std::vector<std::string> whats;
    for (const Plan::Step& step : plan.steps) {
      whats.push_back(step.what);
      EXPECT_FALSE(step.destructive);
    }
    return whats;
  }
  using Lines = std::vector<std::string>;
};
INSTANTIATE_TEST_SUITE_P(Both, Sync, ::testing::ValuesIn(database_kinds()));

TEST_P(Sync, ASyncedDatabaseNeedsNothing) {
  EXPECT_TRUE(db().plan(schema_).empty());
  EXPECT_TRUE(db().plan(schema_).orphans.empty());
  close();
  open();
  EXPECT_TRUE(db().plan(schema_).empty());
}

TEST_P(Sync, AddsTablesColumnsAndIndexes) {
  add_customer(1, "A");
  table("customers").columns.push_back({.name = "city", .storage = Storage::text});
  table("customers")
      .columns.push_back({.name = "level", .storage = Storage::integer, .not_null = true});
  table("customers")
      .columns.push_back({.name = "vip", .storage = Storage::boolean, .not_null = true});
  table("customers")
      .columns.push_back({.name = "since", .storage = Storage::date, .not_null = true});
  table("customers").indexes.push_back({"ix_customers_city", {"city"}, false});
  schema_.tables.push_back({.name = "order",
                            .columns = {{.name = "id", .storage = Storage::id, .not_null = true},
                                        {.name = "group", .storage = Storage::text}},
                            .primary_key = {"id"},
                            .indexes = {{"ix_order_group", {"group"}, false}}});
  const Lines whats = sync();
  EXPECT_THAT(whats, ::testing::Contains("add column customers.city"));
  EXPECT_THAT(whats, ::testing::Contains("create index ix_customers_city"));
  EXPECT_THAT(whats, ::testing::Contains("create table order"));
  const Table& now = table("customers");
  EXPECT_EQ(single(from(now, {column(now, "level")})), Value{0});
  EXPECT_EQ(single(from(now, {column(now, "vip")})), Value{false});
  EXPECT_TRUE(
      single(from(now, {column(now, "since")})).is_null());  // no safe default: stays nullable
}

TEST_P(Sync, RenamesWhatWasDeclared) {
  add_customer(1, "A", "Ann");
  column_in("customers", "name") = {.name = "full_name", .storage = Storage::text, .was = "name"};
  table("customers").indexes[1] = {"ix_customers_full_name", {"full_name"}, false};
  const Lines whats = sync();
  EXPECT_EQ(whats, (Lines{"rename column customers.name to full_name",
                          "drop index ix_customers_name", "create index ix_customers_full_name"}));
  const Table& now = table("customers");
  EXPECT_EQ(single(from(now, {column(now, "full_name")})), Value{"Ann"});
  EXPECT_TRUE(db().plan(schema_).orphans.empty());
}

TEST_P(Sync, ReportsOrphansAndDropsNone) {
  add_customer(1, "A", "Ann");
  std::erase_if(table("customers").columns,
                [](const Column& column) { return column.name == "name"; });
  std::erase_if(table("customers").indexes,
                [](const Index& index) { return index.name == "ix_customers_name"; });
  std::erase_if(schema_.tables, [](const Table& table) { return table.name == "settings"; });
  Lines orphans = db().plan(schema_).orphans;
  std::sort(orphans.begin(), orphans.end());
  EXPECT_EQ(orphans, (Lines{"customers.name", "settings"}));
  sync();
  EXPECT_EQ(single(from(customers(), {column(customers(), "name")})), Value{"Ann"});
}

TEST_P(Sync, MoreDigitsKeepTheirValue) {
  add_customer(1, "A");
  db().write([&](Transaction& tx) {
    tx.update(customers(), {{"credit", Decimal::scaled(1234, 2)}}, nullptr);
  });
  column_in("customers", "credit").scale = 4;
  sync();
  const Table& now = table("customers");
  EXPECT_EQ(single(from(now, {column(now, "credit")})), Value{Decimal::scaled(1234, 2)});
  column_in("customers", "credit").scale = 1;
  const Plan plan = db().plan(schema_);
  EXPECT_TRUE(plan.empty());
  ASSERT_EQ(plan.orphans.size(), 1u);
  EXPECT_EQ(plan.orphans[0], "customers.credit: has 4 digits, declared 1; needs a migration");
}

TEST_P(Sync, AnotherKindOfStorageIsReported) {
  column_in("customers", "rank").storage = Storage::text;
  const Plan plan = db().plan(schema_);
  EXPECT_TRUE(plan.empty());
  ASSERT_EQ(plan.orphans.size(), 1u);
  EXPECT_EQ(plan.orphans[0].substr(0, 18), "customers.rank: is");
}

TEST_P(Sync, AUniqueIndexThatIsNoLongerDeclaredGoes) {
  add_customer(1, "A");
  table("customers").indexes[0] = {"ix_customers_code", {"code"}, false};
  sync();
  add_customer(2, "A");
}

TEST_P(Sync, IndexesOfLivingRecordsOnly) {
  schema_.tables.push_back(
      {.name = "papers",
       .columns = {{.name = "id", .storage = Storage::id, .not_null = true},
                   {.name = "name", .storage = Storage::text},
                   {.name = "deleted_at", .storage = Storage::datetime}},
       .primary_key = {"id"},
       .indexes = {{"lx_papers_name", {"name"}, false, Rows::living},
                   {"dx_papers_deleted_at", {"deleted_at"}, false, Rows::deleted}}});
  sync();
  table("papers").indexes.pop_back();
  table("papers").indexes[0] = {"ix_papers_name", {"name"}, false};
  EXPECT_THAT(sync(), ::testing::UnorderedElementsAre("drop index dx_papers_deleted_at",
                                                      "drop index lx_papers_name",
                                                      "create index ix_papers_name"));
}

TEST_P(Sync, AFailingPlanChangesNothing) {
  add_customer(1, "A", "same");
  add_customer(2, "B", "same");
  table("customers").columns.push_back({.name = "city", .storage = Storage::text});
  table("customers").indexes.push_back({"ux_customers_name", {"name"}, true});
  const Plan plan = db().plan(schema_);
  EXPECT_EQ(code_of([&] { db().apply(plan); }), "store.unique");
  EXPECT_EQ(db().plan(schema_).steps.size(), plan.steps.size());
}

TEST_P(Sync, MigrationsRunOnce) {
  EXPECT_TRUE(db().migrations_done().empty());
  add_customer(1, "A", "Ann");
  db().run_migration("0001_names",
                     "UPDATE customers SET name = 'Bob'; UPDATE customers SET rank = 5;");
  EXPECT_EQ(db().migrations_done(), (Lines{"0001_names"}));
  EXPECT_EQ(single(from(customers(), {column(customers(), "name")})), Value{"Bob"});
  EXPECT_EQ(code_of([&] { db().run_migration("0001_names", "UPDATE customers SET name = 'Eve'"); }),
            "store.unique");
  EXPECT_EQ(single(from(customers(), {column(customers(), "name")})), Value{"Bob"});
}

}  // namespace
}  // namespace tw::store::testing
