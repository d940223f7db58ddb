#include <thread>

#include "platform/base/check.h"
#include "platform/base/log.h"
#include "platform/base/seams.h"
#include "platform/store/postgres/backup.h"
#include "platform/store/postgres/introspect.h"
#include "platform/store/postgres/session.h"
#include "platform/store/postgres/write_queue.h"

namespace tw::store::postgres {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// Two servers that start at the same time change the schema one after the other.
constexpr std::string_view schema_lock = "SELECT pg_advisory_xact_lock(7309940183527)";

/// A write inside a write could wait for its own locks; SQLite's would wait for itself.
class WriteMark {
 public:
  WriteMark() {
    CHECK(!writing_);
    writing_ = true;
  }
  WriteMark(const WriteMark&) = delete;
  WriteMark& operator=(const WriteMark&) = delete;
  ~WriteMark() { writing_ = false; }

 private:
  static thread_local bool writing_;
};
thread_local bool WriteMark::writing_ = false;

class PostgresDatabase final : public Database {
 public:
  explicit PostgresDatabase(const DatabaseOptions& options)
      : uri_{options.postgres_uri},
        recorder_{options.record_sql_file},
        random_{system_random()},
        readers_{uri_, Role::reader, options.readers, recorder_},
        writers_{uri_, Role::writer, std::max(options.readers, min_writers), recorder_} {
    try {
      writers_.take();
      readers_.take();
    } catch (const CannotConnect& error) {
      throw AppError(Errc::storage, "store.cannot_open", {{"reason", error.reason()}});
    }
  }

  Plan plan(const Schema& schema) override {
    Connection connection{uri_, Role::maintenance, recorder_};
    connection.ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return sql::plan_sync(sql::postgres_dialect(), schema, introspect(connection));
  }

  void apply(const Plan& plan) override {
    if (plan.empty()) return;
    maintain([&](Transaction& tx, Connection& connection) {
      connection.ask(schema_lock);
      for (const Plan::Step& step : plan.steps) tx.session().run(step.sql);
    });
  }

  std::vector<std::string> migrations_done() override;
  void run_migration(const std::string& name, const std::string& sql) override;

  void backup(const std::string& path) override {
    Connection connection{uri_, Role::maintenance, recorder_};
    backup_to_file(connection, path);
  }
  void restore(const std::string& path) override {
    Connection connection{uri_, Role::maintenance, recorder_};
    restore_from_file(connection, path);
  }
  std::vector<std::string> check() override {
    Connection connection{uri_, Role::maintenance, recorder_};
    return findings(connection);
  }

  std::string_view kind() const override { return "postgres"; }
  bool read_only() const override { return false; }
  bool ready() noexcept override {
    try {
      Lease lease = readers_.take(std::chrono::seconds{1});
      PostgresSession session{lease};
      sql::Statement question;
      question.text = "SELECT 1";
      question.columns = {{meta::Storage::integer, 0}};
      const bool answered = session.query(question)->next();
      lease->end_read();
      return answered;
    } catch (const AppError& error) {
      return error.code() == "store.busy";  // all are at work: then it answers
    } catch (const std::exception&) {
      return false;
    }
  }

 protected:
  void run_read(const std::function<void(Reader&)>& body) override;
  void run_write(const std::function<void(Transaction&)>& body) override;

 private:
  static constexpr int min_writers = 8;
  enum class Outcome : std::uint8_t { done, conflict, lost };

  enum class Others : std::uint8_t { none, join };
  enum class Undo : std::uint8_t { by_transaction, by_savepoint };

  Outcome try_writes(std::vector<Write*>& group, Others others);
  static void run_inside(PostgresSession& session, Write& write, Undo undo);
  bool run_group(std::vector<Write*>& group, Others others, WriteQueue::TimePoint give_up);
  void maintain(const std::function<void(Transaction&, Connection&)>& body);
  void pause(int attempt);

  const std::string uri_;
  sql::SqlRecorder recorder_;
  const std::unique_ptr<Random> random_;
  Pool readers_, writers_;
  WriteQueue queue_;
  CommonWords words_;
};

/// Ends the snapshot whatever happened inside; a read leaves nothing behind to lose.
class Snapshot {
 public:
  explicit Snapshot(Lease& lease) : lease_{lease} {}
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot() { lease_->end_read(); }

 private:
  Lease& lease_;
};

void PostgresDatabase::run_read(const std::function<void(Reader&)>& body) {
  Lease lease = readers_.take();
  const Snapshot snapshot{lease};
  PostgresSession session{lease, &words_};
  sql::SqlReader reader{session};
  body(reader);
}

/// Undoes what was not committed, before the connection is given back.
class Unit {
 public:
  explicit Unit(Connection& connection) : connection_{connection} {
    connection_.clear_conflict();
    connection_.post("BEGIN");
  }
  Unit(const Unit&) = delete;
  Unit& operator=(const Unit&) = delete;
  ~Unit() {
    if (!committed_) connection_.roll_back();
  }
  void commit() {
    connection_.commit();
    committed_ = true;
  }

