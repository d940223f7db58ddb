#pragma once
// The bounded buffer between whoever sends events (any thread) and the connection that writes them
// (its loop). A client that reads too slowly is cut off, never waited for. Inner header of
// platform/http.

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

#include "platform/http/http.h"

namespace tw::http {

/// The connection under a stream.
class StreamOwner {
 public:
  virtual ~StreamOwner() = default;
  virtual void stream_ready() = 0;  // bytes wait for take(); asked once per take()
  virtual void stream_lagging() = 0;
};

class BufferedStream final : public EventStream {
 public:
  BufferedStream(StreamOwner& owner, std::size_t limit) : limit_{limit}, owner_{&owner} {}

  bool send(std::string_view event, std::string_view data) override;
  /// A comment line: keeps proxies from closing a silent stream, and finds dead clients.
  void beat();
  /// Bytes as they are (the answer's head).
  void send_raw(std::string_view bytes);
  /// Moves what waits into `out`; false when there is nothing.
  bool take(std::string& out);
  /// From now on send() is false and the owner is not touched; returns only when no send() is
  /// inside.
  void close();

 private:
  bool append_locked(std::string_view bytes);

  const std::size_t limit_;
  // Recursive: telling the owner may drop its last reference, and its destructor closes this
  // stream.
  std::recursive_mutex mutex_;
  StreamOwner* owner_;
  std::string waiting_;
  bool told_ = false;
};

}  // namespace tw::http
