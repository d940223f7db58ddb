#include "platform/store/full_text.h"

#include <sqlite3.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

class FullText : public StoreTest {
 protected:
  void put(std::int64_t id, std::string_view entity, const std::vector<std::string>& title,
           const std::vector<std::string>& rest = {}) {
    db().write([&](Transaction& tx) {
      FullTextIndex::put(tx, {{Id{id}, entity, join_tokens(title), join_tokens(rest)}});
    });
  }
  std::vector<std::int64_t> find(std::vector<std::string> tokens,
                                 std::vector<std::string> entities = {}, std::int64_t limit = 10) {
    return db().read([&](Reader& reader) {
      std::vector<std::int64_t> ids;
      for (const SearchHit& hit : search_rows(reader, tokens, entities, limit))
        ids.push_back(hit.id.raw());
      return ids;
    });
  }
  using Ids = std::vector<std::int64_t>;
};
INSTANTIATE_TEST_SUITE_P(Both, FullText, ::testing::ValuesIn(database_kinds()));

TEST_P(FullText, AllTokensAndTheLastAsAPrefix) {
  put(1, "account", {"acme", "trading"}, {"宁波", "波港"});
  put(2, "account", {"acme", "steel"});
  EXPECT_EQ(find({"acme"}), (Ids{2, 1}));
  EXPECT_EQ(find({"acme", "tr"}), (Ids{1}));
  EXPECT_EQ(find({"acm", "trading"}), Ids{});
  EXPECT_EQ(find({"宁波"}), (Ids{1}));
  EXPECT_EQ(find({"acme", "波"}), (Ids{1}));
  EXPECT_EQ(find({"nothing"}), Ids{});
  EXPECT_EQ(find({}), Ids{});
}

TEST_P(FullText, TitlesFirstThenTheNewest) {
  put(1, "account", {"steel"});
  put(2, "account", {"acme"}, {"steel"});
  put(3, "account", {"steel"});
  put(4, "account", {"other"}, {"steel"});
  EXPECT_EQ(find({"steel"}), (Ids{3, 1, 4, 2}));
  EXPECT_EQ(find({"steel"}, {}, 3), (Ids{3, 1, 4}));
}

/// PostgreSQL asks in another way once it knows which words are common.
TEST_P(FullText, RareWordsAreFoundWhateverIsKnownOfThem) {
  std::vector<SearchText> records;
  for (std::int64_t id = 1; id <= 3000; ++id) {
    const std::string own = "w" + std::to_string(id % 1000);
    records.push_back({Id{id}, id % 2 == 0 ? "account" : "order", id <= 1000 ? own : "common",
                       id <= 1000 ? "common" : own});
  }
  db().write([&](Transaction& tx) { FullTextIndex::put(tx, records, Indexed::no); });
  const auto all_are_found = [&] {
    EXPECT_EQ(find({"w777"}), (Ids{777, 2777, 1777}));
    EXPECT_EQ(find({"w77"}, {}, 4), (Ids{779, 778, 777, 776}));
    EXPECT_EQ(find({"common", "w777"}), (Ids{2777, 1777, 777}));
    EXPECT_EQ(find({"w777", "com"}), (Ids{2777, 1777, 777}));
    EXPECT_EQ(find({"w778"}, {"account"}), (Ids{778, 2778, 1778}));
    EXPECT_EQ(find({"w778"}, {"order"}), Ids{});
    EXPECT_EQ(find({"w777"}, {"account", "order", "contact"}), (Ids{777, 2777, 1777}));
    EXPECT_EQ(find({"common"}, {}, 3), (Ids{3000, 2999, 2998}));
    EXPECT_EQ(find({"w9999"}), Ids{});
  };
  all_are_found();
  if (GetParam() == "postgres") run_in_postgres("ANALYZE search_index");
  close();
  open();
  all_are_found();
  if (GetParam() != "postgres") return;
  std::ifstream log{directory_.file("sql.txt")};
  const std::string texts{std::istreambuf_iterator<char>{log}, {}};
  EXPECT_NE(texts.find("ORDER BY words @@"), std::string::npos);
}

TEST_P(FullText, OnlyTheWantedEntities) {
  put(1, "account", {"steel"});
  put(2, "order", {"steel"});
  put(3, "work_order", {"steel"});
  EXPECT_EQ(find({"steel"}, {"order"}), (Ids{2}));
  EXPECT_EQ(find({"steel"}, {"order", "account"}), (Ids{2, 1}));
  EXPECT_EQ(find({"account"}), Ids{});  // an entity's name is not one of its words
  const auto hits =
      db().read([&](Reader& reader) { return search_rows(reader, {"steel"}, {"work_order"}, 5); });
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].entity, "work_order");
}

TEST_P(FullText, PutAgainReplacesAndRemoveForgets) {
  put(1, "account", {"old"});
  put(1, "account", {"new"});
  EXPECT_EQ(find({"old"}), Ids{});
  EXPECT_EQ(find({"new"}), (Ids{1}));
  db().write([&](Transaction& tx) { FullTextIndex::remove(tx, Id{1}); });
  EXPECT_EQ(find({"new"}), Ids{});
}

