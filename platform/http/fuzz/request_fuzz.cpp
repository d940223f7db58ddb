// Fuzzes the reader of requests: whatever comes, reading it whole and reading it byte by byte must
// see the same requests. Build with clang:
//   clang++ -std=c++20 -fsanitize=fuzzer,address,undefined -I. platform/http/request_reader.cpp
//   platform/http/request.cpp platform/http/fuzz/request_fuzz.cpp platform/base/check.cpp …
// Run with -dict=platform/http/fuzz/request.dict -max_len=4096
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/check.h"
#include "platform/http/request_reader.h"

namespace {

using tw::http::Request;
using tw::http::RequestReader;
using Progress = RequestReader::Progress;

constexpr std::size_t max_header = 1024, max_body = 512;

/// Reads requests one after another the way a connection does; `step` bytes arrive at a time.
class Client {
 public:
  explicit Client(std::size_t step) : step_{step} { reader_.reset(request_); }

  /// What was seen, as text; ends with why the connection would be closed.
  std::string read(std::string_view all) {
    std::string seen;
    while (closing_.empty() && (take(seen) || arrive(all))) {
    }
    return seen + closing_;
  }

 private:
  bool arrive(std::string_view all) {
    if (arrived_ == all.size()) return false;
    const std::string_view piece = all.substr(arrived_, step_);
    arrived_ += piece.size();
    buffer_ += piece;
    return true;
  }

  /// False when more bytes are needed.
  bool take(std::string& seen) {
    if (buffer_.empty()) return false;
    std::size_t used = 0;
    if (!in_body_) {
      const Progress progress = reader_.read_head(buffer_, used);
      if (progress != Progress::complete) return ended(progress);
      buffer_.erase(0, used);
      in_body_ = true;
      if (reader_.framing() == RequestReader::Framing::none) return finish(seen);
      return true;
    }
    if (reader_.framing() == RequestReader::Framing::sized) {
      if (reader_.content_length() > max_body) return close("413");
      const auto length = static_cast<std::size_t>(reader_.content_length());
      if (buffer_.size() < length) return false;
      request_.body = buffer_.substr(0, length);
      buffer_.erase(0, length);
      return finish(seen);
    }
    const Progress progress = reader_.read_chunks(buffer_, used);
    buffer_.erase(0, used);
    CHECK(request_.body.size() <= max_body);
    return progress == Progress::complete ? finish(seen) : ended(progress);
  }

  bool finish(std::string& seen) {
    CHECK(!request_.target.empty());
    for (const auto& [name, value] : request_.headers) {
      CHECK(name.find_first_of("\r\n: ") == std::string::npos);
      CHECK(value.find_first_of(std::string_view{"\r\n\0", 3}) == std::string::npos);
      seen += name + ":" + value + "\n";
    }
    seen += request_.target + "\n" + request_.body + "\n";
    if (!reader_.keep_alive()) return close("end");
    reader_.reset(request_);
    in_body_ = false;
    return true;
  }

  bool ended(Progress progress) {
    return progress == Progress::failed && close(std::to_string(reader_.failure().status));
  }
  bool close(std::string why) {
    closing_ = std::move(why);
    return true;
  }

  const std::size_t step_;
  std::size_t arrived_ = 0;
  std::string buffer_, closing_;
  Request request_;
  RequestReader reader_{max_header, max_body};
  bool in_body_ = false;
};

/// A head that is too large and malformed is refused for what shows first.
bool is_refused(const std::string& seen) {
  return seen.ends_with("400") || seen.ends_with("431") || seen.ends_with("413");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all{reinterpret_cast<const char*>(data), size};
  const std::string whole = Client{size + 1}.read(all);
  const std::string bytes = Client{1}.read(all);
  CHECK(whole == bytes || (is_refused(whole) && is_refused(bytes)));
  std::string decoded;
  if (tw::http::percent_decode(all, decoded)) {
    std::string again;
    CHECK(tw::http::percent_decode(tw::http::percent_encode(decoded), again) && again == decoded);
  }
  return 0;
}
