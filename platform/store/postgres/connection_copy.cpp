// The parts of Connection that read or write more than one answer holds: rows one by one, COPY,
// scripts.

#include "platform/base/check.h"
#include "platform/store/postgres/connection.h"

namespace tw::store::postgres {
namespace {

/// A COPY that is left half way cannot be continued by anyone.
class Unfinished {
 public:
  explicit Unfinished(bool& lost) : lost_{lost} {}
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  ~Unfinished() {
    if (!finished_) lost_ = true;
  }
  void finish() { finished_ = true; }

 private:
  bool& lost_;
  bool finished_ = false;
};

}  // namespace

void Connection::stream(std::string_view text, const std::vector<sql::Parameter>& parameters,
                        const About& about, RowReader& reader) {
  set_deadline();
  send(text, parameters, about);
  end_batch();
  flush();
  // What was sent earlier is answered first; then the query is the one that libpq is about to read.
  const std::size_t last = role_ == Role::reader ? 1 : 2;
  while (expected_.size() > last) receive();
  if (error_ != nullptr) {
    while (expected_.size() > last - 1) receive();
    raise_kept();
  }
  PQsetSingleRowMode(handle_);
  reader_ = &reader;
}

Result Connection::next_row() {
  if (lost_) unavailable();
  set_deadline();
  Result row = next_result();
  if (row != nullptr && PQresultStatus(row.get()) == PGRES_SINGLE_TUPLE) return row;
  reader_ = nullptr;
  if (row == nullptr || PQstatus(handle_) == CONNECTION_BAD) lose("the server's answers ended");
  const Expected expected = std::move(expected_.front());
  expected_.pop_front();
  while (next_result() != nullptr) {
  }
  if (PQresultStatus(row.get()) != PGRES_TUPLES_OK) keep_error(std::move(row), expected.about);
  raise_kept();
  return nullptr;
}

void Connection::abandon() noexcept {
  if (std::exchange(reader_, nullptr) == nullptr || lost_) return;
  constexpr int few = 1000;
  try {
    for (int rows = 0; rows < few && PQisBusy(handle_) == 0; ++rows) {
      if (next_row() == nullptr) return;
    }
  } catch (const std::exception&) {
    return;  // nobody reads what the error was about
  }
  // The rest may be long. A reader is cheaper to replace than to empty; a writer has more to do.
  if (role_ == Role::reader)
    lost_ = true;
  else
    expected_.front().what = What::ignored;
}

void Connection::gather_rows() {
  if (lost_) reader_ = nullptr;
  if (reader_ != nullptr) reader_->gather();
}

void Connection::leave_pipeline() {
  settle();
  CHECK(PQexitPipelineMode(handle_) == 1);
}

void Connection::enter_pipeline() {
  if (PQenterPipelineMode(handle_) != 1) lose(PQerrorMessage(handle_));
}

/// The last result of a command; an error among them is kept.
Result Connection::take_last() {
  Result last;
  while (Result result = next_result()) {
    if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR)
      keep_error(std::move(result), error_about_);
    else
      last = std::move(result);
  }
  if (PQstatus(handle_) == CONNECTION_BAD) lose(PQerrorMessage(handle_));
  return last;
}

void Connection::run_script(const std::string& text) {
  recorder_.record(text);
  leave_pipeline();
  if (PQsendQuery(handle_, text.c_str()) == 0) lose(PQerrorMessage(handle_));
  flush();
  take_last();
  enter_pipeline();
  raise_kept();
}

void Connection::copy_in(std::string_view text, const std::function<std::string_view()>& next,
                         const About& about) {
  recorder_.record(text);
  leave_pipeline();
  Unfinished copy{lost_};
  error_about_ = about;
  if (PQsendQuery(handle_, std::string{text}.c_str()) == 0) lose(PQerrorMessage(handle_));
  flush();
  const Result begun = next_result();
  if (begun != nullptr && PQresultStatus(begun.get()) == PGRES_COPY_IN) {
    for (std::string_view piece = next(); !piece.empty(); piece = next()) {
      int put = 0;
      while ((put = PQputCopyData(handle_, piece.data(), static_cast<int>(piece.size()))) == 0)
        flush();
      if (put < 0) lose(PQerrorMessage(handle_));
      if (role_ != Role::maintenance) deadline_ = SteadyClock::now() + std::chrono::seconds{60};
    }
    while (PQputCopyEnd(handle_, nullptr) == 0) flush();
    flush();
    take_last();
  } else if (begun != nullptr) {
    keep_error(Result{PQcopyResult(begun.get(), 0)}, about);
    take_last();
  }
  enter_pipeline();
  copy.finish();
  raise_kept();
}

void Connection::copy_out(std::string_view text, const std::function<void(std::string_view)>& row) {
  recorder_.record(text);
  leave_pipeline();
  Unfinished copy{lost_};
  error_about_ = {};
  if (PQsendQuery(handle_, std::string{text}.c_str()) == 0) lose(PQerrorMessage(handle_));
  flush();
  const Result begun = next_result();
  if (begun == nullptr || PQresultStatus(begun.get()) != PGRES_COPY_OUT) {
    if (begun != nullptr) keep_error(Result{PQcopyResult(begun.get(), 0)}, {});
    take_last();
  } else {
    while (true) {
      char* bytes = nullptr;
      const int size = PQgetCopyData(handle_, &bytes, 1);
      if (size == 0) {
        wait(false);
        continue;
      }
      if (size < 0) break;
      const std::unique_ptr<char, void (*)(void*)> freed{bytes, PQfreemem};
      row({bytes, static_cast<std::size_t>(size)});
    }
    take_last();
  }
  enter_pipeline();
  copy.finish();
  raise_kept();
}

}  // namespace tw::store::postgres
