#include "platform/store/postgres/connection.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "platform/base/check.h"
#include "platform/base/log.h"
#include "platform/store/postgres/safety.h"

namespace tw::store::postgres {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t max_prepared = 200;
constexpr auto commit_patience = milliseconds{10'000};

/// How long an answer may take, and the next row after it, before the connection is dropped; the
/// server stops soon after that. Not its statement_timeout, which also counts while a slow reader
/// takes the rows, and would cancel a COMMIT that waits for its standby.
milliseconds patience_of(Role role) {
  return role == Role::reader ? milliseconds{30'000} : milliseconds{60'000};
}

constexpr const char* common_settings =
    "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET client_min_messages = warning; "
    "SET standard_conforming_strings = on; SET jit = off; SET random_page_cost = 1.1; SET "
    "client_connection_check_interval = "
    "'2s'; ";

const char* settings_of(Role role) {
  switch (role) {
    case Role::reader:
      return "SET default_transaction_isolation = 'repeatable read'; SET "
             "default_transaction_read_only = on; "
             "SET statement_timeout = 0";
    case Role::writer:
      return "SET default_transaction_isolation = 'serializable'; SET lock_timeout = '10s'; "
             "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = '5min'; "
             "SET gin_pending_list_limit = '256kB'";
    case Role::maintenance: break;
  }
  return "SET default_transaction_isolation = 'read committed'; SET statement_timeout = 0; SET "
         "lock_timeout = 0";
}

/// Keeps what the address says, adds what it leaves open.
struct Keywords {
  std::vector<std::string> names, values;

  explicit Keywords(const std::string& uri) {
    char* problem = nullptr;
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> parsed{
        PQconninfoParse(uri.c_str(), &problem), PQconninfoFree};
    if (parsed == nullptr) {
      PQfreemem(problem);  // may repeat the password
      throw CannotConnect("the address of the database cannot be read");
    }
    for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
      if (option->val != nullptr) set(option->keyword, option->val);
    }
    set("client_encoding", "UTF8");
    set_default("application_name", "tradewind");
    set_default("connect_timeout", "5");
    set_default("target_session_attrs", "read-write");  // of several hosts, the primary
    set_default("keepalives_idle", "10");
    set_default("keepalives_interval", "3");
    set_default("keepalives_count", "3");
    set_default("tcp_user_timeout", "20000");
  }
  void set_default(const char* name, const char* value) {
    if (std::find(names.begin(), names.end(), name) == names.end()) set(name, value);
  }
  void set(const char* name, const char* value) {
    names.emplace_back(name);
    values.emplace_back(value);
  }
};

/// A list that is searched must be planned for its words: how often they occur decides everything.
bool needs_own_plan(std::string_view text) {
  return text.find("words @@ CAST(") != std::string_view::npos;
}

bool ok(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE;
}

/// Ended by the server, not merely refused: nobody knows what became of a COMMIT on its way.
bool is_fatal(const PGresult* result) {
  const char* severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  return severity == nullptr || std::string_view{severity} != "ERROR";
}

}  // namespace

Connection::Connection(const std::string& uri, Role role, sql::SqlRecorder& recorder)
    : role_{role}, recorder_{recorder} {
  try {
    connect(uri);
    configure();
  } catch (const std::exception&) {
    PQfinish(handle_);
    throw;
  }
}

Connection::~Connection() { PQfinish(handle_); }