 private:
  Connection& connection_;
  bool committed_ = false;
};

/// A write alone is a transaction. Those that are together have a savepoint each, and more may join
/// for a short while.
PostgresDatabase::Outcome PostgresDatabase::try_writes(std::vector<Write*>& group, Others others) {
  constexpr auto short_while = std::chrono::milliseconds{5};
  constexpr std::size_t most = 64;
  const auto end = SteadyClock::now() + short_while;
  const bool alone = group.size() == 1 && (others == Others::none || !queue_.anyone_waits());
  Lease lease = writers_.take();
  PostgresSession session{lease};
  bool committing = false;
  try {
    Unit unit{*lease};
    for (std::size_t i = 0; i < group.size(); ++i) {
      run_inside(session, *group[i], alone ? Undo::by_transaction : Undo::by_savepoint);
      // A body may have caught the error; the transaction is undone all the same.
      if (lease->conflicted()) return Outcome::conflict;
      if (group[i]->error && (alone || lease->lost())) std::rethrow_exception(group[i]->error);
      const bool more = !alone && others == Others::join && i + 1 == group.size() &&
                        group.size() < most && SteadyClock::now() < end;
      if (Write* next = more ? queue_.take() : nullptr) group.push_back(next);
    }
    committing = true;
    unit.commit();
    return Outcome::done;
  } catch (const std::exception&) {
    if (lease->conflicted()) return Outcome::conflict;
    if (lease->lost() && !lease->timed_out() && !committing) return Outcome::lost;
    throw;
  }
}

void PostgresDatabase::run_inside(PostgresSession& session, Write& write, Undo undo) {
  write.error = nullptr;
  sql::SqlTransaction transaction{session};
  try {
    if (undo == Undo::by_transaction) {
      write.body(transaction);
      transaction.write_appended();
    } else {
      transaction.savepoint([&] { write.body(transaction); });
    }
    write.actions = transaction.take_actions();
  } catch (...) {  // handed to the thread that waits for it
    write.error = std::current_exception();
  }
}

/// Between two attempts: a while that grows, and differs between those who met.
void PostgresDatabase::pause(int attempt) {
  const auto most = std::uint64_t{500} << std::min(attempt, 6);  // 0.5 … 32 ms
  std::this_thread::sleep_for(std::chrono::microseconds{random_->next() % most});
}

/// Tries again what met another or lost its connection; afterwards each write is committed or has
/// an error. False when a write alone met another: it goes on in the queue.
bool PostgresDatabase::run_group(std::vector<Write*>& group, Others others,
                                 WriteQueue::TimePoint give_up) {
  bool renewed = false;
  for (int attempt = 1;; ++attempt) {
    try {
      const Outcome outcome = try_writes(group, others);
      if (outcome == Outcome::done) break;
      if (outcome == Outcome::lost) {
        if (std::exchange(renewed, true)) unavailable();
        continue;
      }
      queue_.note_meeting();
      if (others == Others::none) return false;
      if (SteadyClock::now() > give_up) throw AppError(Errc::busy, "store.busy");
    } catch (const AppError& error) {
      // Each waiting thread gets an exception of its own.
      for (Write* write : group) write->error = std::make_exception_ptr(error);
      return true;
    } catch (...) {
      for (Write* write : group) write->error = std::current_exception();
      return true;
    }
    if (attempt > 2) pause(attempt);
  }
  for (const Write* write : group) {
    if (write->error != nullptr) continue;
    for (const auto& action : write->actions) action();
  }
  return true;
}

void PostgresDatabase::run_write(const std::function<void(Transaction&)>& body) {
  const auto give_up = SteadyClock::now() + std::chrono::seconds{10};
  const WriteMark mark;
  Write own{body};
  std::vector<Write*> group{&own};
  if (queue_.is_wanted() || !run_group(group, Others::none, give_up)) {
    if (queue_.enter(own, give_up)) {
      run_group(group, Others::join, give_up);
      queue_.leave(group);
    }
  }
  if (own.error != nullptr) std::rethrow_exception(own.error);
}

void PostgresDatabase::maintain(const std::function<void(Transaction&, Connection&)>& body) {
  Pool once{uri_, Role::maintenance, 1, recorder_};
  Lease lease = once.take();
  PostgresSession session{lease};
  Unit unit{*lease};
  sql::SqlTransaction transaction{session};
  body(transaction, *lease);
  transaction.write_appended();
  unit.commit();
}

std::vector<std::string> PostgresDatabase::migrations_done() {
  std::vector<std::string> names;
  Connection connection{uri_, Role::maintenance, recorder_};
  if (!introspect(connection).bookkeeping) return names;
  const Result rows = connection.ask("SELECT name FROM schema_migration ORDER BY name");
  for (int i = 0; i < PQntuples(rows.get()); ++i) names.emplace_back(read_text(rows.get(), i, 0));
  return names;
}

void PostgresDatabase::run_migration(const std::string& name, const std::string& sql) {
  maintain([&](Transaction& tx, Connection& connection) {
    connection.ask(schema_lock);
    connection.run_script(sql);
    const Result now = connection.ask("SELECT now()");
    const Value moment =
        read_value(now.get(), 0, 0, form_of(now.get(), 0), {meta::Storage::datetime, 0});
    tx.insert(sql::migration_table(), {{"name", name}, {"done_at", moment}});
  });
}

}  // namespace
}  // namespace tw::store::postgres

namespace tw::store::sql {

std::unique_ptr<Database> open_postgres(const DatabaseOptions& options) {
  return std::make_unique<postgres::PostgresDatabase>(options);
}

}  // namespace tw::store::sql
