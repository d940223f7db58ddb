#include <fcntl.h>
#include <unistd.h>

#include "platform/base/log.h"
#include "platform/store/sql/session.h"
#include "platform/store/sqlite/backup.h"
#include "platform/store/sqlite/introspect.h"
#include "platform/store/sqlite/reader_pool.h"
#include "platform/store/sqlite/safety.h"
#include "platform/store/sqlite/writer.h"

namespace tw::store::sqlite {
namespace {

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

/// Refuses what is unsafe and makes the file for our eyes only, before SQLite opens it.
const DatabaseOptions& prepared(const DatabaseOptions& options) {
  refuse_old_version(sqlite3_libversion_number());
  refuse_network_file_system(directory_of(options.sqlite_path));
  const int file = ::open(options.sqlite_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);
  return options;
}

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(const DatabaseOptions& options)
      : lock_{prepared(options).sqlite_path, options.use},
        recorder_{options.record_sql_file},
        writer_{options.sqlite_path, options.vfs, recorder_},
        readers_{options.sqlite_path, options.vfs, options.readers, recorder_} {}

  Plan plan(const Schema& schema) override {
    auto reader = readers_.take();
    return sql::plan_sync(sql::sqlite_dialect(), schema, introspect(*reader));
  }

  void apply(const Plan& plan) override {
    if (plan.empty()) return;
    run_write([&](Transaction& tx) {
      for (const Plan::Step& step : plan.steps) tx.session().run(step.sql);
    });
    // Lets the planner know the new indexes; looks at a sample of each only.
    writer_.alone([](Connection& connection) { connection.run("PRAGMA optimize = 0x10002"); });
  }

  std::vector<std::string> migrations_done() override {
    auto reader = readers_.take();
    std::vector<std::string> names;
    if (!introspect(*reader).bookkeeping) return names;
    const Table& table = sql::migration_table();
    Select query;
    query.sources = {{&table, Source::Join::from, nullptr}};
    query.items = {column(table, "name")};
    query.order_by = {{query.items[0], false}};
    SqliteSession session{*reader};
    const auto cursor = sql::SqlReader{session}.select(query);
    while (cursor->next()) names.emplace_back(cursor->text(0));
    return names;
  }

  void run_migration(const std::string& name, const std::string& sql) override;

  void backup(const std::string& path) override {
    auto reader = readers_.take();
    copy_to_file(*reader, path);
  }
  void restore(const std::string& path) override {
    writer_.alone([&](Connection& connection) { copy_from_file(connection, path); });
  }
  std::vector<std::string> check() override {
    auto reader = readers_.take();
    return findings(*reader);
  }
  std::string_view kind() const override { return "sqlite"; }
  bool read_only() const override { return writer_.read_only(); }
  bool ready() noexcept override {
    try {
      auto reader = readers_.take();
      return (*reader).answer_of("SELECT 1") == "1";
    } catch (const std::exception&) {
      return false;
    }
  }

 protected:
  void run_read(const std::function<void(Reader&)>& body) override;
  void run_write(const std::function<void(Transaction&)>& body) override { writer_.write(body); }

 private:
  ProcessLock lock_;
  sql::SqlRecorder recorder_;
  Writer writer_;
  ReaderPool readers_;
};

/// Ends the snapshot whatever happened inside; a read leaves nothing behind to lose.
class Snapshot {
 public:
  explicit Snapshot(Connection& connection) : connection_{connection} { connection_.run("BEGIN"); }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot() {
    try {
      if (!connection_.idle()) connection_.run("ROLLBACK");
    } catch (const std::exception& error) {
      logger::error("store.read", error.what());
    }
  }

 private:
  Connection& connection_;
};

void SqliteDatabase::run_read(const std::function<void(Reader&)>& body) {
  auto lease = readers_.take();
  const Snapshot snapshot{*lease};
  SqliteSession session{*lease};
  sql::SqlReader reader{session};
  body(reader);
}

void SqliteDatabase::run_migration(const std::string& name, const std::string& sql) {
  run_write([&](Transaction& tx) {
    Connection& connection = static_cast<SqliteSession&>(tx.session()).connection();
    const int code = sqlite3_exec(connection.handle(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) connection.fail(code);
    const std::string now = connection.answer_of("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')");
    tx.insert(sql::migration_table(), {{"name", name}, {"done_at", *DateTime::parse(now)}});
  });
}

}  // namespace
}  // namespace tw::store::sqlite

namespace tw::store::sql {

std::unique_ptr<Database> open_sqlite(const DatabaseOptions& options) {
  return std::make_unique<sqlite::SqliteDatabase>(options);
}

}  // namespace tw::store::sql