void Connection::connect(const std::string& uri) {
  const Keywords keywords{uri};
  std::vector<const char*> names, values;
  for (std::size_t i = 0; i < keywords.names.size(); ++i) {
    names.push_back(keywords.names[i].c_str());
    values.push_back(keywords.values[i].c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  handle_ = PQconnectdbParams(names.data(), values.data(), 0);
  if (handle_ == nullptr) throw std::bad_alloc{};
  if (PQstatus(handle_) != CONNECTION_OK) throw CannotConnect(PQerrorMessage(handle_));
}

void Connection::configure() {
  PQsetNoticeReceiver(handle_, &Connection::notice, this);
  const std::string settings = std::string{common_settings} + settings_of(role_);
  const Result set{PQexec(handle_, settings.c_str())};
  if (!ok(set.get())) throw CannotConnect(PQerrorMessage(handle_));
  const Result facts{PQexec(handle_, std::string{safety_question}.c_str())};
  if (!ok(facts.get())) throw CannotConnect(PQerrorMessage(handle_));
  refuse_unsafe(facts.get());
  CHECK(PQsetnonblocking(handle_, 1) == 0);
  enter_pipeline();
}

void Connection::notice(void* self, const PGresult* result) {
  auto& connection = *static_cast<Connection*>(self);
  const char* severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity != nullptr && std::string_view{severity} == "WARNING" && connection.committing_)
    connection.warned_ = true;
}

void Connection::lose(std::string_view why) {
  if (!lost_) logger::warn("store.connection_lost", why);
  lost_ = true;
  if (timed_out_) throw AppError(Errc::busy, "store.too_slow");
  unavailable();
}

bool Connection::looks_alive() {
  if (lost_ || PQstatus(handle_) != CONNECTION_OK) return false;
  pollfd socket{PQsocket(handle_), POLLIN | POLLRDHUP, 0};
  return ::poll(&socket, 1, 0) == 0 || (socket.revents & (POLLRDHUP | POLLHUP | POLLERR)) == 0;
}

// ---- sending ----

const std::string& Connection::prepared(std::string_view text) {
  if (const auto found = by_text_.find(text); found != by_text_.end()) {
    prepared_.splice(prepared_.begin(), prepared_, found->second);
    return prepared_.front().name;
  }
  recorder_.record(text);
  prepared_.push_front({std::string{text}, "p" + std::to_string(++names_)});
  const Prepared& made = prepared_.front();
  by_text_.emplace(made.text, prepared_.begin());
  if (PQsendPrepare(handle_, made.name.c_str(), made.text.c_str(), 0, nullptr) == 0)
    lose(PQerrorMessage(handle_));
  expected_.push_back({What::parse, {}, made.name});
  shrink();
  return made.name;
}

void Connection::shrink() {
  while (prepared_.size() > max_prepared) {
    const std::string text = "DEALLOCATE " + prepared_.back().name;
    by_text_.erase(prepared_.back().text);
    prepared_.pop_back();
    if (PQsendQueryParams(handle_, text.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1) == 0) {
      lose(PQerrorMessage(handle_));
    }
    expected_.push_back({What::ignored, {}, {}});
  }
}

void Connection::forget(const std::string& name) {
  const auto found = std::find_if(prepared_.begin(), prepared_.end(),
                                  [&](const Prepared& each) { return each.name == name; });
  if (found == prepared_.end()) return;
  by_text_.erase(found->text);
  prepared_.erase(found);
}

void Connection::send(std::string_view text, const std::vector<sql::Parameter>& parameters,
                      const About& about) {
  gather_rows();
  if (lost_) unavailable();
  const Arguments arguments{parameters};
  int sent = 0;
  synced_ = false;
  if (role_ == Role::maintenance || needs_own_plan(text)) {
    recorder_.record(text);
    sent = PQsendQueryParams(handle_, std::string{text}.c_str(), arguments.count(), nullptr,
                             arguments.values(), arguments.lengths(), arguments.formats(), 1);
  } else {
    sent = PQsendQueryPrepared(handle_, prepared(text).c_str(), arguments.count(),
                               arguments.values(), arguments.lengths(), arguments.formats(), 1);
  }
  if (sent == 0) lose(PQerrorMessage(handle_));
  expected_.push_back({What::answer, about, {}});
}

void Connection::sync() {
  gather_rows();
  if (PQpipelineSync(handle_) == 0) lose(PQerrorMessage(handle_));
  expected_.push_back({What::sync, {}, {}});
  synced_ = true;
}

void Connection::end_batch() {
  if (role_ != Role::reader || std::exchange(ends_with_next_, false)) return sync();
  if (PQsendFlushRequest(handle_) == 0) lose(PQerrorMessage(handle_));
}

void Connection::flush() {
  while (true) {
    const int left = PQflush(handle_);
    if (left < 0) lose(PQerrorMessage(handle_));
    if (left == 0) return;
    wait(true);
  }
}

// ---- receiving ----

void Connection::set_deadline() {
  if (role_ != Role::maintenance) deadline_ = SteadyClock::now() + patience_of(role_);
}

void Connection::wait(bool to_write) {
  int remaining = -1;
  if (deadline_ != SteadyClock::time_point::max()) {
    const auto left =
        std::chrono::duration_cast<milliseconds>(deadline_ - SteadyClock::now()).count();
    remaining = static_cast<int>(std::max<std::int64_t>(left, 0));
  }
  pollfd socket{PQsocket(handle_), static_cast<short>(POLLIN | (to_write ? POLLOUT : 0)), 0};
  const int ready = ::poll(&socket, 1, remaining);
  if (ready < 0 && errno == EINTR) return;
  if (ready <= 0) {
    timed_out_ = true;
    lose("no answer in time");
  }
  if ((socket.revents & ~POLLOUT) != 0 && PQconsumeInput(handle_) == 0)
    lose(PQerrorMessage(handle_));
}

Result Connection::next_result() {
  while (PQisBusy(handle_) != 0) wait(false);
  return Result{PQgetResult(handle_)};
}

Result Connection::receive() {
  CHECK(!expected_.empty());
  Result result = next_result();
  if (result == nullptr) result = next_result();  // the end of the one before
  if (result == nullptr) lose("the server's answers ended");
  const Expected expected = std::move(expected_.front());
  expected_.pop_front();
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_PIPELINE_SYNC) {
    if (expected.what != What::sync) lose("the server's answers are out of order");
    return nullptr;
  }
  if (PQstatus(handle_) == CONNECTION_BAD) lose(PQresultErrorMessage(result.get()));
  if (expected.what == What::sync) lose("the server's answers are out of order");
  while (next_result() != nullptr) {
  }
  if (!ok(result.get())) {
    if (expected.what == What::parse) forget(expected.name);
    if (is_conflict(state_of(result.get()))) conflicted_ = true;
    if (expected.what != What::ignored) keep_error(std::move(result), expected.about);
    return nullptr;
  }
  return expected.what == What::answer ? std::move(result) : nullptr;
}

