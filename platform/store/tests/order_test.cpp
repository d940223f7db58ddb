// A page of an order among many matches: the way SQLite goes to it must not change what it holds.

#include "platform/store/sqlite/order_choice.h"

#include "platform/store/sql/compiler.h"
#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

class Order : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    std::vector<std::vector<Value>> rows;
    for (int i = 1; i <= 4000; ++i) {
      const Value parent = i % 2 == 0 ? Value{Id{1}} : Value{};
      rows.push_back(
          {Id{i}, 1, "C" + std::to_string(i), "N" + std::to_string(i * 7919 % 4000), parent});
    }
    db().write([&](Transaction& tx) {
      tx.insert_rows(customers(), {"id", "version", "code", "name", "parent_id"}, rows);
    });
  }
  static Select page(TermPtr where) {
    Select query = from(customers(), {column(customers(), "id")}, std::move(where));
    query.order_by = {{column(customers(), "name"), false}, {column(customers(), "id"), false}};
    query.limit = 20;
    return query;
  }
  std::vector<std::int64_t> ids(const Select& query) {
    return db().read([&](Reader& reader) {
      std::vector<std::int64_t> found;
      const auto cursor = reader.select(query);
      while (cursor->next()) found.push_back(cursor->integer(0));
      return found;
    });
  }
  bool walked() const {
    std::ifstream file{options_.record_sql_file};
    const std::string all{std::istreambuf_iterator<char>{file}, {}};
    return all.find("+t0.") != std::string::npos;
  }
};
INSTANTIATE_TEST_SUITE_P(Both, Order, ::testing::ValuesIn(database_kinds()));

TEST_P(Order, ManyMatchesAreWalkedAndTheAnswerIsTheSame) {
  const TermPtr children = equals(customers(), "parent_id", Id{1});
  const std::vector<std::int64_t> first = ids(page(children));
  EXPECT_EQ(walked(), GetParam() == "sqlite");
  Select all = page(children);
  all.limit.reset();
  std::vector<std::int64_t> sorted = ids(all);
  sorted.resize(20);
  EXPECT_EQ(first, sorted);
}

TEST_P(Order, FewMatchesAreFoundAndSorted) {
  EXPECT_EQ(ids(page(equals(customers(), "code", "C77"))), (std::vector<std::int64_t>{77}));
  EXPECT_EQ(ids(page(equals(customers(), "parent_id", Id{2}))), std::vector<std::int64_t>{});
  EXPECT_FALSE(walked());
}

TEST_P(Order, OneConditionWithFewMatchesIsEnough) {
  const TermPtr both =
      all_of({equals(customers(), "parent_id", Id{1}), equals(customers(), "code", "C78")});
  EXPECT_EQ(ids(page(both)), (std::vector<std::int64_t>{78}));
  EXPECT_FALSE(walked());
}

TEST(OrderText, OnlyConditionsOnOtherColumnsLoseTheirIndex) {
  Select query;
  query.sources = {{&customers(), Source::Join::from, nullptr}};
  query.items = {column(customers(), "id")};
  query.where = all_of({equals(customers(), "parent_id", Id{1}),
                        call(Fn::gt, {column(customers(), "name"), parameter(Value{"M"})}),
                        call(Fn::is_null, {column(customers(), "seen")})});
  query.order_by = {{column(customers(), "name"), true}};
  query.limit = 5;
  EXPECT_EQ(sql::compile_select(sql::sqlite_dialect(), query, sql::Walk::yes).text,
            "SELECT t0.\"id\" FROM \"customers\" AS t0 WHERE ((+t0.\"parent_id\" = ?) AND "
            "(t0.\"name\" > ?)"
            " AND (t0.\"seen\" IS NULL)) ORDER BY t0.\"name\" DESC LIMIT ?");
}

}  // namespace
}  // namespace tw::store::testing
