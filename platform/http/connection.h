#pragma once
// One client: reads a request, hands it to a worker, writes the answer, and again; requests are
// served strictly in the order they came (pipelining is safe, not parallel). Threading: at any
// moment either the socket's loop or one worker owns the connection; ownership passes with the job
// queue and with the start of a read or write, after which the old owner touches nothing. Only the
// atomics are looked at from elsewhere (the loop's sweep). Inner header of platform/http.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/http/event_stream.h"
#include "platform/http/file_reader.h"
#include "platform/http/read_buffer.h"
#include "platform/http/request_reader.h"
#include "platform/http/response_writer.h"
#include "platform/http/service.h"
#include "platform/http/transport.h"
#include "platform/http/worker_pool.h"

namespace tw::http {

class Connection;

/// The connections of one loop, for the sweep. Thread-safe.
class Connections {
 public:
  void add(const std::shared_ptr<Connection>& connection);
  void remove(const Connection* connection);
  std::vector<std::shared_ptr<Connection>> all() const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<const Connection*, std::weak_ptr<Connection>> open_;
};

class Connection final : public Job,
                         public TransportUser,
                         public StreamOwner,
                         public std::enable_shared_from_this<Connection> {
 public:
  Connection(Service& service, Connections& siblings, std::unique_ptr<Transport> transport,
             std::string peer, Peers::Place place, std::uint64_t first_request_number);
  ~Connection() override;

  void start();
  /// On the loop, every now and then: ends what takes too long; once the server stops, ends what
  /// only waits.
  void sweep(std::int64_t now_ms);
  void cut_off();
  /// The server goes: senders of events must not touch this connection any more.
  void release_stream();

  void run() noexcept override;  // on a worker: the handler and the first write of its answer
  void on_open(ErrorCode error) noexcept override;
  void on_read(ErrorCode error, std::size_t count) noexcept override;
  void on_written(ErrorCode error, std::size_t count) noexcept override;
  void stream_ready() override;
  void stream_lagging() override;

 private:
  static constexpr std::size_t body_step = 64u << 10;
  enum class Phase : std::uint8_t {
    head,
    sized_body,
    chunked_body,
    handling,
    answer,
    streaming,
    ending
  };
  /// What the sweep may know.
  enum class Activity : std::uint8_t { waiting, busy, answering, streaming };
  /// `wait`: somebody else owns the connection from now on.
  enum class Next : std::uint8_t { again, wait };

  void advance();
  Next take_head();
  Next begin_request();
  void number_request();
  Next begin_body();
  Next take_sized_body();
  Next take_chunks();
  Next hand_over();
  Next read_more();
  void set_body_deadline();

  Response ask_handler();
  Response ask_on_error(std::exception_ptr error);
  Next refuse(Failure failure);
  Next answer_error(Errc kind, std::string_view code, AfterAnswer after);
  void begin_answer(Response response, AfterAnswer after);
  Next send_more();
  Next finish_answer();
  bool refill_from_file();
  Next end();

  void open_stream(Response response);
  void begin_stream();
  void write_stream();
  void continue_stream();

  void fail(const char* where) noexcept;
  std::int64_t now() const { return service_.clock->monotonic_ms(); }
  void set_deadline(std::int64_t at_ms) { deadline_ms_.store(at_ms, std::memory_order_relaxed); }
  void set_activity(Activity activity) { activity_.store(activity, std::memory_order_relaxed); }

  Service& service_;
  std::optional<Peers::Place> place_;
  Connections& siblings_;
  const std::unique_ptr<Transport> transport_;
  std::uint64_t request_number_;

  Phase phase_ = Phase::head;
  ReadBuffer input_;
  RequestReader reader_;
  Request request_;
  bool head_started_ = true;  // a new connection's first head has the head's deadline at once
  bool reading_body_directly_ = false;
  std::size_t body_received_ = 0;
  std::int64_t phase_start_ms_ = 0;

  Response response_;  // owns the body while it is written
  std::string head_;
  std::string_view unsent_head_, unsent_body_;
  std::unique_ptr<FileReader> file_;
  std::string file_piece_;
  AfterAnswer after_ = AfterAnswer::keep_alive;
  bool continuing_ = false;  // what is written is "100 Continue"; the body follows
  std::uint64_t sent_ = 0;   // of this answer

  std::shared_ptr<BufferedStream> stream_;
  std::string stream_piece_;
  bool stream_writing_ = false;
  std::int64_t stream_beat_ms_ = 0;

  std::atomic<std::int64_t> deadline_ms_ = 0;  // 0: none
  std::atomic<Activity> activity_ = Activity::waiting;
  std::atomic<bool> timed_out_ = false;
};

}  // namespace tw::http
