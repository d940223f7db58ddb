#include <boost/asio/error.hpp>
#include <stdexcept>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/log.h"
#include "platform/http/ascii.h"
#include "platform/http/connection.h"

// Writing: asking the handler, the answer's bytes, event streams, the end of a connection.

namespace tw::http {
namespace {

constexpr std::uint64_t fair_share =
    1u << 20;  // bytes one connection may send before others get their turn
constexpr std::size_t tls_record = 16u << 10;
constexpr int ending_ms = 2000;  // how long a client may take to hear why it is sent away

bool would_block(const ErrorCode& error) {
  return error == asio::error::would_block || error == asio::error::try_again ||
         error == asio::error::interrupted;
}

bool has_header(const Response& response, std::string_view name) {
  for (const auto& header : response.headers) {
    if (equal_ignoring_case(header.first, name)) return true;
  }
  return false;
}

std::string_view body_of(const Response& response) {
  return response.static_body.data() != nullptr ? response.static_body
                                                : std::string_view{response.body};
}

void take_sent(std::string_view& head, std::string_view& body, std::size_t count) {
  const std::size_t of_head = std::min(count, head.size());
  head.remove_prefix(of_head);
  body.remove_prefix(std::min(count - of_head, body.size()));
}

}  // namespace

void Connection::run() noexcept {
  try {
    Response response = ask_handler();
    if (response.on_stream && !reader_.is_head()) return open_stream(std::move(response));
    begin_answer(std::move(response), AfterAnswer::keep_alive);
    advance();
  } catch (...) {
    fail("http: answering a request");
  }
}

Response Connection::ask_handler() {
  try {
    return service_.handler(request_);
  } catch (...) {
    return ask_on_error(std::current_exception());
  }
}

Response Connection::ask_on_error(std::exception_ptr error) {
  try {
    return service_.on_error(request_, std::move(error));
  } catch (const std::exception& second) {
    logger::error("http: on_error failed", second.what());
  } catch (...) {
    logger::error("http: on_error failed", "unknown exception");
  }
  return plain_problem(500, "internal", request_.id);
}

Connection::Next Connection::refuse(Failure failure) {
  if (phase_ == Phase::head) number_request();
  reading_body_directly_ = false;
  set_activity(Activity::busy);
  if (failure.status == body_too_large.status) {
    return answer_error(Errc::too_large, failure.code, AfterAnswer::close);
  }
  begin_answer(plain_problem(failure.status, failure.code, request_.id), AfterAnswer::close);
  return Next::again;
}

Connection::Next Connection::answer_error(Errc kind, std::string_view code, AfterAnswer after) {
  Params params;
  if (kind == Errc::too_large) params["limit"] = std::to_string(service_.options.max_body_bytes);
  Response response =
      ask_on_error(std::make_exception_ptr(AppError{kind, std::string{code}, std::move(params)}));
  if (kind == Errc::busy && !has_header(response, "retry-after"))
    response.header("Retry-After", "1");
  begin_answer(std::move(response), after);
  return Next::again;
}

void Connection::begin_answer(Response response, AfterAnswer after) {
  file_.reset();
  if (!response.file_path.empty()) {
    try {
      file_ = open_answer_file(request_, response);
    } catch (...) {
      response = ask_on_error(std::current_exception());
    }
  }
  if (!is_sendable(response)) {
    // Somebody's input reached a header with a line end in it: sending it would let them write our
    // answer.
    file_.reset();
    response = ask_on_error(
        std::make_exception_ptr(std::runtime_error{"answer with an unsendable header"}));
    if (!is_sendable(response)) response = plain_problem(500, "internal", request_.id);
  }
  response_ = std::move(response);
  const bool close = after == AfterAnswer::close ||
                     service_.stopping.load(std::memory_order_relaxed) || !reader_.keep_alive();
  after_ = close ? AfterAnswer::close : AfterAnswer::keep_alive;
  HeadFacts facts{.after = after_,
                  .http_1_0 = reader_.is_http_1_0(),
                  .content_length = {},
                  .request_id = request_.id,
                  .now_ms = service_.clock->now().ms()};
  if (may_have_body(response_.status)) {
    facts.content_length = file_ ? file_->remaining() : body_of(response_).size();
  }
  head_.clear();
  write_head(head_, response_, facts);
  const bool body_follows = may_have_body(response_.status) && !reader_.is_head();
  if (!body_follows) file_.reset();
  unsent_body_ = body_follows && !file_ ? body_of(response_) : std::string_view{};
  if (transport_->is_secure() && unsent_body_.size() < tls_record) {
    head_ += unsent_body_;  // one record instead of two
    unsent_body_ = {};
  }
  unsent_head_ = head_;
  phase_ = Phase::answer;
  phase_start_ms_ = now();
  sent_ = 0;
}

bool Connection::refill_from_file() {
  if (!file_ || file_->remaining() == 0) return false;
  file_->read(file_piece_);
  unsent_body_ = file_piece_;
  return true;
}

Connection::Next Connection::send_more() {
  for (std::uint64_t sent_now = 0;;) {
    if (unsent_head_.empty() && unsent_body_.empty() && !refill_from_file()) return finish_answer();
    const Pieces pieces{asio::buffer(unsent_head_), asio::buffer(unsent_body_)};
    if (sent_now < fair_share) {
      ErrorCode error;
      const std::size_t count = transport_->try_write(pieces, error);
      if (!error) {
        take_sent(unsent_head_, unsent_body_, count);
        sent_ += count;
        sent_now += count;
        continue;
      }
      if (!would_block(error)) {
        cut_off();  // the client has gone; with no operation under way the connection ends here
        return Next::wait;
      }
    }
    const auto rate =
        static_cast<std::uint64_t>(std::max(service_.options.body_min_bytes_per_second, 1));
    set_activity(Activity::answering);
    set_deadline(phase_start_ms_ + service_.options.header_timeout_ms +
                 static_cast<std::int64_t>(sent_ * 1000 / rate));
    transport_->write(pieces, shared_from_this());
    return Next::wait;
  }
}

void Connection::on_written(ErrorCode error, std::size_t count) noexcept {
  try {
    if (error) return cut_off();
    take_sent(unsent_head_, unsent_body_, count);
    sent_ += count;
    if (phase_ == Phase::streaming) return continue_stream();
    advance();
  } catch (...) {
    fail("http: writing an answer");
  }
}

Connection::Next Connection::finish_answer() {
  service_.bytes_out.fetch_add(sent_, std::memory_order_relaxed);
  if (continuing_) {
    continuing_ = false;
    set_activity(Activity::busy);
    return begin_body();
  }
  response_ = {};
  file_.reset();
  file_piece_ = {};
  if (after_ == AfterAnswer::close) {
    phase_ = Phase::ending;
    transport_->end_writing();
    set_activity(Activity::waiting);
    set_deadline(now() + ending_ms);
    return Next::again;
  }
  if (request_.body.capacity() > body_step) request_.body = {};
  reader_.reset(request_);
  input_.shrink();
  phase_ = Phase::head;
  head_started_ = input_.size() > 0;
  const auto& options = service_.options;
  set_deadline(now() + (head_started_ ? options.header_timeout_ms : options.idle_timeout_ms));
  set_activity(head_started_ ? Activity::busy : Activity::waiting);
  return Next::again;
}

// Closing at once would reset the connection while the client still sends, and it would never read
// our answer. So read until it closes, for a moment.
Connection::Next Connection::end() {
  input_.use(input_.size());
  if (!input_.make_room(ReadBuffer::smallest)) return Next::wait;
  transport_->read(asio::buffer(input_.free_begin(), input_.free_space()), shared_from_this());
  return Next::wait;
}

void Connection::open_stream(Response response) {
  const auto callback = std::move(response.on_stream);
  if (!has_header(response, "content-type")) response.header("Content-Type", "text/event-stream");
  if (!has_header(response, "cache-control")) response.header("Cache-Control", "no-store");
  response.header("X-Accel-Buffering", "no");
  if (!is_sendable(response)) response = plain_problem(500, "internal", request_.id);
  head_.clear();
  write_head(head_, response,
             {.after = AfterAnswer::close,
              .http_1_0 = reader_.is_http_1_0(),
              .content_length = {},
              .request_id = request_.id,
              .now_ms = service_.clock->now().ms()});
  phase_ = Phase::streaming;
  const auto stream = std::make_shared<BufferedStream>(*this, service_.options.stream_buffer_bytes);
  stream_ = stream;
  stream->send_raw(head_);
  const auto self = shared_from_this();
  transport_->on_loop(
      [self] { self->begin_stream(); });  // from here on the loop owns the connection
  try {
    callback(stream);
  } catch (const std::exception& error) {
    logger::error("http: opening an event stream failed", error.what());
    cut_off();
  }
}

void Connection::begin_stream() {
  set_activity(Activity::streaming);
  stream_beat_ms_ = now();
  input_.use(input_.size());
  if (!input_.make_room(ReadBuffer::smallest)) return cut_off();
  transport_->read(asio::buffer(input_.free_begin(), input_.free_space()), shared_from_this());
}

void Connection::stream_ready() {
  if (auto self = weak_from_this().lock()) {
    transport_->on_loop([self = std::move(self)] { self->write_stream(); });
  }
}

void Connection::stream_lagging() { cut_off(); }

void Connection::write_stream() {
  if (stream_writing_) return;
  if (!stream_->take(stream_piece_)) return;
  unsent_head_ = stream_piece_;
  unsent_body_ = {};
  stream_writing_ = true;
  continue_stream();
}

void Connection::continue_stream() {
  if (unsent_head_.empty()) {
    stream_writing_ = false;
    set_deadline(0);
    return write_stream();
  }
  set_deadline(now() + service_.options.header_timeout_ms);
  transport_->write({asio::buffer(unsent_head_), asio::const_buffer{}}, shared_from_this());
}

void Connection::release_stream() {
  if (stream_) stream_->close();
}

}  // namespace tw::http
