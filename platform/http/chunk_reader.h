#pragma once
// The chunked body of a request. Our own, because Beast's asserts (aborts) when the last chunk's
// bytes come one by one. Stricter than the RFC: no chunk extensions, at most 16 digits of size;
// trailers are checked and read over, so they change nothing that was decided from the head.
// Inner header of platform/http.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "platform/http/failure.h"

namespace tw::http {

class ChunkReader {
 public:
  enum class Progress : std::uint8_t { need_more, complete, failed };

  ChunkReader(std::size_t max_body_bytes, std::size_t max_trailer_bytes)
      : max_body_bytes_{max_body_bytes}, max_trailer_bytes_{max_trailer_bytes} {}

  /// Appends to `body`; `used` bytes of `unread` are done with.
  Progress read(std::string_view unread, std::size_t& used, std::string& body);
  Failure failure() const { return failure_; }

 private:
  enum class Part : std::uint8_t { size, data, data_end, trailer };
  Progress take_size(std::string_view unread, std::size_t& used, const std::string& body);
  Progress take_data_end(std::string_view unread, std::size_t& used);
  Progress take_trailer(std::string_view unread, std::size_t& used);
  Progress fail(Failure failure);

  std::size_t max_body_bytes_, max_trailer_bytes_;
  Part part_ = Part::size;
  std::size_t remaining_ = 0;  // of the chunk under way
  std::size_t trailer_bytes_ = 0;
  bool done_ = false;
  Failure failure_;
};

}  // namespace tw::http
