#include "platform/http/response_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

#include "platform/http/ascii.h"

namespace tw::http {
namespace {

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "";  // the phrase is optional
  }
}

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

/// "Sun, 06 Nov 1994 08:49:37 GMT", written once a second and thread.
std::string_view date_text(std::int64_t now_ms) {
  thread_local std::int64_t written_for = -1;
  thread_local std::array<char, 32> text{};
  thread_local std::size_t size = 0;
  const std::int64_t second = now_ms / 1000;
  if (second != written_for) {
    static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed",
                                                     "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t time = static_cast<std::time_t>(second);
    std::tm utc{};
    gmtime_r(&time, &utc);
    // strftime would ask the locale for the names.
    const int written =
        std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                      days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                      months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                      utc.tm_min, utc.tm_sec);
    size = std::min(static_cast<std::size_t>(std::max(written, 0)), text.size() - 1);
    written_for = second;
  }
  return {text.data(), size};
}

/// Headers that only this folder may write; a handler's own are left out.
bool is_ours(std::string_view name) {
  switch (name.size()) {
    case 4: return equal_ignoring_case(name, "date");
    case 10:
      return equal_ignoring_case(name, "connection") || equal_ignoring_case(name, "keep-alive");
    case 12: return equal_ignoring_case(name, "x-request-id");
    case 14: return equal_ignoring_case(name, "content-length");
    case 17: return equal_ignoring_case(name, "transfer-encoding");
    default: return false;
  }
}

}  // namespace

void write_head(std::string& out, const Response& response, const HeadFacts& facts) {
  if (response.status == 200) {
    out += "HTTP/1.1 200 OK\r\nDate: ";
  } else {
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::uint64_t>(response.status));
    out += ' ';
    out += reason_of(response.status);
    out += "\r\nDate: ";
  }
  out += date_text(facts.now_ms);
  out += "\r\nX-Request-Id: ";
  out += facts.request_id;
  if (facts.content_length) {
    out += "\r\nContent-Length: ";
    append_number(out, *facts.content_length);
  }
  out += "\r\n";
  for (const auto& [name, value] : response.headers) {
    if (is_ours(name)) continue;
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
  }
  if (facts.after == AfterAnswer::close) {
    out += "Connection: close\r\n";
  } else if (facts.http_1_0) {
    out += "Connection: keep-alive\r\n";
  }
  out += "\r\n";
}

bool is_sendable(const Response& response) {
  if (response.status < 200 || response.status > 599) return false;
  return std::all_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
    return is_token(header.first) && !has_control(header.second);
  });
}

Response plain_problem(int status, std::string_view code, std::string_view request_id) {
  Response response;
  response.status = status;
  response.header("Content-Type", "application/problem+json");
  response.header("Cache-Control", "no-store");
  response.body = "{\"status\":" + std::to_string(status) + ",\"code\":\"";
  response.body += code;
  response.body += "\",\"request_id\":\"";
  response.body += request_id;
  response.body += "\"}";
  return response;
}

}  // namespace tw::http
