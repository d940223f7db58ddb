// Golden texts: what SQLite is asked. postgres_compiler_test.cpp holds the other half.

#include "platform/store/sql/compiler.h"

#include "platform/store/sql/ddl.h"
#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

using sql::sqlite_dialect;

Select select_from(const Table& table, std::vector<TermPtr> items, TermPtr where = nullptr) {
  Select query;
  query.sources = {{&table, Source::Join::from, nullptr}};
  query.items = std::move(items);
  query.where = std::move(where);
  return query;
}
std::string text_of(const Select& query) {
  return sql::compile_select(sqlite_dialect(), query).text;
}
TermPtr col(std::string_view name) { return column(customers(), name); }
TermPtr text(const char* value) { return parameter(Value{value}); }

TEST(Compiler, SelectWithEverything) {
  Select query = select_from(customers(), {col("id"), column(customers(), "name", 1)});
  query.sources.push_back({&customers(), Source::Join::left,
                           call(Fn::eq, {column(customers(), "id", 1), col("parent_id")})});
  query.where = all_of(
      {equals(customers(), "code", "K"),
       call(Fn::not_, {call(Fn::lt, {col("rank"), parameter(Value{5}, Storage::integer)})})});
  query.order_by = {{col("name"), true}, {col("id"), false}};
  query.limit = 50;
  query.offset = 100;
  const sql::Statement statement = sql::compile_select(sqlite_dialect(), query);
  EXPECT_EQ(statement.text,
            "SELECT t0.\"id\", t1.\"name\" FROM \"customers\" AS t0 LEFT JOIN \"customers\" AS t1 "
            "ON (t1.\"id\" = t0.\"parent_id\")"
            " WHERE ((t0.\"code\" = ?) AND (NOT coalesce((t0.\"rank\" < ?), FALSE)))"
            " ORDER BY t0.\"name\" DESC, t0.\"id\" LIMIT ? OFFSET ?");
  ASSERT_EQ(statement.parameters.size(), 4u);
  EXPECT_EQ(statement.parameters[0].datum, (sql::Datum{std::string{"K"}}));
  EXPECT_EQ(statement.parameters[3].datum, (sql::Datum{std::int64_t{100}}));
  ASSERT_EQ(statement.columns.size(), 2u);
  EXPECT_EQ(statement.columns[0].storage, Storage::id);
}

TEST(Compiler, PrefixesBecomeRanges) {
  EXPECT_EQ(
      text_of(
          select_from(customers(), {col("id")}, call(Fn::starts_with, {col("name"), text("ab")}))),
      "SELECT t0.\"id\" FROM \"customers\" AS t0 WHERE (t0.\"name\" >= ? AND t0.\"name\" < ?)");
}

TEST(Compiler, NullSafeEqualityLetsIndexesServe) {
  const auto where = [](Fn fn, TermPtr right) {
    const std::string text =
        text_of(select_from(customers(), {col("id")}, call(fn, {col("code"), std::move(right)})));
    return text.substr(text.find("WHERE") + 6);
  };
  EXPECT_EQ(where(Fn::is_not_distinct, text("x")), "(t0.\"code\" = ?)");
  EXPECT_EQ(where(Fn::is_not_distinct, parameter(Value{})), "(t0.\"code\" IS NULL)");
  EXPECT_EQ(where(Fn::is_distinct, parameter(Value{})), "(t0.\"code\" IS NOT NULL)");
  EXPECT_EQ(where(Fn::is_distinct, text("x")), "(t0.\"code\" IS NOT ?)");
  EXPECT_EQ(where(Fn::is_not_distinct, col("name")), "(t0.\"code\" IS t0.\"name\")");
}

TEST(Compiler, CountsAndPartitions) {
  Select query = select_from(customers(), {col("code")}, call(Fn::is_null, {col("parent_id")}));
  query.count_cap = 10000;
  EXPECT_EQ(text_of(query),
            "SELECT count(*) FROM (SELECT 1 FROM \"customers\" AS t0 WHERE (t0.\"parent_id\" IS "
            "NULL) LIMIT ?) AS counted");
  query = select_from(order_lines(), {column(order_lines(), "id")});
  query.partition_by = column(order_lines(), "order_id");
  query.partition_limit = 3;
  query.order_by = {{column(order_lines(), "id"), false}};
  EXPECT_EQ(text_of(query),
            "SELECT c0 FROM (SELECT t0.\"id\" AS c0, row_number() OVER (PARTITION BY "
            "t0.\"order_id\" ORDER BY t0.\"id\") AS n"
            " FROM \"order_lines\" AS t0) AS numbered WHERE n <= ? ORDER BY n");
}

TEST(Compiler, NestedSelectsHaveAliasesOfTheirOwn) {
  Select inner =
      select_from(orders(), {column(orders(), "id")},
                  call(Fn::eq, {column(orders(), "customer_id"), column(customers(), "id", 0, 1)}));
  EXPECT_EQ(text_of(select_from(customers(), {col("id")}, any_of({exists(inner), exists(inner)}))),
            "SELECT t0.\"id\" FROM \"customers\" AS t0 WHERE (EXISTS (SELECT 1 FROM \"orders\" AS "
            "t1 WHERE (t1.\"customer_id\" = t0.\"id\"))"
            " OR EXISTS (SELECT 1 FROM \"orders\" AS t2 WHERE (t2.\"customer_id\" = t0.\"id\")))");
}

