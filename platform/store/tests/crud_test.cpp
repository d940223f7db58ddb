// Rows in, rows out, and what goes wrong on the way: the same on both databases.

#include "platform/store/tests/store_fixture.h"

namespace tw::store::testing {
namespace {

class Crud : public StoreTest {};
INSTANTIATE_TEST_SUITE_P(Both, Crud, ::testing::ValuesIn(database_kinds()));

TEST_P(Crud, EveryStorageComesBackAsItWentIn) {
  const Decimal credit = Decimal::scaled(-12345, 2);
  const Date born = *Date::of(1987, 2, 28);
  const DateTime seen = *DateTime::parse("2026-11-21T08:30:00.123Z");
  db().write([&](Transaction& tx) {
    tx.insert(customers(), {{"id", Id{7}},
                            {"version", 3},
                            {"code", "K-1"},
                            {"name", "重要客户 'x' \"y\""},
                            {"active", true},
                            {"credit", credit},
                            {"rank", std::int64_t{-9'000'000'000}},
                            {"born", born},
                            {"seen", seen},
                            {"tags", "[\"a\",\"b\"]"}});
  });
  db().read([&](Reader& reader) {
    std::vector<TermPtr> items;
    for (const Column& column : customers().columns)
      items.push_back(store::column(customers(), column.name));
    const auto cursor = reader.select(from(customers(), items));
    ASSERT_TRUE(cursor->next());
    EXPECT_EQ(cursor->value(0), Value{Id{7}});
    EXPECT_EQ(cursor->value(1), Value{3});
    EXPECT_EQ(cursor->value(2), Value{"K-1"});
    EXPECT_EQ(cursor->value(3), Value{"重要客户 'x' \"y\""});
    EXPECT_EQ(cursor->value(4), Value{true});
    EXPECT_EQ(cursor->value(5), Value{credit});
    EXPECT_EQ(cursor->value(6), Value{std::int64_t{-9'000'000'000}});
    EXPECT_EQ(cursor->value(7), Value{born});
    EXPECT_EQ(cursor->value(8), Value{seen});
    EXPECT_EQ(cursor->value(9), Value{"[\"a\",\"b\"]"});
    EXPECT_TRUE(cursor->is_null(10));
    EXPECT_TRUE(cursor->value(10).is_null());
    EXPECT_EQ(cursor->integer(5), -12345);
    EXPECT_EQ(cursor->text(7), "1987-02-28");
    EXPECT_EQ(cursor->text(8), "2026-11-21T08:30:00.123Z");
    EXPECT_FALSE(cursor->next());
  });
}

TEST_P(Crud, UpdateAndRemoveTouchWhatMatches) {
  add_customer(1, "A");
  add_customer(2, "B");
  db().write([&](Transaction& tx) {
    EXPECT_EQ(
        tx.update(customers(), {{"name", "Bea"}, {"version", 2}}, equals(customers(), "code", "B")),
        1);
    EXPECT_EQ(tx.update(customers(), {{"name", "Eve"}}, equals(customers(), "code", "none")), 0);
    EXPECT_EQ(tx.remove(customers(), equals(customers(), "id", Id{1})), 1);
  });
  EXPECT_EQ(count(customers()), 1);
  EXPECT_EQ(single(from(customers(), {column(customers(), "name")})), Value{"Bea"});
}

TEST_P(Crud, UpsertInsertsOrReplaces) {
  const auto put = [&](const char* content) {
    db().write([&](Transaction& tx) {
      tx.upsert(settings(), {{"scope", "mail"}, {"name", "host"}, {"content", content}});
    });
  };
  put("one");
  put("two");
  EXPECT_EQ(count(settings()), 1);
  EXPECT_EQ(single(from(settings(), {column(settings(), "content")})), Value{"two"});
}

TEST_P(Crud, IncrementReturnsTheNewValue) {
  add_customer(1, "A");
  db().write([&](Transaction& tx) {
    EXPECT_EQ(tx.increment(customers(), "version", 5, equals(customers(), "id", Id{1})), 6);
    EXPECT_EQ(tx.increment(customers(), "version", -1, equals(customers(), "id", Id{1})), 5);
  });
  EXPECT_EQ(code_of([&] {
              db().write([&](Transaction& tx) {
                tx.increment(customers(), "version", 1, equals(customers(), "id", Id{99}));
              });
            }),
            "store.no_such_record");
}

TEST_P(Crud, ManyRowsAtOnce) {
  std::vector<std::vector<Value>> rows;
  for (int i = 1; i <= 2500; ++i) rows.push_back({Id{i}, 1, "C" + std::to_string(i), Value{}});
  const std::vector<std::string_view> names{"id", "version", "code", "name"};
  db().write([&](Transaction& tx) { tx.insert_rows(customers(), names, rows); });
  EXPECT_EQ(count(customers()), 2500);
  EXPECT_EQ(single(from(customers(), {call(Fn::max, {column(customers(), "id")})})),
            Value{Id{2500}});
}

std::vector<Value> customer_row(std::int64_t id, const std::string& code) {
  std::vector<Value> row(customers().columns.size());
  row[0] = Value{Id{id}};
  row[1] = Value{1};
  row[2] = Value{code};
  return row;
}

TEST_P(Crud, AppendedRowsAreThereForWhoeverAsks) {
  db().write([&](Transaction& tx) {
    for (std::int64_t id = 1; id <= 40; ++id)
      tx.append(customers(), customer_row(id, "C" + std::to_string(id)));
    EXPECT_EQ(tx.count(count_of(customers())), 40);
    tx.append(customers(), customer_row(41, "C41"));
    EXPECT_EQ(tx.update(customers(), {{"name", "Ann"}}, equals(customers(), "id", Id{41})), 1);
    tx.append(customers(), customer_row(42, "C42"));
  });
  EXPECT_EQ(count(customers()), 42);
}

TEST_P(Crud, AppendedRowsMayReferToEachOther) {
  db().write([&](Transaction& tx) {
    for (std::int64_t id = 1; id <= 20; ++id) {
      // Were all customers written before all orders, the first parent would be missing; were the
      // orders first, their customers would.
      std::vector<Value> row = customer_row(id, "C" + std::to_string(id));
      if (id > 1) row.back() = Value{Id{id - 1}};
      tx.append(customers(), std::move(row));
      tx.append(orders(), {Id{id}, Id{id}, Decimal{5}});
      tx.append(order_lines(), {Id{id}, Id{id}, 3});
    }
  });
  EXPECT_EQ(count(order_lines()), 20);
}

TEST_P(Crud, WhatIsWrongWithAnAppendedRowShowsAtTheLatestAtTheEnd) {
  const auto twins = [&](Transaction& tx) {
    tx.append(customers(), customer_row(1, "A"));
    tx.append(customers(), customer_row(2, "A"));
  };
  EXPECT_EQ(code_of([&] { db().write(twins); }), "store.unique");
  EXPECT_EQ(count(customers()), 0);
  db().write([&](Transaction& tx) {
    tx.append(customers(), customer_row(7, "kept"));
    EXPECT_EQ(code_of([&] { tx.savepoint([&] { twins(tx); }); }), "store.unique");
    const auto fails = [&] {
      tx.append(customers(), customer_row(8, "undone"));
      throw AppError(Errc::invalid, "test.stop");
    };
    EXPECT_EQ(code_of([&] { tx.savepoint(fails); }), "test.stop");
  });
  EXPECT_EQ(single(from(customers(), {column(customers(), "code")})), Value{"kept"});
  EXPECT_EQ(count(customers()), 1);
}

TEST_P(Crud, UniqueViolationNamesTheColumns) {
  add_customer(1, "A");
  try {
    add_customer(2, "A");
    FAIL() << "the second row went in";
  } catch (const AppError& error) {
    EXPECT_EQ(error.kind(), Errc::conflict);
    EXPECT_EQ(error.code(), "store.unique");
    EXPECT_EQ(error.params(), (Params{{"table", "customers"}, {"columns", "code"}}));
  }
  EXPECT_EQ(code_of([&] { add_customer(1, "B"); }), "store.unique");
  EXPECT_EQ(count(customers()), 1);
  db().write([&](Transaction& tx) {  // nulls are never equal
    tx.insert(customers(), {{"id", Id{3}}, {"version", 1}});
    tx.insert(customers(), {{"id", Id{4}}, {"version", 1}});
  });
}

TEST_P(Crud, BrokenReferencesAreRefused) {
  const auto order = [&](std::int64_t id, std::int64_t customer) {
    db().write([&](Transaction& tx) {
      tx.insert(orders(), {{"id", Id{id}}, {"customer_id", Id{customer}}});
    });
  };
  EXPECT_EQ(code_of([&] { order(1, 99); }), "store.no_such_record");
  add_customer(1, "A");
  order(1, 1);
  EXPECT_EQ(code_of([&] {
              db().write([&](Transaction& tx) {
                tx.remove(customers(), equals(customers(), "id", Id{1}));
              });
            }),
            "store.referenced");
  EXPECT_EQ(count(customers()), 1);
}

TEST_P(Crud, RemovalCascadesOrSetsNull) {
  add_customer(1, "A");
  add_customer(2, "B");
  db().write([&](Transaction& tx) {
    tx.update(customers(), {{"parent_id", Id{1}}}, equals(customers(), "id", Id{2}));
    tx.insert(orders(), {{"id", Id{10}}, {"customer_id", Id{2}}});
    tx.insert(order_lines(), {{"id", Id{100}}, {"order_id", Id{10}}, {"quantity", 5}});
    tx.remove(orders(), equals(orders(), "id", Id{10}));
    tx.remove(customers(), equals(customers(), "id", Id{1}));
  });
  EXPECT_EQ(count(order_lines()), 0);
  EXPECT_TRUE(single(from(customers(), {column(customers(), "parent_id")})).is_null());
}

TEST_P(Crud, WrongValuesNeverReachTheDatabase) {
  EXPECT_EQ(code_of([&] { add_customer(1, std::string{"a\0b", 3}); }), "store.text_nul");
  EXPECT_EQ(code_of([&] {
              db().write([&](Transaction& tx) {
                tx.insert(customers(), {{"id", Id{1}}, {"version", "one"}});
              });
            }),
            "store.wrong_type");
  EXPECT_EQ(count(customers()), 0);
}

TEST_P(Crud, AnExceptionUndoesTheWholeWrite) {
  add_customer(1, "A");
  EXPECT_THROW(db().write([&](Transaction& tx) {
    tx.remove(customers(), nullptr);
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  EXPECT_EQ(count(customers()), 1);
}

TEST_P(Crud, SavepointsUndoTheirPartAlone) {
  std::vector<std::string> told;
  db().write([&](Transaction& tx) {
    const auto add = [&](std::int64_t id) {
      tx.insert(customers(), {{"id", Id{id}}, {"version", 1}});
    };
    add(1);
    tx.after_commit([&] { told.push_back("outer"); });
    EXPECT_EQ(code_of([&] {
                tx.savepoint([&] {
                  add(2);
                  tx.after_commit([&] { told.push_back("undone"); });
                  tx.savepoint([&] { add(3); });
                  add(1);
                });
              }),
              "store.unique");
    tx.savepoint([&] {
      add(4);
      tx.after_commit([&] { told.push_back("inner"); });
    });
    EXPECT_TRUE(told.empty());
  });
  EXPECT_EQ(count(customers()), 2);
  EXPECT_EQ(told, (std::vector<std::string>{"outer", "inner"}));
}

TEST_P(Crud, AfterCommitDoesNotRunWhenNothingWasCommitted) {
  bool ran = false;
  EXPECT_THROW(db().write([&](Transaction& tx) {
    tx.after_commit([&] { ran = true; });
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  EXPECT_FALSE(ran);
}

TEST_P(Crud, AReadSeesOneSnapshot) {
  add_customer(1, "A");
  db().read([&](Reader& reader) {
    EXPECT_EQ(reader.count(count_of(customers())), 1);
    std::thread{[&] { add_customer(2, "B"); }}.join();
    EXPECT_EQ(reader.count(count_of(customers())), 1);
  });
  EXPECT_EQ(count(customers()), 2);
}

TEST_P(Crud, TheSameQueryMayRunTwiceAtATime) {
  add_customer(1, "A");
  add_customer(2, "B");
  const Select query = from(customers(), {column(customers(), "id")});
  db().read([&](Reader& reader) {
    const auto outer = reader.select(query);
    int rows = 0;
    while (outer->next()) {
      const auto inner = reader.select(query);
      while (inner->next()) ++rows;
    }
    EXPECT_EQ(rows, 4);
  });
}

TEST_P(Crud, RowsSurviveAReopening) {
  add_customer(1, "A");
  close();
  open();
  EXPECT_EQ(count(customers()), 1);
  EXPECT_TRUE(db().check().empty());
  EXPECT_TRUE(db().ready());
  EXPECT_FALSE(db().read_only());
  EXPECT_EQ(db().kind(), GetParam());
}

TEST_P(Crud, OnlyAFiniteSetOfTextsIsPrepared) {
  const auto texts = [&] {
    std::ifstream file{options_.record_sql_file};
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  };
  const auto use = [&](int i) {
    const std::string evil = "x'; DROP TABLE customers; --" + std::to_string(i);
    add_customer(i, evil, evil);
    single(from(customers(), {column(customers(), "name")},
                call(Fn::in_param_list,
                     {column(customers(), "code"), parameter(list_of(std::vector<std::string>(
                                                       static_cast<std::size_t>(i), evil)))})));
  };
  use(1);
  const auto once = texts();
  for (int i = 2; i < 30; ++i) use(i);
  EXPECT_EQ(texts(), once);
  for (const std::string& text : once)
    EXPECT_EQ(text.find("DROP TABLE"), std::string::npos) << text;
}

}  // namespace
}  // namespace tw::store::testing
