#include "platform/http/chunk_reader.h"

#include <algorithm>
#include <charconv>

#include "platform/http/ascii.h"

namespace tw::http {
namespace {

constexpr std::size_t max_size_digits = 16;

/// The line without its CR LF; false when it does not end in both.
bool whole_line(std::string_view with_end, std::string_view& line) {
  if (with_end.size() < 2 || with_end[with_end.size() - 2] != '\r') return false;
  line = with_end.substr(0, with_end.size() - 2);
  return true;
}

bool is_trailer(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return false;
  const std::string_view name = line.substr(0, colon);
  if (equal_ignoring_case(name, "content-length")) return false;
  if (equal_ignoring_case(name, "transfer-encoding")) return false;
  if (equal_ignoring_case(name, "connection")) return false;  // some obey it even here
  return !has_control(line.substr(colon + 1));
}

}  // namespace

ChunkReader::Progress ChunkReader::fail(Failure failure) {
  failure_ = failure;
  return Progress::failed;
}

ChunkReader::Progress ChunkReader::read(std::string_view unread, std::size_t& used,
                                        std::string& body) {
  used = 0;
  while (!done_) {
    const std::string_view rest = unread.substr(used);
    if (rest.empty()) return Progress::need_more;
    std::size_t taken = 0;
    Progress progress = Progress::complete;
    switch (part_) {
      case Part::size: progress = take_size(rest, taken, body); break;
      case Part::data:
        taken = std::min(remaining_, rest.size());
        body.append(rest.substr(0, taken));
        remaining_ -= taken;
        if (remaining_ == 0) part_ = Part::data_end;
        break;
      case Part::data_end: progress = take_data_end(rest, taken); break;
      case Part::trailer: progress = take_trailer(rest, taken); break;
    }
    used += taken;
    if (progress != Progress::complete) return progress;
  }
  return Progress::complete;
}

ChunkReader::Progress ChunkReader::take_size(std::string_view unread, std::size_t& used,
                                             const std::string& body) {
  const auto end = unread.substr(0, max_size_digits + 2).find('\n');
  if (end == std::string_view::npos) {
    return unread.size() < max_size_digits + 2 ? Progress::need_more : fail(malformed);
  }
  std::string_view digits;
  if (!whole_line(unread.substr(0, end + 1), digits)) return fail(malformed);
  std::uint64_t size = 0;
  const char* const last = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), last, size, 16);
  if (error != std::errc{} || stop != last) return fail(malformed);
  if (size > max_body_bytes_ - body.size()) return fail(body_too_large);
  used = end + 1;
  remaining_ = static_cast<std::size_t>(size);
  part_ = size == 0 ? Part::trailer : Part::data;
  return Progress::complete;
}

ChunkReader::Progress ChunkReader::take_data_end(std::string_view unread, std::size_t& used) {
  constexpr std::string_view line_end = "\r\n";
  if (!line_end.starts_with(unread.substr(0, 2))) return fail(malformed);
  if (unread.size() < 2) return Progress::need_more;
  used = 2;
  part_ = Part::size;
  return Progress::complete;
}

ChunkReader::Progress ChunkReader::take_trailer(std::string_view unread, std::size_t& used) {
  const auto end = unread.find('\n');
  const bool whole = end != std::string_view::npos;
  const std::size_t size = whole ? end + 1 : unread.size();
  if (trailer_bytes_ + size > max_trailer_bytes_) return fail(headers_too_large);
  if (!whole) return Progress::need_more;
  std::string_view line;
  if (!whole_line(unread.substr(0, size), line)) return fail(malformed);
  if (!line.empty() && !is_trailer(line)) return fail(malformed);
  used = size;
  trailer_bytes_ += size;
  done_ = line.empty();
  return Progress::complete;
}

}  // namespace tw::http
