// Golden texts: what PostgreSQL is asked. compiler_test.cpp holds the other half.

#include "platform/store/sql/compiler.h"

#include "platform/store/postgres/wire.h"
#include "platform/store/sql/ddl.h"
#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

using sql::postgres_dialect;

TermPtr col(std::string_view name) { return column(customers(), name); }
TermPtr text(const char* value) { return parameter(Value{value}); }
TermPtr number(std::int64_t value) { return parameter(Value{value}, Storage::integer); }

Select select_from(std::vector<TermPtr> items, TermPtr where = nullptr) {
  Select query;
  query.sources = {{&customers(), Source::Join::from, nullptr}};
  query.items = std::move(items);
  query.where = std::move(where);
  return query;
}
std::string text_of(const Select& query) {
  return sql::compile_select(postgres_dialect(), query).text;
}
std::string item(TermPtr term) {
  const std::string text = text_of(select_from({std::move(term)}));
  return text.substr(7, text.find(" FROM \"customers\"") - 7);
}

TEST(PostgresCompiler, ParametersSayTheirType) {
  Select query = select_from(
      {col("id")}, all_of({equals(customers(), "code", "K"), call(Fn::lt, {col("rank"), number(5)}),
                           call(Fn::eq, {col("active"), parameter(Value{true}, Storage::boolean)}),
                           call(Fn::ge, {col("born"), parameter(Value{}, Storage::date)}),
                           call(Fn::le, {col("seen"), parameter(Value{}, Storage::datetime)})}));
  query.order_by = {{col("name"), true}, {col("id"), false}};
  query.limit = 50;
  EXPECT_EQ(
      text_of(query),
      "SELECT t0.\"id\" FROM \"customers\" AS t0 WHERE ((t0.\"code\" = $1::text COLLATE \"C\") AND "
      "(t0.\"rank\" < $2::bigint) AND (t0.\"active\" = $3::boolean) AND (t0.\"born\" >= $4::date) "
      "AND "
      "(t0.\"seen\" <= $5::timestamptz)) ORDER BY t0.\"name\" DESC NULLS LAST, t0.\"id\" LIMIT "
      "$6::bigint");
}

TEST(PostgresCompiler, AListIsOneParameter) {
  EXPECT_EQ(
      text_of(select_from({col("id")}, call(Fn::in_param_list,
                                            {col("id"), parameter(list_of(std::vector<Id>{}))}))),
      "SELECT t0.\"id\" FROM \"customers\" AS t0 WHERE (t0.\"id\" = ANY($1::bigint[]))");
  EXPECT_EQ(postgres::array_of("[1,-2,3]"), "{1,-2,3}");
  EXPECT_EQ(postgres::array_of("[]"), "{}");
  EXPECT_EQ(postgres::array_of(R"(["a","{b},\"c\"","\\","NULL",""])"),
            R"({"a","{b},\"c\"","\\","NULL",""})");
  EXPECT_THROW(postgres::array_of("{}"), AppError);
  EXPECT_THROW(postgres::array_of("[[1]]x"), AppError);
}

TEST(PostgresCompiler, ArithmeticIsExact) {
  const TermPtr amount = column(orders(), "amount");
  EXPECT_EQ(item(call(Fn::round, {col("credit")}, Storage::integer)),
            "round(t0.\"credit\" * 1e-2)::bigint");
  EXPECT_EQ(item(call(Fn::div, {col("rank"), number(2)})), "(t0.\"rank\" / nullif($1::bigint, 0))");
  EXPECT_EQ(item(call(Fn::product, {col("credit"), col("credit")}, Storage::scaled, 2)),
            "round(t0.\"credit\"::numeric * t0.\"credit\" * 1e-2)::bigint");
  EXPECT_EQ(item(call(Fn::sum, {col("rank")})), "sum(t0.\"rank\")::bigint");
  EXPECT_EQ(item(call(Fn::max, {col("active")})), "bool_or(t0.\"active\")");
}

TEST(PostgresCompiler, CollationsAreSaid) {
  EXPECT_EQ(item(call(Fn::lower, {col("name")})),
            "(lower(t0.\"name\" COLLATE \"und-x-icu\") COLLATE \"C\")");
  EXPECT_EQ(item(call(Fn::contains, {col("name"), text("x")})),
            "(strpos(t0.\"name\", $1::text COLLATE \"C\") > 0)");
}

TEST(PostgresCompiler, RowsToWorkOnAreLocked) {
  Select query = select_from({col("id")});
  query.lock_skip_locked = true;
  query.offset = 3;
  EXPECT_EQ(
      text_of(query),
      "SELECT t0.\"id\" FROM \"customers\" AS t0 OFFSET $1::bigint FOR UPDATE OF t0 SKIP LOCKED");
}

TEST(PostgresCompiler, TableDefinitions) {
  EXPECT_EQ(sql::create_table(postgres_dialect(), settings()),
            "CREATE TABLE \"settings\" (\"scope\" text COLLATE \"C\" NOT NULL, \"name\" text "
            "COLLATE \"C\" NOT NULL, "
            "\"content\" text COLLATE \"C\", PRIMARY KEY (\"scope\", \"name\"))");
  EXPECT_EQ(sql::create_index(postgres_dialect(), customers(), customers().indexes[1]),
            "CREATE INDEX \"ix_customers_name\" ON \"customers\" (\"name\" NULLS FIRST, \"id\")");
  EXPECT_EQ(sql::add_foreign_key(postgres_dialect(), customers(), customers().column("parent_id")),
            "ALTER TABLE \"customers\" ADD CONSTRAINT \"fk_customers_parent_id\" FOREIGN KEY "
            "(\"parent_id\") "
            "REFERENCES \"customers\" (\"id\") ON DELETE SET NULL");
}

TEST(PostgresCompiler, SearchesHoldCleanWordsOnly) {
  const auto& dialect = postgres_dialect();
  EXPECT_EQ(dialect.search_argument({"acme", "tr"}, false, {}), "'acme' & 'tr':*");
  EXPECT_EQ(dialect.search_argument({"acme"}, true, {}), "'^acme':*");
  EXPECT_EQ(dialect.search_argument({"x' | 'y", "\\", "=a", "^b", ""}, false, {}), "");
  EXPECT_EQ(dialect.search_argument({"x"}, false, {"account"}), "'x':* & ('=account')");
}

}  // namespace
}  // namespace tw::store::testing