/// Words wait for the end of their group; whoever asks before must not notice.
TEST_P(FullText, WordsAreThereInTheSameTransactionAndGoWithWhatIsUndone) {
  const auto ids_in = [](Transaction& tx, const std::string& word) {
    Ids ids;
    for (const SearchHit& hit : search_rows(tx, {word}, {}, 10)) ids.push_back(hit.id.raw());
    return ids;
  };
  db().write([&](Transaction& tx) {
    FullTextIndex::put(tx, {{Id{1}, "account", "before", ""}});
    EXPECT_THROW(tx.savepoint([&] {
      FullTextIndex::put(tx, {{Id{2}, "account", "within", ""}});
      FullTextIndex::put(tx, {{Id{1}, "account", "changed", ""}});
      EXPECT_EQ(ids_in(tx, "within"), (Ids{2}));
      EXPECT_EQ(ids_in(tx, "changed"), (Ids{1}));
      EXPECT_EQ(ids_in(tx, "before"), Ids{});
      throw AppError{Errc::conflict, "undone"};
    }),
                 AppError);
    EXPECT_EQ(ids_in(tx, "before"), (Ids{1}));
    tx.savepoint([&] { FullTextIndex::put(tx, {{Id{3}, "account", "kept", ""}}); });
  });
  EXPECT_EQ(find({"before"}), (Ids{1}));
  EXPECT_EQ(find({"kept"}), (Ids{3}));
  EXPECT_EQ(find({"within"}), Ids{});
  EXPECT_EQ(find({"changed"}), Ids{});
  EXPECT_THROW(db().write([&](Transaction& tx) {
    FullTextIndex::put(tx, {{Id{4}, "account", "undone", ""}});
    throw AppError{Errc::conflict, "undone"};
  }),
               AppError);
  put(5, "account", {"next"});
  EXPECT_EQ(find({"undone"}), Ids{});
  EXPECT_EQ(find({"next"}), (Ids{5}));
}

/// After a large import the index becomes one segment while nobody writes, and all is still found.
TEST_P(FullText, AQuietIndexIsMerged) {
  constexpr std::int64_t batch = 8000;
  for (std::int64_t part = 0; part < 3; ++part) {
    std::vector<SearchText> records;
    for (std::int64_t id = part * batch + 1; id <= (part + 1) * batch; ++id) {
      std::string body;
      for (int word = 0; word < 20; ++word)
        body += "w" + std::to_string(id * 7919 + std::int64_t{word} * 104729) + "x ";
      records.push_back({Id{id}, "account", "t" + std::to_string(id), body});
    }
    db().write([&](Transaction& tx) { FullTextIndex::put(tx, records, Indexed::no); });
  }
  if (GetParam() == "sqlite") {
    const auto segments = [&] {
      sqlite3* file = nullptr;
      sqlite3_stmt* statement = nullptr;
      sqlite3_open(options_.sqlite_path.c_str(), &file);
      sqlite3_prepare_v2(file, "SELECT count(DISTINCT segid) FROM search_index_idx", -1, &statement,
                         nullptr);
      sqlite3_step(statement);
      const int count = sqlite3_column_int(statement, 0);
      sqlite3_finalize(statement);
      sqlite3_close(file);
      return count;
    };
    for (int i = 0; i < 200 && segments() != 1; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds{50});
    EXPECT_EQ(segments(), 1);
  }
  for (const std::int64_t id : {std::int64_t{1}, batch, 2 * batch, 3 * batch})
    EXPECT_EQ(find({"w" + std::to_string(id * 7919) + "x"}), (Ids{id}));
}

TEST_P(FullText, SignsInTokensDoNoHarm) {
  put(1, "account", {"steel"});
  for (const char* evil :
       {"\"", "steel\" OR \"x", "a*", "NEAR(a b)", "'", "x:*|y", "title:steel", "-", "\\", ""}) {
    EXPECT_EQ(find({evil}), Ids{}) << evil;
  }
  EXPECT_EQ(find({"AND"}), Ids{});
  EXPECT_EQ(find({"\"", "steel"}), (Ids{1}));
}

TEST_P(FullText, ASelectCanAskForMatches) {
  add_customer(1, "A");
  add_customer(2, "B");
  put(1, "customer", {"steel"});
  put(2, "customer", {"wood"});
  const auto found = [&](std::vector<std::string> tokens, std::string entity) {
    return single(
        from(customers(), {column(customers(), "id")},
             search_match(column(customers(), "id"), std::move(tokens), std::move(entity))));
  };
  EXPECT_EQ(found({"ste"}, ""), Value{Id{1}});
  EXPECT_EQ(found({"wood"}, "customer"), Value{Id{2}});
  EXPECT_TRUE(found({"wood"}, "order").is_null());
  EXPECT_TRUE(found({}, "").is_null());
}

}  // namespace
}  // namespace tw::store::testing
