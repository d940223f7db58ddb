// Jobs, schedules and events: done once where that can be promised, at least once where it cannot.
#include "platform/work/work.h"

#include <atomic>
#include <thread>

#include "platform/testkit/fixture.h"
#include "platform/work/queue.h"

namespace tw::work {
namespace {

using testkit::Answer;
constexpr std::int64_t minute_ms = 60'000;

class WorkTest : public testkit::AppTest {
 protected:
  record::RecordService& records() { return app().app().records; }
  Work& work() { return app().app().work; }

  Id queue(std::string_view kind, json::object parameters = {}) {
    return records().run(app().system_gate(),
                         [&](record::Unit& unit) { return enqueue(unit, kind, parameters); });
  }
  Answer job(Id id) { return app().get("/api/v1/jobs/" + id.text()); }
  void emit(std::string_view event) {
    records().run(app().system_gate(), [&](record::Unit& unit) {
      unit.emit(event, unit.entity("account"), Id{42}, {{"n", 1}});
    });
  }
};

TEST_P(WorkTest, AJobRunsOnceAndTellsItsResult) {
  int runs = 0;
  work().handle("other", [&](JobContext& job) {
    ++runs;
    EXPECT_EQ(job.parameters().at("n").as_int64(), 7);
    job.result({{"seen", 7}});
  });
  const Id id = queue("other", {{"n", 7}});
  EXPECT_EQ(job(id).string("state"), "queued");
  app().run_jobs();
  app().run_jobs();
  EXPECT_EQ(runs, 1);
  const Answer done = job(id);
  EXPECT_EQ(done.string("state"), "done");
  EXPECT_EQ(done.at("progress")->as_int64(), 100);
  EXPECT_EQ(done.at("result.seen")->as_int64(), 7);
}

TEST_P(WorkTest, AJobExistsExactlyWhenTheChangeDoes) {
  EXPECT_ANY_THROW(records().run(app().system_gate(), [&](record::Unit& unit) {
    enqueue(unit, "other", {});
    throw AppError{Errc::conflict, "test"};
  }));
  EXPECT_EQ(app().get("/api/v1/jobs").count(), 0);
}

TEST_P(WorkTest, AFaultFailsTheJobAloneAndIsToldInWords) {
  work().handle("other", [](JobContext&) {
    throw AppError{Errc::conflict, "class_scheme.no_orders"};
  });
  work().handle("backup", [](JobContext&) { throw std::runtime_error{"secret path /etc"}; });
  const Id known = queue("other");
  const Id unknown = queue("backup");
  const Id nobody = queue("reindex");  // no handler
  app().run_jobs();
  EXPECT_EQ(job(known).string("state"), "failed");
  EXPECT_NE(job(known).string("error"), "");
  EXPECT_EQ(job(unknown).string("state"), "failed");
  EXPECT_EQ(job(unknown).text.find("secret"), std::string::npos);
  EXPECT_EQ(job(nobody).string("state"), "failed");
}

TEST_P(WorkTest, AJobWhoseWorkerDiedRunsAgainAfterAMinute) {
  int runs = 0;
  work().handle("other", [&](JobContext&) { ++runs; });
  const Id id = queue("other");
  Queue dying{records(), "dying"};
  const auto taken = dying.take(app().clock().now());
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->id, id);
  app().run_jobs();
  EXPECT_EQ(runs, 0);
  EXPECT_EQ(job(id).string("state"), "running");
  app().clock().advance_ms(minute_ms + 1);
  app().run_jobs();
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(job(id).string("state"), "done");
  EXPECT_EQ(job(id).at("attempts")->as_int64(), 2);
}

TEST_P(WorkTest, ALivingWorkerKeepsItsJob) {
  const Id id = queue("other");
  Queue living{records(), "living"};
  ASSERT_TRUE(living.take(app().clock().now()).has_value());
  for (int i = 0; i < 5; ++i) {
    app().clock().advance_ms(minute_ms / 2);
    EXPECT_TRUE(living.report(id, 10 * i, "", app().clock().now()));
    EXPECT_FALSE(Queue(records(), "other").take(app().clock().now()).has_value());
  }
}

TEST_P(WorkTest, AJobThatKillsItsWorkerIsGivenUp) {
  const Id id = queue("other");
  Queue dying{records(), "dying"};
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(dying.take(app().clock().now()).has_value()) << i;
    app().clock().advance_ms(minute_ms + 1);
  }
  EXPECT_FALSE(dying.take(app().clock().now()).has_value());
  EXPECT_EQ(job(id).string("state"), "failed");
}

