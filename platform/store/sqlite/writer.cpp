#include "platform/store/sqlite/writer.h"

#include <chrono>

#include "platform/base/check.h"
#include "platform/base/log.h"

namespace tw::store::sqlite {
namespace {

using SteadyClock = std::chrono::steady_clock;

// A group closes when nobody waits any more, or at these bounds, so that the first in it does not wait long for the last.
constexpr std::size_t max_group = 256;
constexpr auto max_group_time = std::chrono::milliseconds{5};

std::exception_ptr storage_error(const char* code) {
  return std::make_exception_ptr(AppError(Errc::storage, code));
}

}  // namespace

Writer::Writer(const std::string& path, const std::string& vfs, sql::SqlRecorder& recorder)
    : connection_{path, vfs, Role::writer, recorder},
      session_{connection_},
      checkpointer_{connection_, path, vfs, recorder},
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
  CHECK(std::this_thread::get_id() != thread_.get_id());  // a write inside a write would wait for itself
  if (read_only()) throw AppError(Errc::storage, "store.read_only");
  std::future<void> done = job.done.get_future();
  {
    const std::lock_guard lock{mutex_};
    CHECK(!stopping_);
    queue_.push_back(&job);
  }
  filled_.notify_one();
  done.get();
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
      filled_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      first = queue_.front();
      queue_.pop_front();
    }
    if (first->alone != nullptr) run_alone(*first);
    else run_group(first);
  }
}

void Writer::run_alone(Job& job) {
  try {
    if (read_only()) throw AppError(Errc::storage, "store.read_only");
    (*job.alone)(connection_);
    job.done.set_value();
  } catch (...) {  // handed to the thread that waits for it
    note_sync_failure();
    job.done.set_exception(std::current_exception());
  }
}

void Writer::run_group(Job* first) {
  std::vector<Job*> group;
  const auto end = SteadyClock::now() + max_group_time;
  std::exception_ptr failure;
  try {
    if (read_only()) throw AppError(Errc::storage, "store.read_only");
    connection_.run("BEGIN IMMEDIATE");
  } catch (const AppError&) {
    failure = std::current_exception();
  }
  for (Job* job = first; job != nullptr;) {
    group.push_back(job);
    if (failure == nullptr) run_inside(*job);
    // An error that ended the whole transaction took the changes of all of the group with it.
    if (failure == nullptr && connection_.idle()) {
      failure = job->error != nullptr ? job->error : storage_error("store.commit_failed");
    }
    const bool more = failure == nullptr && group.size() < max_group && SteadyClock::now() < end;
    job = more ? take_one() : nullptr;
  }
  if (failure == nullptr) failure = commit();
  else roll_back();
  note_sync_failure();
  for (Job* job : group) {
    if (job->error == nullptr) job->error = failure;
    if (job->error != nullptr) {
      job->done.set_exception(job->error);
      continue;
    }
    for (const auto& action : job->actions) action();
    job->done.set_value();
  }
  if (!read_only() && !checkpointer_.keep_up()) {
    logger::error("store.read_only", "a checkpoint could not be written");
    read_only_.store(true);
  }
}

void Writer::run_inside(Job& job) {
  sql::SqlTransaction transaction{session_};
  try {
    transaction.savepoint([&] { (*job.body)(transaction); });
    job.actions = transaction.take_actions();
  } catch (...) {  // handed to the thread that waits for it
    job.error = std::current_exception();
  }
}

std::exception_ptr Writer::commit() {
  try {
    connection_.run("COMMIT");
    return nullptr;
  } catch (const AppError& error) {
    // The log may hold half of this group: only a restart, which reads it anew, knows what is in it.
    if (error.code() == "store.io") {
      logger::error("store.read_only", "a commit could not be written");
      read_only_.store(true);
    }
    std::exception_ptr failure = std::current_exception();
    roll_back();
    return failure;
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

void Writer::note_sync_failure() {
  if (!connection_.sync_failed() || read_only()) return;
  logger::error("store.read_only", "a sync failed");
  read_only_.store(true);
}

}  // namespace tw::store::sqlite
