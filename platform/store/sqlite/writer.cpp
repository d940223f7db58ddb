#include "platform/store/sqlite/writer.h"

#include <chrono>

#include "platform/base/check.h"
#include "platform/base/log.h"

namespace tw::store::sqlite {
namespace {

using SteadyClock = std::chrono::steady_clock;

// A group closes when nobody waits any more, or at these bounds, so that the first in it does not
// wait long for the last.
constexpr std::size_t max_group = 256;
constexpr auto max_group_time = std::chrono::milliseconds{5};

// So long nobody writes before the full-text index is tidied up.
constexpr auto quiet_time = std::chrono::milliseconds{500};

}  // namespace

Writer::Writer(const std::string& path, const std::string& vfs, sql::SqlRecorder& recorder)
    : connection_{path, vfs, Role::writer, recorder},
      session_{connection_},
      checkpointer_{connection_, path, vfs, recorder},
      index_merge_{connection_},
      thread_{[this] { loop(); }} {}

Writer::~Writer() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  filled_.notify_one();
  thread_.join();
}

void Writer::write(const Body& body) {
  Job job;
  job.body = &body;
  submit(job);
}

void Writer::alone(const std::function<void(Connection&)>& body) {
  Job job;
  job.alone = &body;
  submit(job);
}

void Writer::submit(Job& job) {
  CHECK(std::this_thread::get_id() !=
        thread_.get_id());  // a write inside a write would wait for itself
  if (read_only()) throw AppError(Errc::storage, "store.read_only");
  {
    std::unique_lock lock{mutex_};
    CHECK(!stopping_);
    queue_.push_back(&job);
    filled_.notify_one();
    answered_.wait(lock, [&] { return job.answered; });
  }
  if (job.error != nullptr) std::rethrow_exception(std::move(job.error));
}

/// One call wakes all of a group: they are answered together anyway.
void Writer::answer(const std::vector<Job*>& jobs) {
  {
    const std::lock_guard lock{mutex_};
    for (Job* job : jobs) job->answered = true;  // its owner may leave as soon as the lock is free
  }
  answered_.notify_all();
}

Writer::Job* Writer::take_one() {
  const std::lock_guard lock{mutex_};
  // What must run alone closes the group before it.
  if (queue_.empty() || queue_.front()->alone != nullptr) return nullptr;
  Job* job = queue_.front();
  queue_.pop_front();
  return job;
}

void Writer::loop() {
  while (true) {
    Job* first = nullptr;
    {
      std::unique_lock lock{mutex_};
      const auto called = [&] { return stopping_ || !queue_.empty(); };
      while (untidy_ && !filled_.wait_for(lock, quiet_time, called)) {
        lock.unlock();
        tidy_up(called);
        lock.lock();
      }
      filled_.wait(lock, called);
      if (queue_.empty()) return;
      first = queue_.front();
      queue_.pop_front();
    }
    if (first->alone != nullptr)
      run_alone(*first);
    else
      run_group(first);
  }
}

void Writer::run_alone(Job& job) {
  try {
    if (read_only()) throw AppError(Errc::storage, "store.read_only");
    (*job.alone)(connection_);
  } catch (...) {  // handed to the thread that waits for it
    job.error = std::current_exception();
  }
  note_sync_failure();
  answer({&job});
}

