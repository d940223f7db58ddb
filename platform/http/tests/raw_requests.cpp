#include "platform/http/tests/raw_requests.h"

#include <functional>
#include <initializer_list>
#include <string_view>

namespace tw::http::testing {
namespace {

using namespace std::string_literals;
using Words = std::vector<std::string>;

const std::string host = "Host: t\r\n";
const std::string chunked = "Transfer-Encoding: chunked\r\n";
const std::string abc_in_chunks = "3\r\nabc\r\n0\r\n\r\n";
/// What an attacker would like to have taken for a request of its own.
const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: t\r\n\r\n";

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string whole;
  for (const std::string_view part : parts) whole += part;
  return whole;
}
std::string get(const std::string& headers) {
  return "GET / HTTP/1.1\r\n" + host + headers + "\r\n";
}
std::string post(const std::string& headers, const std::string& body) {
  return "POST / HTTP/1.1\r\n" + host + headers + "\r\n" + body;
}
std::string length_of(const std::string& body) {
  return "Content-Length: " + std::to_string(body.size()) + "\r\n";
}
std::string headers_of(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "X-" + std::to_string(i) + ": y\r\n";
  return text;
}

class Collection {
 public:
  void add(std::string group, std::string bytes) {
    all_.push_back({std::move(group), std::move(bytes)});
  }
  void vary(const std::string& group, const Words& words,
            const std::function<std::string(const std::string&)>& request) {
    for (const std::string& word : words) add(group, request(word));
  }
  std::vector<RawRequest> take() { return std::move(all_); }

