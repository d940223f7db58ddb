// The write pipeline with its database: what is promised of every save.
#include "platform/record/pipeline.h"

#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

#include <set>
#include <thread>

#include "platform/testkit/fingerprint.h"
#include "platform/testkit/fixture.h"

namespace tw::testkit {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PipelineTest : public AppTest {
 protected:
  record::RecordService& records() { return app().app().records; }

  std::string account(std::string_view name) {
    return app().post("/api/v1/accounts", "{\"name\":\"" + std::string{name} + "\"}").id();
  }
  /// Runs on several threads at once.
  template <class F>
  void together(int threads, F&& body) {
    std::vector<std::thread> running;
    running.reserve(static_cast<std::size_t>(threads));
    for (int i = 0; i < threads; ++i) running.emplace_back([&, i] { body(i); });
    for (std::thread& one : running) one.join();
  }
};

TEST_P(PipelineTest, SequencesHaveNoHolesAndNoTwinsUnderConcurrentWrites) {
  app();
  constexpr int threads = 4;
  constexpr int each = 8;
  together(threads, [&](int) {
    for (int i = 0; i < each; ++i)
      EXPECT_EQ(app().post("/api/v1/accounts", R"({"name":"x"})").status, 201);
  });
  const Answer all = app().get("/api/v1/accounts?$select=number&$orderby=number&$top=100");
  ASSERT_EQ(all.count(), threads * each);
  EXPECT_EQ(all.string("value.0.number"), "C-00001");
  EXPECT_EQ(all.string("value.31.number"), "C-00032");
}

TEST_P(PipelineTest, ARefusedWriteDoesNotUseUpANumber) {
  EXPECT_EQ(app().post("/api/v1/accounts", R"({"name":"x","source":"nowhere"})").status, 422);
  EXPECT_EQ(app().post("/api/v1/accounts", R"({"name":"x"})").string("number"), "C-00001");
}

TEST_P(PipelineTest, SequencesBeginAnewWithTheirPeriod) {
  const std::string id = account("x");
  const std::string body = "{\"account_id\":\"" + id + "\",\"lines\":[{\"description\":\"a\"}]}";
  EXPECT_EQ(app().post("/api/v1/orders", body).string("number"), "SO-2026-00001");
  EXPECT_EQ(app().post("/api/v1/orders", body).string("number"), "SO-2026-00002");
  app().clock().advance_ms(std::int64_t{365} * 86'400'000);
  EXPECT_EQ(app().post("/api/v1/orders", body).string("number"), "SO-2027-00001");
}

TEST_P(PipelineTest, OfManyWithOneUniqueValueOneIsCreated) {
  app();
  std::atomic<int> created = 0;
  std::atomic<int> refused = 0;
  together(4, [&](int) {
    const Answer answer =
        app().post("/api/v1/accounts", R"({"name":"Zwilling","external_id":"ERP-1"})");
    if (answer.status == 201) ++created;
    if (answer.status == 422 || answer.status == 409) ++refused;
  });
  EXPECT_EQ(created, 1);
  EXPECT_EQ(refused, 3);
}

TEST_P(PipelineTest, OfManyWithOneVersionOneWins) {
  const std::string target = "/api/v1/accounts/" + account("Umkämpft");
  std::atomic<int> won = 0;
  std::atomic<int> stale = 0;
  together(4, [&](int i) {
    const Answer answer = app().patch(target, "{\"city\":\"C" + std::to_string(i) + "\"}", "admin",
                                      {{"If-Match", "W/\"1\""}});
    if (answer.status == 200) ++won;
    if (answer.status == 412) ++stale;
  });
  EXPECT_EQ(won, 1);
  EXPECT_EQ(stale, 3);
}

TEST_P(PipelineTest, RollupsHoldWhatTheChildrenSayAfterConcurrentWrites) {
  const std::string id = account("Rollup");
  together(4, [&](int i) {
    for (int j = 0; j < 4; ++j) {
      const std::string day = "2026-0" + std::to_string(i + 1) + "-1" + std::to_string(j);
      const json::object body{{"kind", "call"},
                              {"subject", "x"},
                              {"account_id", id},
                              {"happened_at", day + "T00:00:00Z"}};
      EXPECT_EQ(app().post("/api/v1/activities", boost::json::serialize(body)).status, 201);
    }
  });
  const Answer seen = app().get("/api/v1/accounts/" + id);
  EXPECT_EQ(seen.string("last_contact_at"), "2026-04-13T00:00:00.000Z");
}

TEST_P(PipelineTest, RollupsFollowAChildThatMovesOrGoes) {
  const std::string first = account("Erste");
  const std::string second = account("Zweite");
  const std::string child =
      app()
          .post("/api/v1/activities",
                "{\"kind\":\"call\",\"subject\":\"x\",\"account_id\":\"" + first + "\"}")
          .id();
  const auto last = [&](const std::string& id) {
    return app().get("/api/v1/accounts/" + id).string("last_contact_at");
  };
  EXPECT_NE(last(first), "");
  app().patch("/api/v1/activities/" + child, "{\"account_id\":\"" + second + "\"}");
  EXPECT_EQ(last(first), "");
  EXPECT_NE(last(second), "");
  app().del("/api/v1/activities/" + child);
  EXPECT_EQ(last(second), "");
  app().post("/api/v1/activities/" + child + "/restore", "{}");
  EXPECT_NE(last(second), "");
}

/// A batch asks ahead and puts off: what its records see is what they would see one by one.
TEST_P(PipelineTest, ABatchSeesItsOwnWrites) {
  const Id firm = *Id::parse(account("Nordlicht"));
  const meta::EntityDef& accounts = app().app().catalogue->entity("account");
  const meta::EntityDef& orders = app().app().catalogue->entity("order");
  const access::Gate gate = app().gate("admin");
  record::WriteOptions batch;
  batch.batch = true;
  records().run(gate, [&](record::Unit& unit) {
    const meta::FieldDef& external = accounts.field("external_id");
    unit.look_ahead(accounts, {{{&accounts, {firm, Id{1}}}}, {{&external, {"K1", "K2"}}}});
    EXPECT_THAT(unit.visible_of(accounts, {firm, Id{1}}), ElementsAre(firm));
    const auto create = [&](const char* key) {
      return unit.create(accounts, {{"name", key}, {"external_id", key}}, batch).id;
    };
    const Id made = create("K1");
    EXPECT_THAT(unit.visible_of(accounts, {made}), ElementsAre(made));
    try {
      create("K1");
      FAIL() << "two accounts have one external number";
    } catch (const AppError& error) {
      EXPECT_EQ(error.problems().at(0).code, "field.not_unique");
    }
    EXPECT_EQ(unit.find(accounts, "external_id", Value{"K2"}), std::nullopt);
    create("K2");
    EXPECT_NE(unit.find(accounts, "external_id", Value{"K2"}), std::nullopt);
    for (const char* day : {"2026-03-02", "2025-11-30"})
      unit.create(orders,
                  {{"account_id", firm.text()},
                   {"order_date", day},
                   {"lines", json::array{json::object{{"description", "a"}, {"quantity", 1}}}}},
                  batch);
    EXPECT_EQ(unit.load(accounts, firm).get("last_order_date"), Value{*Date::of(2026, 3, 2)});
    EXPECT_EQ(unit.load(accounts, firm).get("first_order_date"), Value{*Date::of(2025, 11, 30)});
    EXPECT_THROW(unit.savepoint([&] {
      create("K3");
      throw AppError(Errc::invalid, "test.stop");
    }),
                 AppError);
    create("K3");
  });
  EXPECT_EQ(app().get("/api/v1/accounts?$search=k3").count(), 1);
  EXPECT_EQ(app().get("/api/v1/accounts").count(), 4);
}

TEST_P(PipelineTest, ARemovalThatIsUndoneLeavesTheRecordToBeFound) {
  const meta::EntityDef& accounts = app().app().catalogue->entity("account");
  const access::Gate gate = app().gate("admin");
  records().run(gate, [&](record::Unit& unit) {
    const Id made = unit.create(accounts, {{"name", "Nordlicht"}}).id;
    EXPECT_THROW(unit.savepoint([&] {
      unit.remove(accounts, made);
      throw AppError(Errc::invalid, "test.stop");
    }),
                 AppError);
  });
  EXPECT_EQ(app().get("/api/v1/accounts?$search=nordlicht").count(), 1);
}

TEST_P(PipelineTest, TheAuditHoldsWhatChangedAndNothingElse) {
  const std::string target = "/api/v1/accounts/" + account("Alt");
  ASSERT_EQ(app().patch(target, R"({"name":"Neu","city":"Ulm","phone":null})").status, 200);
  const Answer history = app().get(target + "/timeline");
  ASSERT_EQ(history.count(), 2) << history.text;
  const json::array& changes = history.at("value.0.changes")->as_array();
  std::set<std::string> fields;
  for (const json::value& change : changes)
    fields.emplace(change.as_object().at("field").as_string());
  EXPECT_THAT(fields, ElementsAre("city", "name"));
  EXPECT_EQ(history.string("value.0.by.name"), "admin");
}

TEST_P(PipelineTest, ARefusedWriteLeavesTheDatabaseAsItWas) {
  const std::string id = account("Bleibt");
  const Fingerprint before = fingerprint_of(app().app());
  EXPECT_EQ(app().patch("/api/v1/accounts/" + id, R"({"name":"","city":"Ulm"})").status, 422);
  EXPECT_EQ(app()
                .post("/api/v1/accounts",
                      R"({"name":"Halb","contacts":[{"name":"gut"},{"email":"schlecht"}]})")
                .status,
            422);
  EXPECT_THAT(differences(before, fingerprint_of(app().app())), IsEmpty());
}

TEST_P(PipelineTest, AFaultAfterTheWriteUndoesIt) {
  const Fingerprint before = fingerprint_of(app().app());
  EXPECT_ANY_THROW(records().run(app().system_gate(), [](record::Unit& unit) {
    unit.create(unit.entity("account"), {{"name", "weg"}});
    unit.emit("account.test", unit.entity("account"), Id{1});
    throw AppError{Errc::conflict, "test"};
  }));
  EXPECT_THAT(differences(before, fingerprint_of(app().app())), IsEmpty());
}

TEST_P(PipelineTest, HooksRunInTheOrderInWhichTheyAreBound) {
  std::vector<std::string> order;
  record::Hooks hooks;
  const auto note = [&](const char* name) {
    return [&order, name](record::HookContext&, record::Record&) { order.emplace_back(name); };
  };
  hooks.before_save("tag", note("first")).after_save("tag", note("after"));
  hooks.before_save("tag", note("second")).before_save("team", note("of another"));
  hooks.before_delete("tag", [&](record::HookContext&, const record::Record&) {
    order.emplace_back("before delete");
  });
  hooks.after_delete("tag", [&](record::HookContext&, const record::Record&) {
    order.emplace_back("after delete");
  });
  app::App& whole = app().app();
  record::RecordService own{*whole.catalogue, whole.schema, *whole.database, hooks,
                            whole.index,      whole.ids,    *whole.clock};
  own.run(app().system_gate(), [&](record::Unit& unit) {
    order.clear();
    const Id id = unit.create(unit.entity("tag"), {{"name", "x"}}).id;
    unit.remove(unit.entity("tag"), id);
  });
  EXPECT_THAT(order, ElementsAre("first", "second", "after", "before delete", "after delete"));
}

TEST_P(PipelineTest, WhatAHookFindsWrongIsToldWithAllElse) {
  record::Hooks hooks;
  hooks.before_save("tag", [](record::HookContext& context, record::Record&) {
    context.problems.add("test.never", "colour");
  });
  app::App& whole = app().app();
  record::RecordService own{*whole.catalogue, whole.schema, *whole.database, hooks,
                            whole.index,      whole.ids,    *whole.clock};
  std::vector<std::string> codes;
  try {
    own.run(app().system_gate(), [](record::Unit& unit) { unit.create(unit.entity("tag"), {}); });
  } catch (const AppError& error) {
    for (const Problem& problem : error.problems()) codes.push_back(problem.code);
  }
  EXPECT_THAT(codes, ElementsAre("test.never", "field.required"));
}

/// R9: a hundred askers with one key have one effect and one answer.
TEST_P(PipelineTest, AHundredRequestsWithOneKeyCreateOneRecord) {
  app();
  std::mutex mutex;
  std::set<std::string> ids;
  std::atomic<int> other = 0;
  together(10, [&](int) {
    for (int i = 0; i < 10; ++i) {
      const Answer answer = app().post("/api/v1/accounts", R"({"name":"Einmal"})", "sales_rep",
                                       {{"Idempotency-Key", "k"}});
      const std::lock_guard lock{mutex};
      if (answer.status == 201)
        ids.insert(answer.id());
      else if (answer.code() != "idempotency.in_progress")
        ++other;
    }
  });
  EXPECT_EQ(ids.size(), 1u);
  EXPECT_EQ(other, 0);
  EXPECT_EQ(app().get("/api/v1/accounts").count(), 1);
}

FOR_EACH_DATABASE(PipelineTest);

}  // namespace
}  // namespace tw::testkit
