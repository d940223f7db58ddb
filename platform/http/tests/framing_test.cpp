// Where a request ends must never be a matter of opinion (security.md S5): every case is sent raw,
// followed by a clean request. Either the case is served and the clean one after it, or it is
// refused and the connection closed.

#include <mutex>
#include <vector>

#include "platform/http/tests/raw_client.h"

namespace tw::http {
namespace {

using namespace testing;

struct Case {
  const char* name;
  std::string raw;
  int status;
  std::string body = {};  // of a served request: what the handler saw as body
};

std::string header_block(int count) {
  std::string text = "GET / HTTP/1.1\r\nHost: t\r\n";
  for (int i = 0; i < count; ++i) text += "X-" + std::to_string(i) + ": y\r\n";
  return text + "\r\n";
}

std::string with_target(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: t\r\n\r\n";
}

std::string with_header(const std::string& line) {
  return "GET / HTTP/1.1\r\nHost: t\r\n" + line + "\r\n\r\n";
}

std::string post(const std::string& headers, const std::string& body) {
  return "POST / HTTP/1.1\r\nHost: t\r\n" + headers + "\r\n" + body;
}

const std::string chunked = "Transfer-Encoding: chunked\r\n";

std::vector<Case> request_lines() {
  return {
      {"plain", with_target("/a?b=c"), 200},
      {"one blank line first", "\r\n" + with_target("/"), 200},
      {"two blank lines first", "\r\n\r\n" + with_target("/"), 400},
      {"bare LF after the request line", "GET / HTTP/1.1\nHost: t\r\n\r\n", 400},
      {"bare LF everywhere", "GET / HTTP/1.1\nHost: t\n\n", 400},
      {"blank line of LF only", "GET / HTTP/1.1\r\nHost: t\r\n\n", 400},
      {"bare CR in the request line", "GET /\r HTTP/1.1\r\nHost: t\r\n\r\n", 400},
      {"bare CR before the method", "\rGET / HTTP/1.1\r\nHost: t\r\n\r\n", 400},
      {"unknown method", "BREW / HTTP/1.1\r\nHost: t\r\n\r\n", 501},
      {"method in lower case", "get / HTTP/1.1\r\nHost: t\r\n\r\n", 501},
      {"remains of a body before the method", "abcGET / HTTP/1.1\r\nHost: t\r\n\r\n", 501},
      {"tunnel", "CONNECT / HTTP/1.1\r\nHost: t\r\n\r\n", 501},
      {"known but unusual method", "PROPFIND / HTTP/1.1\r\nHost: t\r\n\r\n", 200},
      {"space before the method", " GET / HTTP/1.1\r\nHost: t\r\n\r\n", 400},
      {"two spaces", "GET  / HTTP/1.1\r\nHost: t\r\n\r\n", 400},
      {"tab instead of space", "GET\t/ HTTP/1.1\r\nHost: t\r\n\r\n", 400},
      {"space in the target", "GET /a b HTTP/1.1\r\nHost: t\r\n\r\n", 505},
      {"no version", "GET /\r\nHost: t\r\n\r\n", 400},
      {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: t\r\n\r\n", 505},
      {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: t\r\n\r\n", 505},
      {"HTTP/0.9", "GET / HTTP/0.9\r\nHost: t\r\n\r\n", 505},
      {"h2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"lower-case http", "GET / http/1.1\r\nHost: t\r\n\r\n", 505},
      {"bytes beyond ASCII in the target", with_target("/\xc3\xa9"), 400},
      {"control byte in the target", with_target(std::string{"/\x01"}), 400},
      {"NUL in the target", with_target(std::string{"/a\0b", 4}), 400},
      {"fragment in the target", with_target("/a#b"), 400},
      {"target without slash", with_target("a"), 400},
      {"encoded CR LF stays encoded", with_target("/%0d%0aX:%20y"), 200},
      {"authority form", "CONNECT t:80 HTTP/1.1\r\nHost: t\r\n\r\n", 400},
      {"asterisk for GET", with_target("*"), 400},
      {"asterisk for OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: t\r\n\r\n", 200},
      {"absolute form", with_target("http://t/x"), 200},
      {"absolute form of another host", with_target("http://u/x"), 400},
      {"absolute form with user", with_target("http://a@t/x"), 400},
      {"garbage", "\x16\x03\x01\x02\r\n\r\n", 400},
  };
}

std::vector<Case> header_lines() {
  return {
      {"folded header", with_header("X: a\r\n b"), 400},
      {"folded with tab", with_header("X: a\r\n\tb"), 400},
      {"fold on the first header", "GET / HTTP/1.1\r\n Host: t\r\n\r\n", 400},
      {"space before the colon", with_header("X : a"), 400},
      {"no colon", with_header("nonsense"), 400},
      {"empty name", with_header(": a"), 400},
      {"control byte in a name", with_header("X\x01: a"), 400},
      {"control byte in a value", with_header("X: a\x01"), 400},
      {"NUL in a value", with_header(std::string{"X: a\0b", 6}), 400},
      {"bare LF in a value", with_header("X: a\nY: b"), 400},
      {"bare CR in a value", with_header("X: a\rY: b"), 400},
      {"encoded CR LF in a value stays encoded", with_header("X: a%0d%0aY: b"), 200},
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"no host is fine in 1.0", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200},
      {"two hosts", with_header("Host: u"), 400},
      {"host with a path", "GET / HTTP/1.1\r\nHost: t/evil\r\n\r\n", 400},
      {"host with user", "GET / HTTP/1.1\r\nHost: a@t\r\n\r\n", 400},
      {"empty host", "GET / HTTP/1.1\r\nHost: \r\n\r\n", 400},
      {"unknown expectation", with_header("Expect: tea"), 417},
      {"100 headers at most", header_block(99), 200},
      {"101 headers", header_block(100), 431},
      {"10,000 headers", header_block(10'000), 431},
      {"huge header", with_header("X: " + std::string(20'000, 'y')), 431},
      {"huge target", with_target("/" + std::string(20'000, 'y')), 431},
      {"large but allowed header", with_header("X: " + std::string(15'000, 'y')), 200},
  };
}

std::vector<Case> bodies() {
  return {
      {"body by length", post("Content-Length: 3\r\n", "abc"), 200, "abc"},
      {"body on GET", with_header("Content-Length: 3") + "abc", 200, "abc"},
      {"zero length", post("Content-Length: 0\r\n", ""), 200},
      {"the same length twice", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400},
      {"two lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd"), 400},
      {"list of lengths", post("Content-Length: 3, 3\r\n", "abc"), 400},
      {"signed length", post("Content-Length: +3\r\n", "abc"), 400},
      {"negative length", post("Content-Length: -3\r\n", "abc"), 400},
      {"hexadecimal length", post("Content-Length: 0x3\r\n", "abc"), 400},
      {"empty length", post("Content-Length: \r\n", ""), 400},
      {"length with a tail", post("Content-Length: 3a\r\n", "abc"), 400},
      {"length beyond 64 bits", post("Content-Length: 18446744073709551619\r\n", "abc"), 400},
      {"length with underscore name is no length", with_header("Content_Length: 3"), 200},
      {"length then chunks", post("Content-Length: 3\r\n" + chunked, "0\r\n\r\n"), 400},
      {"chunks then length", post(chunked + "Content-Length: 3\r\n", "0\r\n\r\n"), 400},
  };
}

std::vector<Case> chunked_bodies() {
  return {
      {"chunks", post(chunked, "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), 200, "abcde"},
      {"upper-case coding and size",
       post("TRANSFER-ENCODING: Chunked\r\n", "A\r\n0123456789\r\n0\r\n\r\n"), 200, "0123456789"},
      {"coding twice", post(chunked + chunked, "0\r\n\r\n"), 400},
      {"coding list", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
      {"identity coding", post("Transfer-Encoding: identity\r\n", ""), 501},
      {"unknown coding", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
      {"quoted coding", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), 501},
      {"coding with vertical tab", post("Transfer-Encoding: \vchunked\r\n", "0\r\n\r\n"), 400},
      {"folded coding", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), 400},
      {"chunks in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"chunk extension", post(chunked, "3;a=b\r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk extension at the end", post(chunked, "0;a=b\r\n\r\n"), 400},
      {"quoted chunk extension with line end", post(chunked, "3;a=\"\r\n\"\r\nabc\r\n0\r\n\r\n"),
       400},
      {"bare LF after the size", post(chunked, "3\nabc\r\n0\r\n\r\n"), 400},
      {"bare CR after the size", post(chunked, "3\rabc\r\n0\r\n\r\n"), 400},
      {"space after the size", post(chunked, "3 \r\nabc\r\n0\r\n\r\n"), 400},
      {"chunk longer than its size", post(chunked, "3\r\nabcd\r\n0\r\n\r\n"), 400},
      {"hexadecimal prefix", post(chunked, "0x3\r\nabc\r\n0\r\n\r\n"), 400},
      {"negative size", post(chunked, "-3\r\nabc\r\n0\r\n\r\n"), 400},
      {"size beyond 64 bits", post(chunked, "10000000000000003\r\nabc\r\n0\r\n\r\n"), 400},
      {"size of all ones", post(chunked, "ffffffffffffffff\r\nabc\r\n"), 413},
      {"endless size line", post(chunked, std::string(20'000, '0')), 400},
      {"trailers change nothing", post(chunked, "1\r\na\r\n0\r\nX-Late: y\r\nHost: u\r\n\r\n"), 200,
       "a"},
      {"folded trailer", post(chunked, "0\r\nX: a\r\n b\r\n\r\n"), 400},
      {"bare LF in a trailer", post(chunked, "0\r\nX: a\nY: b\r\n\r\n"), 400},
      {"bare CR in a trailer", post(chunked, "0\r\nX: a\rY: b\r\n\r\n"), 400},
      {"coding in a trailer", post(chunked, "0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400},
      {"last chunk of many zeros", post(chunked, "0000\r\n\r\n"), 200},
      {"connection in a trailer", post(chunked, "0\r\nConnection: close\r\n\r\n"), 400},
      {"length in a trailer", post(chunked, "0\r\nContent-Length: 5\r\n\r\n"), 400},
      {"endless trailers", post(chunked, "0\r\nX: " + std::string(20'000, 'y')), 431},
  };
}

class Framing : public ::testing::TestWithParam<Case> {
 protected:
  Framing()
      : server_{quick_options(),
                [this](const Request& request) {
                  const std::lock_guard lock{mutex_};
                  seen_.push_back(request.target);
                  bodies_.push_back(request.body);
                  EXPECT_TRUE(request.header("x-late").empty());
                  return text(request.target);
                },
                show_error, lane_by_path} {
    server_.start();
  }

  std::mutex mutex_;
  std::vector<std::string> seen_, bodies_;
  Server server_;
};

TEST_P(Framing, IsServedOrRefused) {
  const Case& c = GetParam();
  RawClient client{server_.port()};
  client.send(c.raw + "GET /last HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
  const Answer first = client.read_answer();
  EXPECT_EQ(first.status, c.status) << first.head << first.body;
  EXPECT_EQ(first.header("x-request-id").size(), 16u);
  if (c.status == 200) {
    EXPECT_EQ(client.read_answer().body, "/last");
    EXPECT_TRUE(client.closed_by_server());
    const std::lock_guard lock{mutex_};
    ASSERT_EQ(seen_.size(), 2u);
    EXPECT_EQ(bodies_[0], c.body);
    return;
  }
  EXPECT_EQ(first.header("connection"), "close");
  EXPECT_TRUE(client.closed_by_server());
  const std::lock_guard lock{mutex_};
  EXPECT_TRUE(seen_.empty()) << seen_.front();
}

/// What follows may be of another protocol.
TEST(Upgrade, IsAnsweredInHttpAndEndsTheConnection) {
  int seen = 0;
  Server server{quick_options(),
                [&](const Request&) {
                  ++seen;
                  return text("x");
                },
                show_error, lane_by_path};
  server.start();
  RawClient client{server.port()};
  client.send(with_header("Connection: upgrade\r\nUpgrade: h2c") + with_target("/last"));
  const Answer answer = client.read_answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_TRUE(client.closed_by_server());
  EXPECT_EQ(seen, 1);
}

std::string readable(const ::testing::TestParamInfo<Case>& info) {
  std::string name;
  for (const char c : std::string_view{info.param.name}) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name += letter ? c : '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(RequestLine, Framing, ::testing::ValuesIn(request_lines()), readable);
INSTANTIATE_TEST_SUITE_P(Header, Framing, ::testing::ValuesIn(header_lines()), readable);
INSTANTIATE_TEST_SUITE_P(Body, Framing, ::testing::ValuesIn(bodies()), readable);
INSTANTIATE_TEST_SUITE_P(Chunked, Framing, ::testing::ValuesIn(chunked_bodies()), readable);

}  // namespace
}  // namespace tw::http
