#include "platform/http/request_reader.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cstring>
#include <optional>
#include <utility>

#include "platform/http/ascii.h"
#include "platform/http/chunk_reader.h"

namespace tw::http {
namespace {

namespace beast = boost::beast;
using beast::http::field;
using beast::http::verb;
using ErrorCode = beast::error_code;

constexpr int max_lines = 101;  // the request line and 100 headers

/// Stops Beast; the reason is in the parser's `failure`.
ErrorCode stop_parsing() { return make_error_code(beast::http::error::bad_value); }

Method method_of(verb word) {
  switch (word) {
    case verb::get:
    case verb::head: return Method::get;
    case verb::post: return Method::post;
    case verb::put: return Method::put;
    case verb::patch: return Method::patch;
    case verb::delete_: return Method::del;
    case verb::options: return Method::options;
    default: return Method::other;
  }
}

bool is_visible_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_plain_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 && std::all_of(text.begin(), text.end(), is_digit);
}

/// host, host:port or [v6]:port; nothing that could end the authority early in a link we build.
bool is_authority(std::string_view text) {
  if (text.empty() || text.size() > 255) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    const char small = lower(c);
    return (small >= 'a' && small <= 'z') || is_digit(c) || c == '.' || c == '-' || c == '_' ||
           c == ':' || c == '[' || c == ']';
  });
}

}  // namespace

// Fills the Request directly: no second container of fields, no copy of the body.
struct RequestReader::Parser {
  struct Tokens final : beast::http::basic_parser<true> {
    explicit Tokens(Parser& owner) : owner_{owner} {
      header_limit(UINT32_MAX);  // scan() has bounded the head already
      body_limit(boost::none);   // bodies never pass through here
      eager(false);
    }

   private:
    void on_request_impl(verb word, beast::string_view, beast::string_view target, int version,
                         ErrorCode& error) override {
      owner_.take_request_line(word, {target.data(), target.size()}, version, error);
    }
    void on_response_impl(int, beast::string_view, int, ErrorCode& error) override {
      error = stop_parsing();
    }
    void on_field_impl(field name_code, beast::string_view name, beast::string_view value,
                       ErrorCode& error) override {
      owner_.take_header(name_code, {name.data(), name.size()}, {value.data(), value.size()},
                         error);
    }
    void on_header_impl(ErrorCode& error) override { owner_.finish_head(error); }
    void on_body_init_impl(boost::optional<std::uint64_t> const&, ErrorCode& error) override {
      error = {};
    }
    // Bodies never pass through here: sized ones go straight into the request, ChunkReader does
    // the others.
    std::size_t on_body_impl(beast::string_view, ErrorCode& error) override {
      error = stop_parsing();
      return 0;
    }
    void on_chunk_header_impl(std::uint64_t, beast::string_view, ErrorCode& error) override {
      error = stop_parsing();
    }
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view, ErrorCode& error) override {
      error = stop_parsing();
      return 0;
    }
    void on_finish_impl(ErrorCode& error) override { error = {}; }

    Parser& owner_;
  };

  void take_request_line(verb word, std::string_view target, int version, ErrorCode& error);
  void take_header(field name_code, std::string_view name, std::string_view value,
                   ErrorCode& error);
  void finish_head(ErrorCode& error);
  void refuse(Failure why, ErrorCode& error) {
    failure = why;
    error = stop_parsing();
  }

  Request* request = nullptr;
  Failure failure;
  std::optional<Tokens> tokens;
  std::optional<ChunkReader> chunks;
  std::string_view
      authority;  // of an absolute target; points into the buffer during read_head only
  std::string_view host;
  std::uint64_t length = 0;
  Framing framing = Framing::none;
  int hosts = 0, lengths = 0;
  bool http_1_0 = false, head = false, expects_continue = false;
};

void RequestReader::Parser::take_request_line(verb word, std::string_view target, int version,
                                              ErrorCode& error) {
  error = {};
  http_1_0 = version == 10;
  head = word == verb::head;
  request->method = method_of(word);
  if (!is_visible_ascii(target) || target.find('#') != std::string_view::npos)
    return refuse(malformed, error);
  const bool http_scheme = equal_ignoring_case(target.substr(0, 7), "http://");
  const bool https_scheme = equal_ignoring_case(target.substr(0, 8), "https://");
  if (http_scheme || https_scheme) {
    target.remove_prefix(http_scheme ? 7 : 8);
    const auto end = std::min(target.find_first_of("/?"), target.size());
    authority = target.substr(0, end);
    target.remove_prefix(end);
    if (!is_authority(authority)) return refuse(malformed, error);
    if (target.empty() || target.front() == '?') request->target = "/";
    request->target += target;
    return;
  }
  const bool whole_server = target == "*" && request->method == Method::options;
  if (target.front() != '/' && !whole_server) return refuse(malformed, error);
  // Where a tunnel or a word of another protocol ends, nobody can tell.
  if (word == verb::unknown || word == verb::connect) return refuse(unsupported_method, error);
  request->target = target;
}

