#pragma once
// The head of an answer as bytes. Inner header of platform/http.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/http.h"

namespace tw::http {

enum class AfterAnswer : std::uint8_t { keep_alive, close };

struct HeadFacts {
  AfterAnswer after = AfterAnswer::keep_alive;
  bool http_1_0 = false;
  std::optional<std::uint64_t> content_length;  // absent: the end of the connection ends the body
  std::string_view request_id;
  std::int64_t now_ms = 0;  // wall clock, for Date
};

/// Appends status line and headers with the blank line.
void write_head(std::string& out, const Response& response, const HeadFacts& facts);

/// False when a header or the status would break the framing (CR, LF, other control characters, not
/// a token).
bool is_sendable(const Response& response);

/// `{"status":408,"code":"http.timeout","request_id":"…"}`: what is sent where no language is known
/// yet and no handler may be asked.
Response plain_problem(int status, std::string_view code, std::string_view request_id);

/// 204, 304 and 1xx have no body by definition.
inline bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace tw::http
