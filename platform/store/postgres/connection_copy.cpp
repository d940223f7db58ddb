// The part of Connection that leaves pipeline mode: COPY and scripts.

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
