#include "platform/http/connection.h"

#include <algorithm>
#include <array>
#include <utility>

#include "platform/base/log.h"

// Reading: from bytes to a request in a worker's queue. Writing is in connection_answer.cpp.

namespace tw::http {
namespace {

void write_request_id(std::string& out, std::uint64_t number) {
  static constexpr char digits[] = "0123456789abcdef";
  out.resize(16);
  for (std::size_t i = 16; i-- > 0; number >>= 4) out[i] = digits[number & 15];
}

}  // namespace

void Connections::add(const std::shared_ptr<Connection>& connection) {
  const std::lock_guard lock{mutex_};
  open_.emplace(connection.get(), connection);
}

void Connections::remove(const Connection* connection) {
  const std::lock_guard lock{mutex_};
  open_.erase(connection);
}

std::vector<std::shared_ptr<Connection>> Connections::all() const {
  std::vector<std::shared_ptr<Connection>> list;
  const std::lock_guard lock{mutex_};
  list.reserve(open_.size());
  for (const auto& [address, weak] : open_) {
    if (auto connection = weak.lock()) list.push_back(std::move(connection));
  }
  return list;
}

Connection::Connection(Service& service, Connections& siblings,
                       std::unique_ptr<Transport> transport, std::string peer, Peers::Place place,
                       std::uint64_t first_request_number)
    : service_{service},
      place_{std::move(place)},
      siblings_{siblings},
      transport_{std::move(transport)},
      request_number_{first_request_number},
      reader_{service.options.max_header_bytes, service.options.max_body_bytes} {
  request_.peer = std::move(peer);
  request_.secure = transport_->is_secure();
  reader_.reset(request_);
  service_.connection_opened();
}

Connection::~Connection() {
  if (stream_) stream_->close();
  siblings_.remove(this);
  place_.reset();  // the service may go with its last connection
  service_.connection_closed();
}

void Connection::start() {
  siblings_.add(shared_from_this());
  set_deadline(now() + service_.options.header_timeout_ms);
  transport_->open(shared_from_this());
}

void Connection::on_open(ErrorCode error) noexcept {
  if (error) return;  // nobody holds the connection any more: it closes
  try {
    advance();
  } catch (...) {
    fail("http: opening a connection");
  }
}

void Connection::on_read(ErrorCode error, std::size_t count) noexcept {
  try {
    if (phase_ == Phase::streaming) {
      if (error) {
        stream_->close();
        return cut_off();
      }
      transport_->read(asio::buffer(input_.free_begin(), input_.free_space()), shared_from_this());
      return;  // a stream's client has nothing to say: read only to learn that it has gone
    }
    if (phase_ == Phase::ending) {
      if (!error) end();
      return;
    }
    if (timed_out_.load(std::memory_order_relaxed)) {
      if (phase_ == Phase::head && !head_started_) return;  // idle: close without a word
      refuse(timed_out);
      return advance();
    }
    if (error) return;
    if (reading_body_directly_) {
      body_received_ += count;
    } else {
      input_.received(count);
    }
    advance();
  } catch (...) {
    fail("http: reading a request");
  }
}

void Connection::advance() {
  Next next = Next::again;
  while (next == Next::again) {
    switch (phase_) {
      case Phase::head: next = take_head(); break;
      case Phase::sized_body: next = take_sized_body(); break;
      case Phase::chunked_body: next = take_chunks(); break;
      case Phase::answer: next = send_more(); break;
      case Phase::ending: next = end(); break;
      case Phase::handling:
      case Phase::streaming: return;
    }
  }
}

Connection::Next Connection::read_more() {
  if (!input_.make_room(service_.options.max_header_bytes)) return refuse(headers_too_large);
  transport_->read(asio::buffer(input_.free_begin(), input_.free_space()), shared_from_this());
  return Next::wait;
}

Connection::Next Connection::take_head() {
  std::size_t used = 0;
  const auto progress = input_.size() == 0 ? RequestReader::Progress::need_more
                                           : reader_.read_head(input_.unread(), used);
  switch (progress) {
    case RequestReader::Progress::need_more:
      if (input_.size() > 0 && !head_started_) {
        head_started_ = true;  // from the first byte on, however slowly the rest comes
        set_activity(Activity::busy);
        set_deadline(now() + service_.options.header_timeout_ms);
      }
      return read_more();
    case RequestReader::Progress::failed: return refuse(reader_.failure());
    case RequestReader::Progress::complete: break;
  }
  input_.use(used);
  head_started_ = true;
  set_activity(Activity::busy);
  return begin_request();
}

void Connection::number_request() { write_request_id(request_.id, request_number_++); }

Connection::Next Connection::begin_request() {
  number_request();
  service_.requests.fetch_add(1, std::memory_order_relaxed);
  if (reader_.framing() == RequestReader::Framing::none) return hand_over();
  if (reader_.framing() == RequestReader::Framing::sized &&
      reader_.content_length() > service_.options.max_body_bytes) {
    return refuse(body_too_large);
  }
  if (!reader_.expects_continue() || input_.size() > 0) return begin_body();
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  unsent_head_ = go_on;
  unsent_body_ = {};
  continuing_ = true;
  phase_ = Phase::answer;
  phase_start_ms_ = now();
  sent_ = 0;
  return Next::again;
}

Connection::Next Connection::begin_body() {
  const bool sized = reader_.framing() == RequestReader::Framing::sized;
  phase_ = sized ? Phase::sized_body : Phase::chunked_body;
  phase_start_ms_ = now();
  if (!sized) return Next::again;
  // Only what has come is paid for: a length alone must not reserve memory.
  const auto length = static_cast<std::size_t>(reader_.content_length());
  body_received_ = std::min(length, input_.size());
  request_.body.assign(input_.unread().substr(0, body_received_));
  input_.use(body_received_);
  return Next::again;
}

// A body may take the time of a head, and then one second for each so many bytes received.
void Connection::set_body_deadline() {
  const auto rate = std::max(service_.options.body_min_bytes_per_second, 1);
  const auto earned = static_cast<std::int64_t>(body_received_) * 1000 / rate;
  set_deadline(phase_start_ms_ + service_.options.header_timeout_ms + earned);
}

// Sized bodies go from the socket straight into the request.
Connection::Next Connection::take_sized_body() {
  const auto length = static_cast<std::size_t>(reader_.content_length());
  if (body_received_ == length) {
    reading_body_directly_ = false;
    request_.body.resize(length);
    return hand_over();
  }
  reading_body_directly_ = true;
  if (request_.body.size() <= body_received_) {
    request_.body.resize(
        std::min(length, std::max(body_received_ * 2, body_received_ + body_step)));
  }
  set_body_deadline();
  transport_->read(
      asio::buffer(request_.body.data() + body_received_, request_.body.size() - body_received_),
      shared_from_this());
  return Next::wait;
}

Connection::Next Connection::take_chunks() {
  std::size_t used = 0;
  const auto progress = reader_.read_chunks(input_.unread(), used);
  input_.use(used);
  body_received_ = request_.body.size();
  switch (progress) {
    case RequestReader::Progress::complete: return hand_over();
    case RequestReader::Progress::failed: return refuse(reader_.failure());
    case RequestReader::Progress::need_more: break;
  }
  set_body_deadline();
  return read_more();
}

Connection::Next Connection::hand_over() {
  set_deadline(0);
  Lane lane = Lane::normal;
  try {
    lane = service_.lane_of(request_.method, request_.path());
  } catch (const std::exception& error) {
    logger::error("http: choosing a lane failed", error.what());
  }
  phase_ = Phase::handling;
  if (service_.pool(lane).push(shared_from_this())) return Next::wait;
  service_.rejected.fetch_add(1, std::memory_order_relaxed);
  return answer_error(Errc::busy, "http.busy", AfterAnswer::keep_alive);
}

void Connection::sweep(std::int64_t now_ms) {
  const auto activity = activity_.load(std::memory_order_relaxed);
  if (service_.stopping.load(std::memory_order_relaxed)) {
    if (activity == Activity::streaming) return cut_off();
    // Its last bytes may be on their way from the kernel to on_read: a request among them is still
    // served and answered, so only reading ends.
    if (activity == Activity::waiting) return transport_->cut_off(Direction::read);
  }
  const std::int64_t deadline = deadline_ms_.load(std::memory_order_relaxed);
  if (deadline != 0 && now_ms > deadline) {
    // A reader that does not read will not read a 408 either; any other gets a second to hear it.
    const bool at_once = timed_out_.exchange(true) || activity == Activity::answering;
    set_deadline(now_ms + 1000);
    transport_->cut_off(at_once ? Direction::both : Direction::read);
    return;
  }
  // While streaming the loop owns the connection, and this is the loop.
  if (activity == Activity::streaming && stream_ && now_ms - stream_beat_ms_ > 15'000) {
    stream_beat_ms_ = now_ms;
    stream_->beat();
  }
}

void Connection::cut_off() { transport_->cut_off(Direction::both); }

void Connection::fail(const char* where) noexcept {
  try {
    throw;
  } catch (const std::exception& error) {
    logger::error(where, error.what());
  } catch (...) {
    logger::error(where, "unknown exception");
  }
  cut_off();
}

}  // namespace tw::http
