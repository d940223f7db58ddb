// The shapes of a select: joins, subselects, pages, groups, capped counts and rows per parent.

#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

class Shapes : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    for (int i = 1; i <= 3; ++i)
      add_customer(i, "C" + std::to_string(i), "Name " + std::to_string(i));
    db().write([&](Transaction& tx) {
      tx.update(customers(), {{"parent_id", Id{1}}}, equals(customers(), "id", Id{2}));
      std::int64_t id = 10;
      for (const int customer : {1, 1, 1, 2, 2}) {
        ++id;
        tx.insert(orders(),
                  {{"id", Id{id}}, {"customer_id", Id{customer}}, {"amount", Decimal{id}}});
      }
    });
  }
  std::vector<std::string> lines(const Select& query) {
    return db().read([&](Reader& reader) {
      std::vector<std::string> found;
      const auto cursor = reader.select(query);
      while (cursor->next()) {
        std::string line;
        for (std::size_t i = 0; i < query.items.size(); ++i) {
          if (i > 0) line += '|';
          line += text_of(cursor->value(static_cast<int>(i)));
        }
        found.push_back(line);
      }
      return found;
    });
  }
  static std::string text_of(const Value& value) {
    if (const auto* text = value.get_if<std::string>()) return *text;
    if (const auto* id = value.get_if<Id>()) return std::to_string(id->raw());
    if (const auto* number = value.get_if<std::int64_t>()) return std::to_string(*number);
    if (const auto* decimal = value.get_if<Decimal>()) return decimal->normalized().text();
    return value.is_null() ? "-" : "?";
  }
  using Lines = std::vector<std::string>;
};
INSTANTIATE_TEST_SUITE_P(Both, Shapes, ::testing::ValuesIn(database_kinds()));

TEST_P(Shapes, LeftJoinKeepsRowsWithoutPartner) {
  Select query;
  query.sources = {
      {&customers(), Source::Join::from, nullptr},
      {&customers(), Source::Join::left,
       call(Fn::eq, {column(customers(), "id", 1), column(customers(), "parent_id", 0)})}};
  query.items = {column(customers(), "code", 0), column(customers(), "name", 1)};
  query.order_by = {{column(customers(), "id", 1), false}, {column(customers(), "id", 0), true}};
  EXPECT_EQ(lines(query), (Lines{"C3|-", "C1|-", "C2|Name 1"}));
}

TEST_P(Shapes, ExistsReachesOutward) {
  Select inner =
      from(orders(), {column(orders(), "id")},
           call(Fn::eq, {column(orders(), "customer_id"), column(customers(), "id", 0, 1)}));
  Select query = from(customers(), {column(customers(), "code")}, exists(inner));
  query.order_by = {{column(customers(), "id"), false}};
  EXPECT_EQ(lines(query), (Lines{"C1", "C2"}));
  query.where = call(Fn::not_, {query.where});
  EXPECT_EQ(lines(query), (Lines{"C3"}));
  inner.items = {call(Fn::sum, {column(orders(), "amount")})};
  query.where = nullptr;
  query.items.push_back(subselect(inner));
  EXPECT_EQ(lines(query), (Lines{"C1|36", "C2|29", "C3|-"}));
}

TEST_P(Shapes, PagesAndLoneOffset) {
  Select query = from(customers(), {column(customers(), "code")});
  query.order_by = {{column(customers(), "id"), false}};
  query.limit = 1;
  query.offset = 1;
  EXPECT_EQ(lines(query), (Lines{"C2"}));
  query.limit.reset();
  EXPECT_EQ(lines(query), (Lines{"C2", "C3"}));
}

TEST_P(Shapes, GroupsByAnExpressionWithAParameter) {
  const TermPtr half = call(
      Fn::div, {column(orders(), "id"), parameter(Value{2}, Storage::integer)}, Storage::integer);
  Select query = from(orders(), {half, call(Fn::count_all, {})});
  query.group_by = {half};
  query.order_by = {{half, false}};
  EXPECT_EQ(lines(query), (Lines{"5|1", "6|2", "7|2"}));
}

TEST_P(Shapes, DistinctRows) {
  Select query = from(orders(), {column(orders(), "customer_id")});
  query.distinct = true;
  query.order_by = {{query.items[0], true}};
  EXPECT_EQ(lines(query), (Lines{"2", "1"}));
}

TEST_P(Shapes, ACappedCountStopsOneAboveItsCap) {
  Select query = from(orders(), {});
  query.count_cap = 3;
  const auto counted = [&] {
    return db().read([&](Reader& reader) { return reader.count(query); });
  };
  EXPECT_EQ(counted(), 4);
  query.count_cap = 100;
  EXPECT_EQ(counted(), 5);
}

TEST_P(Shapes, AtMostSoManyRowsPerParent) {
  Select query = from(orders(), {column(orders(), "customer_id"), column(orders(), "id")});
  query.partition_by = column(orders(), "customer_id");
  query.partition_limit = 2;
  query.order_by = {{column(orders(), "id"), true}};
  Lines found = lines(query);
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, (Lines{"1|12", "1|13", "2|14", "2|15"}));
}

TEST_P(Shapes, RowsCanBeLockedInAWrite) {
  Select query = from(orders(), {column(orders(), "id")});
  query.order_by = {{column(orders(), "id"), false}};
  query.limit = 1;
  query.lock_skip_locked = true;
  db().write([&](Transaction& tx) { EXPECT_EQ(tx.single(query), Value{Id{11}}); });
}

}  // namespace
}  // namespace tw::store::testing