void RequestReader::Parser::take_header(field name_code, std::string_view name,
                                        std::string_view value, ErrorCode& error) {
  error = {};
  switch (name_code) {
    case field::content_length:
      if (++lengths > 1 || !is_plain_number(value)) return refuse(malformed, error);
      length = 0;
      for (const char digit : value) length = length * 10 + static_cast<std::uint64_t>(digit - '0');
      break;
    case field::transfer_encoding:
      if (http_1_0 || framing == Framing::chunked) return refuse(malformed, error);
      if (!equal_ignoring_case(value, "chunked")) return refuse(unsupported_coding, error);
      framing = Framing::chunked;
      break;
    case field::host:
      if (++hosts > 1 || !is_authority(value)) return refuse(malformed, error);
      host = value;
      break;
    case field::expect:
      if (!equal_ignoring_case(value, "100-continue")) return refuse(bad_expectation, error);
      expects_continue = !http_1_0;
      break;
    default: break;
  }
  request->headers.emplace_back(name, value);
}

void RequestReader::Parser::finish_head(ErrorCode& error) {
  error = {};
  if (hosts == 0 && !http_1_0) return refuse(malformed, error);
  if (!authority.empty() && !equal_ignoring_case(authority, host)) return refuse(malformed, error);
  if (framing == Framing::chunked && lengths > 0) return refuse(malformed, error);
  if (framing == Framing::none && length > 0) framing = Framing::sized;
}

RequestReader::RequestReader(std::size_t max_header_bytes, std::size_t max_body_bytes)
    : max_header_bytes_{max_header_bytes},
      max_body_bytes_{max_body_bytes},
      parser_{std::make_unique<Parser>()} {}

RequestReader::~RequestReader() = default;

void RequestReader::reset(Request& request) {
  request.target.clear();
  request.headers.clear();
  request.body.clear();
  failure_ = {};
  scanned_ = line_start_ = 0;
  lines_ = 0;
  Parser& parser = *parser_;
  parser.request = &request;
  parser.failure = {};
  parser.authority = parser.host = {};
  parser.length = 0;
  parser.framing = Framing::none;
  parser.hosts = parser.lengths = 0;
  parser.http_1_0 = parser.head = parser.expects_continue = false;
  parser.tokens.emplace(parser);
}

RequestReader::Progress RequestReader::fail(Failure failure) {
  failure_ = failure;
  return Progress::failed;
}

// Looks at line ends only. Each byte is seen once, however slowly they come.
RequestReader::Progress RequestReader::scan(std::string_view unread, std::size_t& used) {
  const std::string_view window = unread.substr(0, max_header_bytes_);
  while (scanned_ < window.size()) {
    const void* found = std::memchr(window.data() + scanned_, '\n', window.size() - scanned_);
    if (found == nullptr) break;
    const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - window.data());
    if (at == line_start_ || window[at - 1] != '\r') return fail(malformed);  // bare LF
    const bool empty_line = at == line_start_ + 1;
    const bool folded = lines_ > 0 && (window[line_start_] == ' ' || window[line_start_] == '\t');
    if (folded) return fail(malformed);
    scanned_ = line_start_ = at + 1;
    if (empty_line && lines_ > 0) {
      used = at + 1;
      return Progress::complete;
    }
    if (empty_line && at > 1)
      return fail(malformed);  // one blank line may precede a request (RFC 9112, 2.2)
    if (!empty_line && ++lines_ > max_lines) return fail(headers_too_large);
  }
  scanned_ = window.size();
  if (unread.size() >= max_header_bytes_) return fail(headers_too_large);
  return Progress::need_more;
}

RequestReader::Progress RequestReader::read_head(std::string_view unread, std::size_t& used) {
  const Progress progress = scan(unread, used);
  if (progress != Progress::complete) return progress;
  std::string_view head = unread.substr(0, used);
  if (head.starts_with("\r\n")) head.remove_prefix(2);
  ErrorCode error;
  const std::size_t eaten =
      parser_->tokens->put(boost::asio::buffer(head.data(), head.size()), error);
  if (parser_->failure.status != 0) return fail(parser_->failure);
  if (error == beast::http::error::bad_version) return fail(unsupported_version);
  if (error || eaten != head.size() || !parser_->tokens->is_header_done()) return fail(malformed);
  if (framing() == Framing::chunked) parser_->chunks.emplace(max_body_bytes_, max_header_bytes_);
  return Progress::complete;
}

RequestReader::Progress RequestReader::read_chunks(std::string_view unread, std::size_t& used) {
  const Progress progress = parser_->chunks->read(unread, used, parser_->request->body);
  return progress == Progress::failed ? fail(parser_->chunks->failure()) : progress;
}

Failure RequestReader::failure() const { return failure_; }
RequestReader::Framing RequestReader::framing() const { return parser_->framing; }
std::uint64_t RequestReader::content_length() const { return parser_->length; }
bool RequestReader::keep_alive() const {
  return parser_->tokens->keep_alive() && !parser_->tokens->upgrade();
}
bool RequestReader::is_http_1_0() const { return parser_->http_1_0; }
bool RequestReader::is_head() const { return parser_->head; }
bool RequestReader::expects_continue() const { return parser_->expects_continue; }

}  // namespace tw::http