void Connection::keep_error(Result result, const About& about) {
  if (PQresultStatus(result.get()) == PGRES_PIPELINE_ABORTED) return;  // an earlier one failed
  const std::string_view state = state_of(result.get());
  if (is_conflict(state)) conflicted_ = true;
  if (is_loss(state)) {
    lost_ = true;
    logger::warn("store.connection_lost", PQresultErrorMessage(result.get()));
  }
  if (error_ != nullptr) return;
  error_ = std::move(result);
  error_about_ = about;
}

void Connection::raise_kept() {
  if (error_ == nullptr) return;
  const Result error = std::move(error_);
  raise(error.get(), error_about_);
}

void Connection::receive_all() {
  while (!expected_.empty()) receive();
}

Result Connection::ask(std::string_view text, const std::vector<sql::Parameter>& parameters,
                       const About& about) {
  set_deadline();
  send(text, parameters, about);
  end_batch();
  flush();
  // The Sync stays for later; the answer lies right before it.
  const std::size_t left = synced_ ? 1 : 0;
  Result result;
  while (expected_.size() > left) result = receive();
  raise_kept();
  CHECK(result != nullptr);
  return result;
}

void Connection::post(std::string_view text, const std::vector<sql::Parameter>& parameters,
                      const About& about) {
  send(text, parameters, about);
}

void Connection::settle() {
  if (lost_) unavailable();
  set_deadline();
  if (!synced_) sync();
  flush();
  receive_all();
  raise_kept();
}

void Connection::forgive() {
  try {
    settle();
  } catch (const AppError&) {
    error_ = nullptr;
    if (lost_) throw;
  }
  error_ = nullptr;
}

void Connection::end_read() noexcept {
  if (lost_ || synced_) return;
  try {
    error_ = nullptr;
    abandon();
    sync();
    flush();
  } catch (const std::exception&) {
    lost_ = true;
  }
}

void Connection::roll_back() noexcept {
  if (lost_) return;
  try {
    forgive();
    if (PQtransactionStatus(handle_) != PQTRANS_IDLE) ask("ROLLBACK");
  } catch (const std::exception&) {
    lost_ = true;
  }
}

void Connection::commit() {
  if (lost_) unavailable();
  // What is still posted goes ahead of it: when that fails the server skips the COMMIT.
  committing_ = true;
  warned_ = false;
  if (role_ != Role::maintenance) deadline_ = SteadyClock::now() + commit_patience;
  Result result;
  try {
    send("COMMIT", {}, {});
    sync();
    flush();
    while (expected_.size() > 1) result = receive();
  } catch (const AppError&) {
    committing_ = false;
    throw AppError(Errc::busy, "store.outcome_unknown");
  }
  committing_ = false;
  if (warned_ || (error_ != nullptr && is_fatal(error_.get()))) {
    lost_ = true;
    throw AppError(Errc::busy, "store.outcome_unknown");
  }
  raise_kept();
  // A transaction that failed on the way is undone by COMMIT, without an error.
  if (std::string_view{PQcmdStatus(result.get())} != "COMMIT")
    throw AppError(Errc::internal, "store.commit_failed");
}

}  // namespace tw::store::postgres
