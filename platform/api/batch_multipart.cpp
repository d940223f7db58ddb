// multipart/mixed batches, as clients before 4.01 send them (OData 4.0 part 1, 11.7).
#include <algorithm>

#include "platform/api/batch.h"
#include "platform/base/text.h"

namespace tw::api {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Cuts one line off; the line end may be CRLF or LF.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Headers take_headers(std::string_view& text) {
  Headers headers;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) raise_malformed_batch("header");
    headers.emplace_back(std::string{trim(line.substr(0, colon))},
                         std::string{trim(line.substr(colon + 1))});
  }
  return headers;
}

std::string header_of(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (lower_ascii(key) == name) return value;
  return {};
}

std::string boundary_of(const std::string& content_type) {
  const std::size_t at = lower_ascii(content_type).find("boundary=");
  if (at == std::string::npos) raise_malformed_batch("boundary");
  std::string boundary = content_type.substr(at + 9);
  boundary = boundary.substr(0, boundary.find(';'));
  boundary = trim(boundary);
  if (boundary.size() > 1 && boundary.front() == '"' && boundary.back() == '"')
    boundary = boundary.substr(1, boundary.size() - 2);
  if (boundary.empty() || boundary.size() > 70) raise_malformed_batch("boundary");
  return boundary;
}

/// The parts between the delimiter lines, without the line end that belongs to the delimiter.
std::vector<std::string_view> parts_of(std::string_view text, const std::string& boundary) {
  const std::string delimiter = "--" + boundary;
  std::vector<std::string_view> parts;
  std::size_t begin = std::string_view::npos;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, line_end - at);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    if (line == delimiter || line == delimiter + "--") {
      if (begin != std::string_view::npos) {
        std::string_view part = text.substr(begin, at - begin);
        if (part.ends_with('\n')) part.remove_suffix(1);
        if (part.ends_with('\r')) part.remove_suffix(1);
        parts.push_back(part);
      }
      if (line != delimiter) return parts;
      begin = line_end + 1;
    }
    at = line_end + 1;
  }
  raise_malformed_batch("boundary");
}

http::Method method_of(std::string_view word) {
  if (word == "GET") return http::Method::get;
  if (word == "POST") return http::Method::post;
  if (word == "PATCH" || word == "MERGE") return http::Method::patch;
  if (word == "PUT") return http::Method::put;
  if (word == "DELETE") return http::Method::del;
  raise_malformed_batch("method");
}

/// `POST orders HTTP/1.1`, headers, an empty line, the body.
BatchItem request_of(std::string_view text, const Headers& part_headers) {
  BatchItem item;
  item.id = header_of(part_headers, "content-id");
  while (text.starts_with('\r') || text.starts_with('\n')) text.remove_prefix(1);
  const std::string_view line = take_line(text);
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || last <= first) raise_malformed_batch("request");
  item.request.method = method_of(line.substr(0, first));
  item.request.target = trim(line.substr(first + 1, last - first - 1));
  item.request.headers = take_headers(text);
  if (item.id.empty()) item.id = header_of(item.request.headers, "content-id");
  item.request.body = text;
  return item;
}

void read_parts(std::string_view text, const std::string& boundary, const std::string& group,
                std::vector<BatchItem>& items) {
  for (std::string_view part : parts_of(text, boundary)) {
    const Headers headers = take_headers(part);
    const std::string type = header_of(headers, "content-type");
    if (lower_ascii(type).starts_with("multipart/mixed")) {
      if (!group.empty()) raise_malformed_batch("changeset");
      read_parts(part, boundary_of(type), "changeset" + std::to_string(items.size() + 1), items);
      continue;
    }
    if (items.size() >= most_batch_requests)
      throw AppError{
          Errc::bad_request, "batch.too_many", {{"limit", std::to_string(most_batch_requests)}}};
    BatchItem item = request_of(part, headers);
    item.group = group;
    items.push_back(std::move(item));
  }
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 404: return "Not Found";
    case 412: return "Precondition Failed";
    default: return status < 400 ? "OK" : "Error";
  }
}

void write_part(const BatchAnswer& answer, std::string& out) {
  const http::Response& response = answer.response;
  out += "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n";
  if (!answer.id.empty()) out += "Content-ID: " + answer.id + "\r\n";
  out += "\r\nHTTP/1.1 " + std::to_string(response.status) + " ";
  out += std::string{reason_of(response.status)} + "\r\n";
  for (const auto& [name, value] : response.headers) out += name + ": " + value + "\r\n";
  out += "Content-Length: " + std::to_string(response.body.size()) + "\r\n\r\n";
  out += response.body + "\r\n";
}

}  // namespace

bool is_multipart(const http::Request& request) {
  return lower_ascii(request.header("Content-Type")).starts_with("multipart/mixed");
}

std::vector<BatchItem> read_multipart_batch(const http::Request& request) {
  std::vector<BatchItem> items;
  read_parts(request.body, boundary_of(std::string{request.header("Content-Type")}), "", items);
  return items;
}

std::string write_multipart_batch(const std::vector<BatchAnswer>& answers,
                                  const std::string& boundary) {
  std::string out;
  for (std::size_t i = 0; i < answers.size();) {
    const std::string& group = answers[i].group;
    std::size_t end = i + 1;
    if (!group.empty())
      while (end < answers.size() && answers[end].group == group) ++end;
    out += "--" + boundary + "\r\n";
    const auto failed = std::find_if(
        answers.begin() + static_cast<std::ptrdiff_t>(i),
        answers.begin() + static_cast<std::ptrdiff_t>(end), [](const BatchAnswer& answer) {
          return answer.response.status >= 400 && answer.response.status != 424;
        });
    if (group.empty() || failed != answers.begin() + static_cast<std::ptrdiff_t>(end)) {
      write_part(group.empty() ? answers[i] : *failed, out);
    } else {
      // Some clients cut at every occurrence of the outer boundary.
      const std::string inner = "part-of-" + boundary + "." + group;
      out += "Content-Type: multipart/mixed; boundary=" + inner + "\r\n\r\n";
      for (std::size_t k = i; k < end; ++k) {
        out += "--" + inner + "\r\n";
        write_part(answers[k], out);
      }
      out += "--" + inner + "--\r\n";
    }
    i = end;
  }
  return out + "--" + boundary + "--\r\n";
}

}  // namespace tw::api
