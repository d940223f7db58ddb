// Counts and sums are remembered between writes: they must never be older than the last of them.

#include <atomic>
#include <thread>

#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

class Summaries : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    add_customer(1, "C1");
  }
  void add_order(std::int64_t id, std::int64_t amount) {
    db().write([&](Transaction& tx) {
      tx.insert(orders(), {{"id", Id{id}}, {"customer_id", Id{1}}, {"amount", Decimal{amount}}});
    });
  }
  static Select by_customer() {
    Select query = from(
        orders(), {column(orders(), "customer_id"), call(Fn::sum, {column(orders(), "amount")})});
    query.group_by = {query.items[0]};
    return query;
  }
  std::string sum_in(Reader& reader) {
    const auto cursor = reader.select(by_customer());
    return cursor->next() ? cursor->value(1).as<Decimal>().normalized().text() : "";
  }
  std::string sum() {
    return db().read([&](Reader& reader) { return sum_in(reader); });
  }
  std::int64_t capped(std::int64_t cap) {
    Select query = count_of(orders());
    query.count_cap = cap;
    return db().read([&](Reader& reader) { return reader.count(query); });
  }
};

TEST_P(Summaries, FollowEveryWrite) {
  EXPECT_EQ(sum(), "");
  add_order(10, 5);
  EXPECT_EQ(sum(), "5");
  EXPECT_EQ(sum(), "5");
  EXPECT_EQ(capped(100), 1);
  add_order(11, 7);
  EXPECT_EQ(sum(), "12");
  EXPECT_EQ(capped(100), 2);
  EXPECT_EQ(capped(1), 2);  // another cap is another question
  db().write([&](Transaction& tx) { tx.remove(orders(), equals(orders(), "id", Id{10})); });
  EXPECT_EQ(sum(), "7");
  EXPECT_EQ(capped(100), 1);
}

TEST_P(Summaries, OfOneSnapshotAgreeWithItsRows) {
  std::atomic<bool> stop{false};
  std::thread writer{[&] {
    for (std::int64_t id = 100; !stop && id < 400; ++id) add_order(id, 1);
  }};
  for (int i = 0; i < 200; ++i) {
    db().read([&](Reader& reader) {
      const Select rows = from(orders(), {column(orders(), "id")});
      std::int64_t counted = 0;
      const auto cursor = reader.select(rows);
      while (cursor->next()) ++counted;
      const std::string sum = sum_in(reader);
      EXPECT_EQ(sum, counted == 0 ? "" : std::to_string(counted));
    });
  }
  stop = true;
  writer.join();
}

TEST_P(Summaries, SeeWhatTheirOwnWriteDid) {
  add_order(10, 5);
  EXPECT_EQ(sum(), "5");
  db().write([&](Transaction& tx) {
    tx.insert(orders(), {{"id", Id{11}}, {"customer_id", Id{1}}, {"amount", Decimal{7}}});
    EXPECT_EQ(sum_in(tx), "12");
  });
}

INSTANTIATE_TEST_SUITE_P(Both, Summaries, ::testing::ValuesIn(database_kinds()));

}  // namespace
}  // namespace tw::store::testing
