#pragma once
// Connection: one libpq handle in pipeline mode with our settings and its prepared statements. Used
// by one thread at a time.
//
// What is sent is answered in order; `expected_` says what for. Statements may be posted without
// waiting: their error then comes with the next answer that is waited for. A reader's statements
// run without BEGIN and COMMIT: until the Sync that end_read() sends they share one implicit
// transaction, hence one snapshot, and nobody waits for that Sync's answer before the connection is
// used again. A writer sends BEGIN itself and a Sync with every request that it waits for.
//
// Nothing here ever cancels a statement: a cancel that arrives late would end a COMMIT's wait for
// the standby, which PostgreSQL answers as if it were a success. A connection that does not answer
// in time is dropped instead.

#include <libpq-fe.h>

#include <chrono>
#include <deque>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/store/postgres/errors.h"
#include "platform/store/postgres/wire.h"
#include "platform/store/sql/answer_cache.h"
#include "platform/store/sql/recorder.h"
#include "platform/store/sql/statement.h"

namespace tw::store::postgres {

enum class Role : std::uint8_t {
  reader,      // REPEATABLE READ READ ONLY
  writer,      // SERIALIZABLE
  maintenance  // READ COMMITTED, no time limit, nothing stays prepared
};

/// Thrown by the constructor; `reason` is libpq's own words, for the log and for whoever starts the
/// server.
class CannotConnect : public AppError {
 public:
  explicit CannotConnect(std::string reason)
      : AppError{Errc::busy, "store.unavailable"}, reason_{std::move(reason)} {}
  const std::string& reason() const { return reason_; }

 private:
  std::string reason_;
};

/// Reads rows as they come. The connection has one reader at a time: before it sends anything else
/// it tells the reader to gather() the rest.
class RowReader {
 public:
  virtual ~RowReader() = default;
  virtual void gather() = 0;
};

class Connection {
 public:
  Connection(const std::string& uri, Role role, sql::SqlRecorder& recorder);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Role role() const { return role_; }
  /// Sends a statement and waits for its result.
  Result ask(std::string_view text, const std::vector<sql::Parameter>& parameters = {},
             const About& about = {});
  /// Sends a query whose rows `reader` fetches with next_row().
  void stream(std::string_view text, const std::vector<sql::Parameter>& parameters,
              const About& about, RowReader& reader);
  /// The next row, nullptr at the end.
  Result next_row();
  /// The reader goes away before the end.
  void abandon() noexcept;
  /// Sends a statement with the next batch; its error comes later.
  void post(std::string_view text, const std::vector<sql::Parameter>& parameters = {},
            const About& about = {});
  /// Waits for all that was posted.
  void settle();
  /// Ends the reader's snapshot.
  void end_read() noexcept;
  /// The next ask() ends it by itself.
  void end_read_with_next() { ends_with_next_ = true; }
  /// AppError{busy, "store.outcome_unknown"} when the server may or may not have committed.
  void commit();
  /// Forgets the errors of what was posted and rolls back; the connection is lost when that fails.
  void roll_back() noexcept;
  /// Forgets the errors of what was posted, so that ROLLBACK TO may follow.
  void forgive();

  /// COPY … FROM STDIN; `next` gives the next piece, empty at the end.
  void copy_in(std::string_view text, const std::function<std::string_view()>& next,
               const About& about);
  /// COPY … TO STDOUT, row by row.
  void copy_out(std::string_view text, const std::function<void(std::string_view)>& row);
  /// Any number of statements, outside pipeline mode.
  void run_script(const std::string& text);

  /// What counts and sums gave on this connection.
  sql::AnswerCache& answers() { return answers_; }
  /// No more use: not connected, or in a state that we do not know.
  bool lost() const { return lost_; }
  /// It was lost because an answer took too long.
  bool timed_out() const { return timed_out_; }
  /// A serialisation failure or deadlock was reported since the last clear_conflict().
  bool conflicted() const { return conflicted_; }
  void clear_conflict() { conflicted_ = false; }
  /// The server is listening still, as far as can be seen without asking.
  bool looks_alive();

 private:
  using SteadyClock = std::chrono::steady_clock;
  struct Prepared {
    std::string text, name;
  };
  enum class What : std::uint8_t { parse, answer, ignored, sync };
  struct Expected {
    What what;
    About about;
    std::string name;  // parse: the statement's
  };

  void connect(const std::string& uri);
  void configure();
  void send(std::string_view text, const std::vector<sql::Parameter>& parameters,
            const About& about);
  const std::string& prepared(std::string_view text);
  void forget(const std::string& name);
  void shrink();
  void sync();
  void end_batch();
  void flush();
  /// Takes the answer to the oldest expected; nullptr for what is not an answer.
  Result receive();
  void receive_all();
  Result next_result();
  void keep_error(Result result, const About& about);
  void raise_kept();
  void wait(bool to_write);
  void leave_pipeline();
  void enter_pipeline();
  Result take_last();
  void gather_rows();
  void set_deadline();
  [[noreturn]] void lose(std::string_view why);
  static void notice(void* self, const PGresult* result);

  PGconn* handle_ = nullptr;
  const Role role_;
  sql::SqlRecorder& recorder_;
  std::list<Prepared> prepared_;  // most recently used first
  std::unordered_map<std::string_view, std::list<Prepared>::iterator> by_text_;
  std::uint64_t names_ = 0;
  std::deque<Expected> expected_;
  bool synced_ = true;  // nothing was sent since the last Sync
  bool ends_with_next_ = false;
  Result error_;  // the first since the last raise
  About error_about_;
  sql::AnswerCache answers_;
  RowReader* reader_ = nullptr;  // its query is the oldest expected
  bool timed_out_ = false;
  bool lost_ = false, conflicted_ = false, committing_ = false, warned_ = false;
  SteadyClock::time_point deadline_ = SteadyClock::time_point::max();
};

}  // namespace tw::store::postgres