TEST(Compiler, Changes) {
  const auto& dialect = sqlite_dialect();
  const TermPtr one = equals(settings(), "name", "host");
  EXPECT_EQ(sql::compile_insert(dialect, settings(), {{"scope", "a"}, {"name", "b"}}).text,
            "INSERT INTO \"settings\" (\"scope\", \"name\") VALUES (?, ?)");
  EXPECT_EQ(
      sql::compile_upsert(dialect, settings(), {{"scope", "a"}, {"name", "b"}, {"content", "c"}})
          .text,
      "INSERT INTO \"settings\" (\"scope\", \"name\", \"content\") VALUES (?, ?, ?)"
      " ON CONFLICT (\"scope\", \"name\") DO UPDATE SET \"content\" = excluded.\"content\"");
  EXPECT_EQ(sql::compile_upsert(dialect, settings(), {{"scope", "a"}, {"name", "b"}}).text,
            "INSERT INTO \"settings\" (\"scope\", \"name\") VALUES (?, ?) ON CONFLICT (\"scope\", "
            "\"name\") DO NOTHING");
  EXPECT_EQ(sql::compile_update(dialect, settings(), {{"content", "c"}}, one).text,
            "UPDATE \"settings\" AS t0 SET \"content\" = ? WHERE (t0.\"name\" = ?)");
  EXPECT_EQ(
      sql::compile_increment(dialect, customers(), "version", 1, equals(customers(), "id", Id{1}))
          .text,
      "UPDATE \"customers\" AS t0 SET \"version\" = t0.\"version\" + ? WHERE (t0.\"id\" = ?) "
      "RETURNING \"version\"");
  EXPECT_EQ(sql::compile_remove(dialect, settings(), one).text,
            "DELETE FROM \"settings\" AS t0 WHERE (t0.\"name\" = ?)");
}

TEST(Compiler, TableDefinitions) {
  EXPECT_EQ(sql::create_table(sqlite_dialect(), orders()),
            "CREATE TABLE \"orders\" (\"id\" INTEGER NOT NULL PRIMARY KEY, \"customer_id\" INTEGER "
            "REFERENCES \"customers\" (\"id\"),"
            " \"amount\" INTEGER) STRICT");
  EXPECT_EQ(sql::create_table(sqlite_dialect(), settings()),
            "CREATE TABLE \"settings\" (\"scope\" TEXT NOT NULL, \"name\" TEXT NOT NULL, "
            "\"content\" TEXT,"
            " PRIMARY KEY (\"scope\", \"name\")) STRICT, WITHOUT ROWID");
  EXPECT_EQ(sql::create_index(sqlite_dialect(), customers(), customers().indexes[0]),
            "CREATE UNIQUE INDEX \"ux_customers_code\" ON \"customers\" (\"code\")");
}

TEST(Compiler, ValuesAreEncodedByTheirColumn) {
  using sql::Datum;
  EXPECT_EQ(sql::encode(Value{Decimal::scaled(12345, 3)}, Storage::scaled, 2),
            (Datum{std::int64_t{1235}}));
  EXPECT_EQ(sql::encode(Value{12}, Storage::scaled, 2), (Datum{std::int64_t{1200}}));
  EXPECT_EQ(sql::encode(Value{true}, Storage::boolean, 0), (Datum{std::int64_t{1}}));
  EXPECT_EQ(sql::encode(Value{*Date::of(2026, 1, 2)}, Storage::datetime, 0),
            (Datum{std::string{"2026-01-02T00:00:00.000Z"}}));
  EXPECT_EQ(sql::encode(Value{}, Storage::id, 0), (Datum{std::monostate{}}));
  EXPECT_THROW(sql::encode(Value{"x"}, Storage::date, 0), AppError);
  EXPECT_THROW(sql::encode(Value{5}, Storage::id, 0), AppError);
  EXPECT_THROW(sql::encode(Value{true}, Storage::integer, 0), AppError);
}

TEST(CompilerDeathTest, IdentifiersComeFromTheRegistryAlone) {
  Table evil{.name = "x\" (a); DROP TABLE y; --",
             .columns = {{.name = "id"}},
             .primary_key = {"id"},
             .indexes = {}};
  EXPECT_DEATH(sql::create_table(sqlite_dialect(), evil), "");
  EXPECT_DEATH(col("none"), "");
}

TEST(Names, LongNamesKeepTheirBeginningAndStayDistinct) {
  const std::string base(70, 'a');
  EXPECT_EQ(short_name("ix_short"), "ix_short");
  EXPECT_EQ(short_name(base).size(), 60u);
  EXPECT_NE(short_name(base + "1"), short_name(base + "2"));
}

}  // namespace
}  // namespace tw::store::testing
