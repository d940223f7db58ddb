#pragma once
// Bytes of one connection → Request. Beast tokenises; what Beast is lenient about is refused here
// first (bare LF, folded lines, two lengths, length with chunks, chunk extensions), because two
// parsers that disagree about where a request ends is how requests are smuggled. One instance per
// connection, reset for each request; one thread at a time. Inner header of platform/http.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "platform/http/chunk_reader.h"
#include "platform/http/failure.h"
#include "platform/http/http.h"

namespace tw::http {

class RequestReader {
 public:
  using Progress = ChunkReader::Progress;
  enum class Framing : std::uint8_t { none, sized, chunked };

  RequestReader(std::size_t max_header_bytes, std::size_t max_body_bytes);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  /// Forgets the last request. Call before the first byte of each.
  void reset(Request& request);
  /// `unread` starts at the request's first byte and only ever grows. Complete: the head is in the
  /// request and `used` bytes of `unread` belong to it.
  Progress read_head(std::string_view unread, std::size_t& used);
  /// After the head of a chunked request: appends to the request's body and says how much was
  /// `used`.
  Progress read_chunks(std::string_view unread, std::size_t& used);

  Failure failure() const;
  Framing framing() const;
  std::uint64_t content_length()
      const;  // of a sized body; may exceed the limit: the caller refuses it
  bool keep_alive() const;
  bool is_http_1_0() const;
  bool is_head() const;  // the request says GET: the answer's body is to be left out
  bool expects_continue() const;

 private:
  struct Parser;
  Progress scan(std::string_view unread, std::size_t& used);
  Progress fail(Failure failure);

  const std::size_t max_header_bytes_, max_body_bytes_;
  std::unique_ptr<Parser> parser_;
  Failure failure_;
  std::size_t scanned_ = 0;  // bytes already searched for line ends
  std::size_t line_start_ = 0;
  int lines_ = 0;
};

}  // namespace tw::http
