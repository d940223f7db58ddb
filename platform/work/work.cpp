#include "platform/work/work.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/base/log.h"
#include "platform/work/outbox.h"
#include "platform/work/queue.h"
#include "platform/work/schedule.h"

namespace tw::work {
namespace {

constexpr std::chrono::milliseconds idle_wait{100};
constexpr std::int64_t report_every_ms = 500;
constexpr std::int64_t schedule_every_ms = 5000;

}  // namespace

struct Work::Impl {
  record::RecordService& records;
  access::Directory& directory;
  const Clock& clock;
  Queue queue;
  Outbox outbox;
  Scheduler scheduler;
  std::map<std::string, JobHandler> handlers;
  std::function<void(Id, std::string_view, int, Id)> listener;
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::condition_variable wake;
  std::atomic<bool> stopping = false;
  std::int64_t scheduled_at_ms = 0;

  bool run_one();
  void run(const TakenJob& job);
  void tell(Id job, std::string_view state, int progress, Id user) {
    if (listener) listener(job, state, progress, user);
  }
  access::Gate gate_of(const TakenJob& job) {
    if (job.owner.empty()) return records.system_gate();
    std::optional<access::Principal> principal = directory.find(job.owner);
    if (!principal) throw AppError{Errc::forbidden, "job.owner_gone"};
    return access::Gate{records.catalogue(), *std::move(principal), clock};
  }
  /// Of whoever started the job: they read what went wrong.
  Language language_of(const TakenJob& job) {
    const std::optional<access::Principal> starter = directory.find(job.owner);
    return starter ? starter->language : Language::zh_cn;
  }
  void loop();
};

namespace {

class Running final : public JobContext {
 public:
  Running(Queue& queue, const TakenJob& job, access::Gate gate, const Clock& clock,
          std::function<void(int)> tell)
      : queue_{queue}, job_{job}, gate_{std::move(gate)}, clock_{clock}, tell_{std::move(tell)} {}
  Id id() const override { return job_.id; }
  const json::object& parameters() const override { return job_.parameters; }
  const access::Gate& gate() const override { return gate_; }
  void progress(int percent, std::string_view message) override {
    const std::int64_t now = clock_.monotonic_ms();
    if (now - reported_at_ms_ < report_every_ms) return;
    reported_at_ms_ = now;
    if (!queue_.report(job_.id, percent, message, clock_.now())) throw Cancelled{};
    tell_(percent);
  }
  void result(json::object result) override { result_ = std::move(result); }
  const json::object& outcome() const { return result_; }

 private:
  Queue& queue_;
  const TakenJob& job_;
  access::Gate gate_;
  const Clock& clock_;
  std::function<void(int)> tell_;
  std::int64_t reported_at_ms_ = 0;
  json::object result_;
};

}  // namespace

void Work::Impl::run(const TakenJob& job) {
  tell(job.id, "running", 0, job.owner);
  try {
    const auto handler = handlers.find(job.kind);
    if (handler == handlers.end())
      throw AppError{Errc::internal, "job.unknown_kind", {{"kind", job.kind}}};
    Running context{queue, job, gate_of(job), clock,
                    [&](int percent) { tell(job.id, "running", percent, job.owner); }};
    handler->second(context);
    queue.finish(job.id, "done", &context.outcome(), {}, clock.now());
    tell(job.id, "done", 100, job.owner);
  } catch (const Cancelled&) {
    queue.finish(job.id, "cancelled", nullptr, {}, clock.now());
    tell(job.id, "cancelled", 0, job.owner);
  } catch (const AppError& error) {
    queue.finish(job.id, "failed", nullptr,
                 records.catalogue().message(error.code(), error.params(), language_of(job)),
                 clock.now());
    tell(job.id, "failed", 0, job.owner);
  } catch (const std::exception& error) {
    logger::error("job failed", error.what());
    queue.finish(job.id, "failed", nullptr,
                 records.catalogue().message("internal", {}, language_of(job)), clock.now());
    tell(job.id, "failed", 0, job.owner);
  }
}

bool Work::Impl::run_one() {
  const std::int64_t tick = clock.monotonic_ms();
  if (tick - scheduled_at_ms >= schedule_every_ms || tick < scheduled_at_ms) {
    scheduled_at_ms = tick;
    scheduler.queue_due();
  }
  const bool delivered = outbox.deliver() > 0;
  const std::optional<TakenJob> job = queue.take(clock.now());
  if (job) run(*job);
  return delivered || job.has_value();
}

void Work::Impl::loop() {
  while (!stopping) {
    bool busy = false;
    try {
      busy = run_one();
    } catch (
        const std::exception& error) {  // the database may be away for a while; the thread lives on
      logger::error("work loop", error.what());
    }
    if (busy) continue;
    std::unique_lock lock{mutex};
    wake.wait_for(lock, idle_wait, [&] { return stopping.load(); });
  }
}

Work::Work(record::RecordService& records, access::Directory& directory, const Clock& clock)
    : impl_{new Impl{records,
                     directory,
                     clock,
                     Queue{records, std::to_string(records.ids().next().raw())},
                     Outbox{records, clock},
                     Scheduler{records},
                     {},
                     {},
                     {},
                     {},
                     {},
                     {},
                     0}} {}

Work::~Work() { stop(); }

void Work::handle(std::string kind, JobHandler handler) {
  impl_->handlers[std::move(kind)] = std::move(handler);
}
void Work::on_event(std::string name, EventHandler handler) {
  impl_->outbox.on_event(std::move(name), std::move(handler));
}
void Work::schedule(Schedule schedule) { impl_->scheduler.add(std::move(schedule)); }
void Work::on_change(std::function<void(Id, std::string_view, int, Id)> listener) {
  impl_->listener = std::move(listener);
}
record::RecordService& Work::records() { return impl_->records; }

void Work::start(int threads) {
  impl_->stopping = false;
  for (int i = 0; i < threads; ++i)
    impl_->threads.emplace_back([impl = impl_.get()] { impl->loop(); });
}

void Work::stop() {
  impl_->stopping = true;
  impl_->wake.notify_all();
  for (std::thread& thread : impl_->threads) thread.join();
  impl_->threads.clear();
}

int Work::run_due() {
  impl_->scheduler.queue_due();
  int ran = 0;
  for (bool busy = true; busy;) {
    busy = impl_->outbox.deliver() > 0;
    if (const std::optional<TakenJob> job = impl_->queue.take(impl_->clock.now())) {
      impl_->run(*job);
      ++ran;
      busy = true;
    }
  }
  return ran;
}

}  // namespace tw::work