TEST_P(WorkTest, TwoWorkersNeverTakeTheSameJob) {
  constexpr int jobs = 20;
  for (int i = 0; i < jobs; ++i) queue("other");
  std::atomic<int> taken = 0;
  std::vector<std::thread> workers;
  for (int w = 0; w < 3; ++w)
    workers.emplace_back([&, w] {
      Queue mine{records(), "worker" + std::to_string(w)};
      while (mine.take(app().clock().now())) ++taken;
    });
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(taken, jobs);
  EXPECT_EQ(app().get("/api/v1/jobs?$filter=state eq 'running' and attempts eq 1").count(), jobs);
}

TEST_P(WorkTest, AScheduleQueuesOneJobAPeriodHoweverOftenItIsAsked) {
  int runs = 0;
  work().handle("other", [&](JobContext&) { ++runs; });
  work().schedule({"often", "other", 30, ""});
  for (int i = 0; i < 3; ++i) app().run_jobs();
  EXPECT_EQ(runs, 1);
  app().clock().advance_ms(30 * minute_ms);
  for (int i = 0; i < 3; ++i) app().run_jobs();
  EXPECT_EQ(runs, 2);
  app().clock().advance_ms(10 * 30 * minute_ms);  // a night without a server
  app().run_jobs();
  EXPECT_EQ(runs, 3);
}

TEST_P(WorkTest, AScheduleDoesNotRunAgainWhenTheClockGoesBack) {
  int runs = 0;
  work().handle("other", [&](JobContext&) { ++runs; });
  work().schedule({"often", "other", 30, ""});
  app().run_jobs();
  app().clock().advance_ms(-90 * minute_ms);
  app().run_jobs();
  EXPECT_EQ(runs, 1);
}

TEST_P(WorkTest, AnEventIsDeliveredOnce) {
  int delivered = 0;
  work().on_event("account.test", [&](record::Unit&, const Event& event) {
    ++delivered;
    EXPECT_EQ(event.record, Id{42});
    EXPECT_EQ(event.payload.at("n").as_int64(), 1);
  });
  emit("account.test");
  app().run_jobs();
  app().run_jobs();
  EXPECT_EQ(delivered, 1);
}

TEST_P(WorkTest, AnEventThatFailsComesAgainWithTheSameIdAndLeavesNothingHalfDone) {
  std::vector<Id> seen;
  work().on_event("account.test", [&](record::Unit& unit, const Event& event) {
    seen.push_back(event.id);
    unit.create(unit.entity("tag"), {{"name", "from the event"}});
    if (seen.size() < 3) throw std::runtime_error{"not yet"};
  });
  emit("account.test");
  app().run_jobs();
  EXPECT_EQ(seen.size(), 1u);
  EXPECT_EQ(app().get("/api/v1/tags").count(), 0);
  for (int i = 0; i < 10 && seen.size() < 3; ++i) {
    app().clock().advance_ms(minute_ms);
    app().run_jobs();
  }
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[0], seen[2]);
  EXPECT_EQ(app().get("/api/v1/tags").count(), 1);
}

TEST_P(WorkTest, OneBadEventDoesNotHoldTheOthers) {
  int good = 0;
  work().on_event("bad", [](record::Unit&, const Event&) { throw std::runtime_error{"never"}; });
  work().on_event("good", [&](record::Unit&, const Event&) { ++good; });
  emit("bad");
  emit("good");
  app().run_jobs();
  EXPECT_EQ(good, 1);
}

FOR_EACH_DATABASE(WorkTest);

}  // namespace
}  // namespace tw::work
