#pragma once
// An open file of an answer, read piece by piece; and which part of it a Range header asks for.
// Inner header of platform/http.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "platform/http/http.h"

namespace tw::http {

class FileReader {
 public:
  /// AppError{not_found, "http.file_missing"} when it cannot be opened or is no regular file.
  explicit FileReader(const std::string& path);
  ~FileReader();
  FileReader(const FileReader&) = delete;
  FileReader& operator=(const FileReader&) = delete;

  std::uint64_t size() const { return size_; }
  std::uint64_t remaining() const { return end_ - position_; }
  void limit_to(std::uint64_t begin, std::uint64_t end);
  /// The next piece of what remains; throws when the file became shorter than it was.
  void read(std::string& out);

 private:
  int descriptor_;
  std::uint64_t size_ = 0, position_ = 0, end_ = 0;
};

/// Opens `response.file_path` and obeys a single `Range` (206, 416); `If-Range` must equal the
/// answer's ETag. Returns the body's length to be read from the reader.
std::unique_ptr<FileReader> open_answer_file(const Request& request, Response& response);

}  // namespace tw::http