 private:
  std::vector<RawRequest> all_;
};

const Words methods{"GET",   "POST",    "PUT",   "PATCH", "DELETE",   "OPTIONS",  "HEAD",
                    "TRACE", "CONNECT", "PURGE", "QUERY", "PROPFIND", "M-SEARCH", "SOURCE",
                    "PRI",   "get",     "Get",   "G",     "GE",       "GETS",     "G@T",
                    "",      "G\0T"s,   "GET:",  "(GET)", "\xc3\xa9", "GET,GET"};
const Words targets{"/",
                    "/a?b=c",
                    "/%0d%0aX:%20y",
                    "/%00",
                    "/%",
                    "/%zz",
                    "/../../x",
                    "//t/x",
                    "/./a//b",
                    "*",
                    "http://t/x",
                    "HTTP://t/x",
                    "http://T/x",
                    "https://t/x",
                    "http://t",
                    "http://t?x",
                    "http://u/x",
                    "http://t:80/x",
                    "http://a@t/x",
                    "http:///x",
                    "http:/x",
                    "ftp://t/x",
                    "t:80",
                    "x",
                    "?x",
                    "",
                    "/a b",
                    "/a\tb",
                    "/a\x01",
                    "/a\x7f",
                    "/a\0b"s,
                    "/\xc3\xa9",
                    "/\xff",
                    "/a#b",
                    "/a\\b",
                    "/{|}^`",
                    "/<>\"'",
                    "/a\rb",
                    "/a\nb",
                    "/;a=b",
                    "/?a=%0A",
                    "/?",
                    "/&",
                    "/+",
                    "/~"};
const Words versions{
    "HTTP/1.1", "HTTP/1.0",  "HTTP/0.9",  "HTTP/2.0",   "HTTP/1.2",    "HTTP/1.11", "HTTP/1.",
    "HTTP/.1",  "HTTP/01.1", "HTTP/1.01", "HTTP/1",     "HTTP/11",     "http/1.1",  "Http/1.1",
    "HTTP/1,1", "HTTP1.1",   "HTTP/ 1.1", "HTTP /1.1",  "HTTP/1.1 ",   "HTTP/1.1x", "HTTPS/1.1",
    "RTSP/1.0", "ICE/1.0",   "",          "HTTP/1.1\t", "HTTP/1.1\0"s, "HTTP/-1.1", "HTTP/A.B"};
const Words gaps{" ", "  ", "\t", " \t", "\v", "\f", "\r", "\0"s, ""};
const Words line_ends{"\n",      "\r",     "\r\r\n", "\n\r",  "\n\r\n", "\r\n\r",
                      "\0\r\n"s, "\v\r\n", " \r\n",  "\r\n ", "\r\n\t", ""};
const Words lengths{"0",
                    "3",
                    "03",
                    "0003",
                    "+3",
                    "-3",
                    "3,3",
                    "3, 3",
                    "3,4",
                    "3 3",
                    "3\t",
                    "0x3",
                    "3;",
                    "3.0",
                    "3e0",
                    "",
                    " ",
                    "\"3\"",
                    "'3'",
                    "3\0"s,
                    "\v3",
                    "a",
                    "3a",
                    "4",
                    "2",
                    "\xef\xbc\x93",
                    "4294967299",
                    "9223372036854775811",
                    "18446744073709551619",
                    "99999999999999999999999999999999"};
const Words codings{"chunked",
                    "Chunked",
                    "CHUNKED",
                    "chunked ",
                    "\tchunked",
                    "chunked,",
                    ",chunked",
                    "chunked, chunked",
                    "gzip, chunked",
                    "chunked, gzip",
                    "gzip",
                    "deflate",
                    "identity",
                    "identity, chunked",
                    "chunked, identity",
                    "xchunked",
                    "chunkedx",
                    "chunk",
                    "chunked;q=1",
                    "\"chunked\"",
                    "",
                    "\vchunked",
                    "chunked\0"s,
                    "\0chunked"s,
                    "trailers",
                    "chu nked",
                    "chunked\r\n ",
                    "\r\n chunked",
                    "c\xc4\xb1hunked"};
/// How a header may be written so that one reader sees it and another does not; `@` is its name.
const Words disguises{"@: ",           "@:",
                      "@:\t",          "@:  \t ",
                      "@ : ",          "@\t: ",
                      " @: ",          "\t@: ",
                      "@\r\n : ",      "@:\r\n ",
                      "@\0: "s,        "\0@: "s,
                      "@\v: ",         "\v@: ",
                      "X: y\r@: ",     "X: y\n@: ",
                      "X: y\r\r\n@: ", "X: y\0\r\n@: "s,
                      ": \r\n@: ",     "\x7f@: ",
                      "@;: ",          "@=",
                      "\"@\": ",       "X\r\n@: ",
                      "X-@: ",         "\xef\xbb\xbf@: "};
const Words sizes{"3",
                  "03",
                  "0000000000000003",
                  "00000000000000003",
                  "3;a",
                  "3;a=b",
                  "3;a=\"b\"",
                  "3;a=\"\r\n\"",
                  "3 ;a",
                  "3 ",
                  " 3",
                  "\t3",
                  "3\t",
                  "+3",
                  "-3",
                  "0x3",
                  "3g",
                  "g",
                  "",
                  "3\0"s,
                  "3,3",
                  "3;\n",
                  "3;\r",
                  "3\v",
                  "3.",
                  "2",
                  "4",
                  "a",
                  "FFFFFFFFFFFFFFFF",
                  "7fffffffffffffff",
                  "10000000000000003",
                  "100000003",
                  ";",
                  "\"3\""};
const Words trailers{"X: y\r\n",
                     "Content-Length: 5\r\n",
                     "Transfer-Encoding: chunked\r\n",
                     "Host: u\r\n",
                     "X: a\r\n b\r\n",
                     "X: a\nY: b\r\n",
                     "X: a\rY: b\r\n",
                     "X\r\n",
                     "X : a\r\n",
                     ": a\r\n",
                     " X: a\r\n",
                     "X: a\0\r\n"s,
                     "X: \x01\r\n",
                     "Connection: close\r\n",
                     "GET /hidden HTTP/1.1\r\n",
                     "X: a\r\r\n"};
const Words told_addresses{"X-Forwarded-For: 1.2.3.4",
                           "X-Forwarded-For: 1.2.3.4, 127.0.0.1",
                           "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 5.6.7.8",
                           "X-Forwarded-For: \"1.2.3.4\"",
                           "Forwarded: for=1.2.3.4;host=u;proto=https",
                           "Forwarded: for=\"[2001:db8::1]:80\"",
                           "X-Real-IP: 1.2.3.4",
                           "True-Client-IP: 1.2.3.4",
                           "CF-Connecting-IP: 1.2.3.4",
                           "X-Client-IP: 1.2.3.4",
                           "X-Cluster-Client-IP: 1.2.3.4",
                           "Client-IP: 1.2.3.4",
                           "X-Originating-IP: 1.2.3.4",
                           "X-Remote-IP: 1.2.3.4",
                           "X-Remote-Addr: 1.2.3.4",
                           "Via: 1.1 u",
                           "X-Forwarded-Host: u",
                           "X-Forwarded-Proto: https",
                           "X-Original-URL: /hidden",
                           "X-Rewrite-URL: /hidden",
                           "X-HTTP-Method-Override: DELETE"};
const Words connections{"Connection: close",
                        "Connection: keep-alive",
                        "Connection: CLOSE",
                        "Connection: close, keep-alive",
                        "Connection: keep-alive, close",
                        "Connection: Content-Length",
                        "Connection: Transfer-Encoding",
                        "Connection: x",
                        "Connection: close\r\nConnection: keep-alive",
                        "Connection: ",
                        "Keep-Alive: timeout=1",
                        "Proxy-Connection: close",
                        "Upgrade: websocket",
                        "Upgrade: h2c",
                        "Connection: upgrade\r\nUpgrade: x",
                        "TE: trailers",
                        "Expect: 100-continue",
                        "Expect: 100-Continue",
                        "Expect: tea",
                        "Expect: "};
const Words hosts{"Host: t",
                  "Host:t",
                  "Host: t ",
                  "host: t",
                  "Host: T",
                  "Host: t:80",
                  "Host: [::1]",
                  "Host: ",
                  "Host: t/x",
                  "Host: a@t",
                  "Host: t, u",
                  "Host: t\r\nHost: t",
                  "Host: t\r\nHost: u",
                  "Host: t\r\n u",
                  "Host : t",
                  "X: y",
                  "Host: t\0"s,
                  "Host: t#",
                  "Host: t?",
                  "Host: \xc3\xa9",
                  "Host: t\\u"};

void first_lines(Collection& all) {
  const std::string end = " HTTP/1.1\r\n" + host + "\r\n";
  all.vary("method", methods, [&](const auto& word) { return word + " /" + end; });
  all.vary("target", targets, [&](const auto& word) { return "GET " + word + end; });
  all.vary("target_of_options", {"*", "/", "**", "*/"},
           [&](const auto& word) { return "OPTIONS " + word + end; });
  all.vary("version", versions,
           [&](const auto& word) { return "GET / " + word + "\r\n" + host + "\r\n"; });
  all.vary("first_gap", gaps, [&](const auto& gap) { return "GET" + gap + "/" + end; });
  all.vary("second_gap", gaps,
           [&](const auto& gap) { return "GET /" + gap + "HTTP/1.1\r\n" + host + "\r\n"; });
  all.vary("before",
           {"\r\n", "\r\n\r\n", "\n", "\r", " ", "\t", "\0"s, "\xef\xbb\xbf", "x", "\x16\x03\x01"},
           [&](const auto& word) { return word + get(""); });
}

void ends_of_lines(Collection& all) {
  for (const std::string& end : line_ends) {
    all.add("end_of_request_line", joined({"GET / HTTP/1.1", end, host, "\r\n"}));
    all.add("end_of_header", "GET / HTTP/1.1\r\nHost: t" + end + "X: y\r\n\r\n");
    all.add("end_of_length", "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 3" + end + "\r\nabc");
    all.add("end_of_headers", "GET / HTTP/1.1\r\nHost: t\r\n" + end);
    all.add("end_of_size", post(chunked, "3" + end + "abc\r\n0\r\n\r\n"));
    all.add("end_of_chunk", post(chunked, "3\r\nabc" + end + "0\r\n\r\n"));
    all.add("end_of_last_size", post(chunked, "3\r\nabc\r\n0" + end + "\r\n"));
    all.add("end_of_trailer", post(chunked, "0\r\nX: y" + end + "\r\n"));
    all.add("end_of_chunks", post(chunked, "0\r\n" + end));
  }
}

void lengths_and_codings(Collection& all) {
  for (const std::string& length : lengths) {
    const std::string header = "Content-Length: " + length + "\r\n";
    all.add("length", post(header, "abc"));
    all.add("length_of_get", get(header) + "abc");
    all.add("length_then_length", post("Content-Length: 3\r\n" + header, "abc"));
    all.add("length_then_coding", post(header + chunked, abc_in_chunks));
  }
  for (const std::string& coding : codings) {
    const std::string header = "Transfer-Encoding: " + coding + "\r\n";
    all.add("coding", post(header, abc_in_chunks));
    all.add("coding_of_get", get(header) + abc_in_chunks);
    all.add("coding_in_1_0", joined({"POST / HTTP/1.0\r\nConnection: keep-alive\r\n", header,
                                     "\r\n", abc_in_chunks}));
    all.add("coding_then_length", post(header + length_of(abc_in_chunks), abc_in_chunks));
    all.add("coding_then_coding", post(header + chunked, abc_in_chunks));
    all.add("coding_after_coding", post(chunked + header, abc_in_chunks));
  }
  for (const std::string& disguise : disguises) {
    const auto named = [&](const std::string& name) {
      std::string line = disguise;
      return line.replace(line.find('@'), 1, name);
    };
    const std::string body = abc_in_chunks + hidden;
    all.add("disguised_length", post(named("Content-Length") + "3\r\n", "abc"));
    all.add("disguised_coding", post(named("Transfer-Encoding") + "chunked\r\n", abc_in_chunks));
    all.add("disguised_coding_and_length",
            post(length_of(body) + named("Transfer-Encoding") + "chunked\r\n", body));
    all.add("disguised_host", "GET / HTTP/1.1\r\n" + named("Host") + "t\r\n\r\n");
  }
}

void bodies(Collection& all) {
  for (const std::string& method : methods)
    if (method.size() > 2)
      all.add("body_of_method",
              joined({method, " / HTTP/1.1\r\n", host, length_of(hidden), "\r\n", hidden}));
  all.add("hidden_behind_zero", post("Content-Length: 0\r\n", hidden));
  all.add("hidden_behind_nothing", post("", hidden));
  all.add("hidden_behind_short_length", post("Content-Length: 5\r\n", "abcde" + hidden));
  all.add("hidden_behind_chunks", post(chunked, abc_in_chunks + hidden));
  all.add("hidden_in_chunk", post(chunked, "20\r\n" + hidden.substr(0, 32) + "\r\n0\r\n\r\n"));
  all.add("body_cut_off", post("Content-Length: 5000\r\n", "abc"));
  all.vary("size", sizes,
           [](const auto& size) { return post(chunked, size + "\r\nabc\r\n0\r\n\r\n"); });
  all.vary("last_size", {"0", "00", "0;a", "0 ", " 0", "-0", "+0", "0x0", "", "0\t"},
           [](const auto& size) { return post(chunked, "3\r\nabc\r\n" + size + "\r\n\r\n"); });
  all.vary("data", {"ab", "abcd", "abc\r", "", "abc\r\n\r\n", "\r\nabc", "abc\r\n3\r\nabc"},
           [](const auto& data) { return post(chunked, "3\r\n" + data + "\r\n0\r\n\r\n"); });
  all.vary("trailer", trailers,
           [](const auto& line) { return post(chunked, "0\r\n" + line + "\r\n"); });
  all.vary("trailer_hides", trailers,
           [](const auto& line) { return post(chunked, "0\r\n" + line + "\r\n" + hidden); });
}

void headers(Collection& all) {
  all.vary("told_address", told_addresses, [](const auto& line) { return get(line + "\r\n"); });
  all.vary("connection", connections, [](const auto& line) { return get(line + "\r\n"); });
  all.vary("connection_with_body", connections,
           [](const auto& line) { return post(line + "\r\nContent-Length: 3\r\n", "abc"); });
  all.vary("connection_in_1_0", connections,
           [](const auto& line) { return "GET / HTTP/1.0\r\n" + line + "\r\n\r\n"; });
  all.vary("host", hosts,
           [](const auto& line) { return "GET / HTTP/1.1\r\n" + line + "\r\n\r\n"; });
  for (const int count : {0, 50, 99, 100, 1000, 2001, 10'000}) {
    all.add("many", get(headers_of(count)));
    all.add("many_then_length", post(headers_of(count) + "Content-Length: 3\r\n", "abc"));
  }
  for (const std::size_t size : {1'000u, 16'000u, 20'000u, 100'000u}) {
    all.add("long_value", get("X: " + std::string(size, 'y') + "\r\n"));
    all.add("long_name", get(std::string(size, 'y') + ": x\r\n"));
    all.add("long_target", "GET /" + std::string(size, 'y') + " HTTP/1.1\r\n" + host + "\r\n");
    all.add("long_extension",
            post(chunked, "3;" + std::string(size, 'y') + "\r\nabc\r\n0\r\n\r\n"));
  }
  for (int byte = 0; byte < 256; ++byte) {  // each in a name and in a value
    const char c = static_cast<char>(byte);
    all.add("byte_in_name", get("X"s + c + "Y: z\r\n"));
    all.add("byte_in_value", get("X: y"s + c + "z\r\n"));
  }
  for (int count = 1; count <= 10; ++count) {
    std::string pipeline;
    for (int i = 0; i < count; ++i)
      pipeline += i % 3 == 0 ? post(length_of(hidden), hidden) : get("");
    all.add("pipeline", pipeline);
  }
}

}  // namespace

std::vector<RawRequest> raw_requests() {
  Collection all;
  first_lines(all);
  ends_of_lines(all);
  lengths_and_codings(all);
  bodies(all);
  headers(all);
  return all.take();
}

}  // namespace tw::http::testing
