// A copy holds exactly what a snapshot held, a damaged one is rejected (security.md R21).

#include <atomic>

#include "platform/store/full_text.h"
#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

class Backup : public StoreTest {
 protected:
  std::string copy() { return directory_.file("copy"); }
};
INSTANTIATE_TEST_SUITE_P(Both, Backup, ::testing::ValuesIn(database_kinds()));

TEST_P(Backup, RestoreBringsBackWhatWasThere) {
  add_customer(1, "A", "重要客户");
  db().write([&](Transaction& tx) {
    tx.insert(orders(),
              {{"id", Id{5}}, {"customer_id", Id{1}}, {"amount", Decimal::scaled(12345, 4)}});
    FullTextIndex::put(tx, {{Id{1}, "customer", "重要", ""}});
  });
  db().backup(copy());
  db().write([&](Transaction& tx) {
    tx.remove(orders(), nullptr);
    tx.update(customers(), {{"name", "changed"}}, nullptr);
    FullTextIndex::remove(tx, Id{1});
  });
  add_customer(2, "B");
  db().restore(copy());
  EXPECT_EQ(count(customers()), 1);
  EXPECT_EQ(single(from(customers(), {column(customers(), "name")})), Value{"重要客户"});
  EXPECT_EQ(single(from(orders(), {column(orders(), "amount")})), Value{Decimal::scaled(12345, 4)});
  EXPECT_EQ(db().read([&](Reader& reader) { return search_rows(reader, {"重要"}, {}, 5).size(); }),
            1u);
  EXPECT_TRUE(db().check().empty());
  EXPECT_TRUE(db().plan(test_schema()).empty());
  add_customer(3, "C");
  close();
  open();
  EXPECT_EQ(count(customers()), 2);
}

TEST_P(Backup, ACopyTakenWhileOthersWriteIsConsistent) {
  std::atomic<bool> stop{false};
  std::thread writer{[&] {
    for (std::int64_t i = 1; !stop; ++i) {
      db().write([&](Transaction& tx) {
        tx.insert(customers(), {{"id", Id{i}}, {"version", 1}, {"name", std::string(500, 'n')}});
        tx.insert(orders(), {{"id", Id{i}}, {"customer_id", Id{i}}});
      });
    }
  }};
  for (int i = 0; i < 3; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
    db().backup(copy());
  }
  stop = true;
  writer.join();
  db().restore(copy());
  EXPECT_GT(count(customers()), 0);
  EXPECT_EQ(count(customers()), count(orders()));
  EXPECT_TRUE(db().check().empty());
}

TEST_P(Backup, ADamagedCopyIsRejectedAndChangesNothing) {
  for (int i = 1; i <= 200; ++i) add_customer(i, "C" + std::to_string(i), std::string(300, 'n'));
  db().backup(copy());
  const auto size = std::filesystem::file_size(copy());
  const auto damage = [&](auto&& change) {
    const std::string bad = directory_.file("bad");
    std::filesystem::copy_file(copy(), bad, std::filesystem::copy_options::overwrite_existing);
    change(bad);
    EXPECT_EQ(code_of([&] { db().restore(bad); }), "store.backup_damaged");
    EXPECT_EQ(count(customers()), 200);
  };
  damage([&](const std::string& bad) { std::filesystem::resize_file(bad, size / 2); });
  damage([&](const std::string& bad) {
    std::ofstream{bad} << "no database at all, but a text that is a little longer";
  });
  damage([&](const std::string& bad) {
    std::fstream file{bad, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(static_cast<std::streamoff>(size / 2));
    file << std::string(4096, '\xff');
  });
  EXPECT_EQ(code_of([&] { db().restore(directory_.file("missing")); }), "store.backup_damaged");
}

TEST_P(Backup, AnUnwritablePlaceIsAClearError) {
  EXPECT_EQ(code_of([&] { db().backup(directory_.file("none/copy")); }), "store.backup_failed");
}

}  // namespace
}  // namespace tw::store::testing
