#include "platform/http/file_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "platform/base/error.h"
#include "platform/http/ascii.h"

namespace tw::http {
namespace {

constexpr std::uint64_t piece = 128u << 10;

struct Part {
  std::uint64_t begin = 0, end = 0;
};

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

enum class RangeKind : std::uint8_t { absent, part, unsatisfiable };

/// `bytes=a-b`, `bytes=a-`, `bytes=-n`. Several ranges, or anything unknown: the whole file, as the
/// RFC allows.
RangeKind parse_range(std::string_view text, std::uint64_t size, Part& out) {
  if (!text.starts_with("bytes=") || text.find(',') != std::string_view::npos)
    return RangeKind::absent;
  text.remove_prefix(6);
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return RangeKind::absent;
  const auto first = number(text.substr(0, dash));
  const auto last = number(text.substr(dash + 1));
  if (dash == 0) {
    if (!last) return RangeKind::absent;
    if (*last == 0 || size == 0) return RangeKind::unsatisfiable;
    out = {size - std::min(*last, size), size};
    return RangeKind::part;
  }
  const bool open_end = dash + 1 == text.size();
  if (!first || (!last && !open_end) || (last && *last < *first)) return RangeKind::absent;
  if (*first >= size) return RangeKind::unsatisfiable;
  out = {*first, last && *last < size ? *last + 1 : size};
  return RangeKind::part;
}

std::string_view header_of(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (equal_ignoring_case(key, name)) return value;
  }
  return {};
}

}  // namespace

FileReader::FileReader(const std::string& path)
    : descriptor_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)} {
  struct stat facts {};
  const bool usable =
      descriptor_ >= 0 && ::fstat(descriptor_, &facts) == 0 && S_ISREG(facts.st_mode);
  if (!usable) {
    if (descriptor_ >= 0) ::close(descriptor_);
    throw AppError{Errc::not_found,
                   "http.file_missing"};  // the path stays out: it is ours, not the caller's
  }
  size_ = end_ = static_cast<std::uint64_t>(facts.st_size);
  ::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
}

FileReader::~FileReader() { ::close(descriptor_); }

void FileReader::limit_to(std::uint64_t begin, std::uint64_t end) {
  position_ = begin;
  end_ = end;
}

void FileReader::read(std::string& out) {
  out.resize(static_cast<std::size_t>(std::min(piece, remaining())));
  ssize_t count = 0;
  do {
    count = ::pread(descriptor_, out.data(), out.size(), static_cast<off_t>(position_));
  } while (count < 0 && errno == EINTR);
  if (count <= 0) throw std::runtime_error{"file of an answer changed or failed while it was sent"};
  out.resize(static_cast<std::size_t>(count));
  position_ += static_cast<std::uint64_t>(count);
}

std::unique_ptr<FileReader> open_answer_file(const Request& request, Response& response) {
  auto file = std::make_unique<FileReader>(response.file_path);
  if (response.status != 200 || request.method != Method::get) return file;
  response.header("Accept-Ranges", "bytes");
  const std::string_view range = request.header("range");
  if (range.empty()) return file;
  const std::string_view only_if = request.header("if-range");
  if (!only_if.empty() && only_if != header_of(response, "etag")) return file;
  Part part;
  const std::string total = std::to_string(file->size());
  switch (parse_range(range, file->size(), part)) {
    case RangeKind::absent: break;
    case RangeKind::part:
      file->limit_to(part.begin, part.end);
      response.status = 206;
      response.header("Content-Range", "bytes " + std::to_string(part.begin) + "-" +
                                           std::to_string(part.end - 1) + "/" + total);
      break;
    case RangeKind::unsatisfiable:
      file->limit_to(0, 0);
      response.status = 416;
      response.header("Content-Range", "bytes */" + total);
      break;
  }
  return file;
}

}  // namespace tw::http