void Writer::run_group(Job* first) {
  std::vector<Job*> group;
  const auto end = SteadyClock::now() + max_group_time;
  std::optional<AppError> failure = begin();
  bool fresh = true;  // nothing was written in this transaction that must stay
  for (Job* job = first; job != nullptr;) {
    group.push_back(job);
    if (!failure) run_inside(*job, fresh ? Undo::by_transaction : Undo::by_savepoint);
    if (!failure && fresh && job->error != nullptr) {
      roll_back();
      failure = begin();
    }
    fresh = fresh && job->error != nullptr;
    // Some errors (a full disk) end the whole transaction, and with it the changes of all in the
    // group.
    if (!failure && connection_.idle()) failure = AppError(Errc::storage, "store.commit_failed");
    const bool more = !failure && group.size() < max_group && SteadyClock::now() < end;
    job = more ? take_one() : nullptr;
  }
  if (!failure) failure = write_words();
  // What an earlier statement of this group handed over may be gone: a COMMIT now would vouch for
  // it.
  if (!failure && connection_.sync_failed()) failure = AppError(Errc::storage, "store.io");
  if (!failure)
    failure = commit();
  else
    roll_back();
  note_sync_failure();
  for (Job* job : group) {
    // Each waiting thread gets an exception of its own.
    if (failure && job->error == nullptr) job->error = std::make_exception_ptr(*failure);
    if (job->error != nullptr) continue;
    for (const auto& action : job->actions) action();
  }
  answer(group);
  untidy_ = true;
  if (!read_only()) refresh_statistics();
  if (!read_only() && !checkpointer_.keep_up()) {
    logger::error("store.read_only", "a checkpoint could not be written");
    read_only_.store(true);
  }
}

std::optional<AppError> Writer::begin() {
  session_.forget_words();
  if (read_only()) return AppError(Errc::storage, "store.read_only");
  try {
    connection_.run("BEGIN IMMEDIATE");
    return std::nullopt;
  } catch (const AppError& error) {
    return error;
  }
}

/// Under a savepoint SQLite keeps a copy of every page before it changes; so the first of a group,
/// which an import or a quiet hour's write always is, goes without.
void Writer::run_inside(Job& job, Undo undo) {
  sql::SqlTransaction transaction{session_};
  try {
    if (undo == Undo::by_transaction) {
      (*job.body)(transaction);
      transaction.write_appended();
    } else {
      transaction.savepoint([&] { (*job.body)(transaction); });
    }
    job.actions = transaction.take_actions();
  } catch (...) {  // handed to the thread that waits for it
    job.error = std::current_exception();
  }
}

std::optional<AppError> Writer::write_words() {
  try {
    session_.write_words();
    return std::nullopt;
  } catch (const AppError& error) {
    return error;
  }
}

std::optional<AppError> Writer::commit() {
  try {
    connection_.run("COMMIT");
    return std::nullopt;
  } catch (const AppError& error) {
    // The log may hold half of this group: only a restart, which reads it anew, knows what is in
    // it.
    if (error.code() == "store.io") {
      logger::error("store.read_only", "a commit could not be written");
      read_only_.store(true);
    }
    roll_back();
    return error;
  }
}

void Writer::roll_back() {
  if (connection_.idle()) return;
  try {
    connection_.run("ROLLBACK");
  } catch (const AppError&) {
    // SQLite has logged why; the transaction is over either way.
  }
}

/// The planner's counts, renewed for tables that grew tenfold since; looks at a sample of each
/// index only.
void Writer::refresh_statistics() {
  constexpr std::int64_t often = 10'000;
  const std::int64_t changes = sqlite3_total_changes64(connection_.handle());
  if (changes - changes_seen_ < often) return;
  changes_seen_ = changes;
  try {
    connection_.run("PRAGMA optimize = 0x10002");
  } catch (const AppError& error) {
    logger::warn("store.statistics", error.code());
  }
}

void Writer::tidy_up(const std::function<bool()>& called) {
  const auto wanted = [&] {
    const std::lock_guard lock{mutex_};
    return called();
  };
  connection_.unmap_file();  // the whole index passes by once: nobody needs it in memory
  while (untidy_ && !read_only() && !wanted()) {
    try {
      untidy_ = index_merge_.step();
    } catch (const AppError&) {  // no such index, or a fault that the next write will meet
      untidy_ = false;
    }
    note_sync_failure();
    if (!read_only() && !checkpointer_.keep_up()) read_only_.store(true);
  }
  connection_.map_file();
  untidy_ = untidy_ && !read_only();
}

void Writer::note_sync_failure() {
  if (!connection_.sync_failed() || read_only()) return;
  logger::error("store.read_only", "a sync failed");
  read_only_.store(true);
}

}  // namespace tw::store::sqlite
