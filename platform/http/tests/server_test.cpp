// What a handler's answer becomes on the wire, and what a failing handler does not do.

#include <fstream>
#include <new>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "platform/http/tests/raw_client.h"

namespace tw::http {
namespace {

using namespace testing;

std::string get(const std::string& target, const std::string& headers = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: t\r\n" + headers + "\r\n";
}

std::string scratch_file(const std::string& name, const std::string& content) {
  const std::string path = ::testing::TempDir() + "tw_http_" + std::to_string(::getpid()) + name;
  std::ofstream{path, std::ios::binary} << content;
  return path;
}

const std::string& large_text() {
  static const std::string text = [] {
    std::string made;
    for (int i = 0; made.size() < (6u << 20); ++i) made += std::to_string(i) + "\n";
    return made;
  }();
  return text;
}

Response route(const Request& request) {
  const auto path = request.path();
  if (path == "/large") return text(large_text());
  if (path == "/static") {
    Response response;
    response.static_body = large_text();
    return response;
  }
  if (path == "/none") return {.status = 204};
  if (path == "/unchanged") return {.status = 304};
  if (path == "/forbidden_headers") {
    Response response = text("x");
    response.header("Content-Length", "99");
    response.header("Transfer-Encoding", "chunked");
    response.header("connection", "upgrade");
    return response;
  }
  if (path == "/split") {
    Response response;
    response.header("Location", "/a\r\nSet-Cookie: evil=1");
    return response;
  }
  if (path == "/app_error") throw AppError{Errc::not_found, "record.missing"};
  if (path == "/exception") throw std::runtime_error{"boom"};
  if (path == "/number") throw 42;
  if (path == "/memory") throw std::bad_alloc{};
  if (path == "/worst") throw std::logic_error{"on_error throws too"};
  return text(std::string{request.target} + "|" + request.body);
}

Response picky_on_error(const Request& request, std::exception_ptr error) {
  if (request.path() == "/worst") throw std::runtime_error{"no answer"};
  return show_error(request, error);
}

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() : server_{quick_options(), route, picky_on_error, lane_by_path} { server_.start(); }
  Server server_;
};

TEST_F(ServerTest, AnswersWithLengthDateAndRequestId) {
  RawClient client{server_.port()};
  const Answer answer = client.ask(get("/hello?x=1"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "/hello?x=1|");
  EXPECT_EQ(answer.header("content-type"), "text/plain");
  EXPECT_EQ(answer.header("date").size(), 29u);
  EXPECT_EQ(answer.header("date").substr(25), " GMT");
  EXPECT_EQ(answer.header("connection"), "");
  EXPECT_EQ(answer.header("server"), "");
}

TEST_F(ServerTest, KeepsTheConnectionAndCountsRequestIds) {
  RawClient client{server_.port()};
  std::set<std::string> ids;
  for (int i = 0; i < 50; ++i) {
    const Answer answer = client.ask(get("/" + std::to_string(i)));
    ASSERT_EQ(answer.body, "/" + std::to_string(i) + "|");
    ids.insert(answer.header("x-request-id"));
  }
  EXPECT_EQ(ids.size(), 50u);
  EXPECT_EQ(server_.statistics().connections_open, 1u);
  EXPECT_EQ(server_.statistics().requests, 50u);
  EXPECT_GT(server_.statistics().bytes_out, 50u * 100);
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  RawClient client{server_.port()};
  std::string all;
  for (int i = 0; i < 500; ++i) {
    all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nab";
  }
  std::thread sender{[&] { client.send(all); }};
  for (int i = 0; i < 500; ++i) {
    ASSERT_EQ(client.read_answer().body, "/" + std::to_string(i) + "|ab");
  }
  sender.join();
}

TEST_F(ServerTest, ReadsARequestByteByByte) {
  RawClient client{server_.port()};
  const std::string whole =
      "POST /slow HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n1\r\nd\r\n0\r\nX-T: y\r\n\r\n";
  for (const char& byte : whole) ASSERT_TRUE(client.send({&byte, 1}));
  EXPECT_EQ(client.read_answer().body, "/slow|abcd");
  const std::string empty =
      "POST /empty HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  for (const char& byte : empty) ASSERT_TRUE(client.send({&byte, 1}));
  EXPECT_EQ(client.read_answer().body, "/empty|");
  EXPECT_EQ(client.ask(get("/next")).body, "/next|");
}

TEST_F(ServerTest, ObeysConnectionCloseAndOldClients) {
  RawClient closing{server_.port()};
  EXPECT_EQ(closing.ask(get("/", "Connection: close\r\n")).header("connection"), "close");
  EXPECT_TRUE(closing.closed_by_server());

  RawClient old{server_.port()};
  EXPECT_EQ(old.ask("GET / HTTP/1.0\r\n\r\n").header("connection"), "close");
  EXPECT_TRUE(old.closed_by_server());

  RawClient old_but_keeping{server_.port()};
  const std::string request = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  EXPECT_EQ(old_but_keeping.ask(request).header("connection"), "keep-alive");
  EXPECT_EQ(old_but_keeping.ask(request).status, 200);
}

TEST_F(ServerTest, ServesAClientThatHasEndedWriting) {
  RawClient client{server_.port()};
  client.send(get("/half"));
  client.end_writing();
  EXPECT_EQ(client.read_answer().body, "/half|");
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(ServerTest, HeadIsGetWithoutBody) {
  RawClient client{server_.port()};
  client.send("HEAD /x HTTP/1.1\r\nHost: t\r\n\r\n" + get("/after", "Connection: close\r\n"));
  const std::string all = client.read_all();
  EXPECT_NE(all.find("Content-Length: 3\r\n"), std::string::npos);
  EXPECT_EQ(all.find("/x|"), std::string::npos);
  EXPECT_NE(all.find("/after|"), std::string::npos);
}

TEST_F(ServerTest, SomeStatusesHaveNoBody) {
  RawClient client{server_.port()};
  for (const auto* path : {"/none", "/unchanged"}) {
    const Answer answer = client.ask(get(path));
    EXPECT_EQ(answer.header("content-length"), "");
    EXPECT_TRUE(client.received().empty());
  }
  EXPECT_EQ(client.ask(get("/after")).body, "/after|");
}

TEST_F(ServerTest, SendsLargeBodiesWholeToSlowReaders) {
  for (const auto* path : {"/large", "/static"}) {
    RawClient client{server_.port(), 8192};
    client.send(get(path));
    std::this_thread::sleep_for(std::chrono::milliseconds{50});  // let the socket's buffers fill
    EXPECT_EQ(client.read_answer().body, large_text());
    EXPECT_EQ(client.ask(get("/after")).body, "/after|");
  }
}

TEST_F(ServerTest, ReceivesLargeBodies) {
  RawClient client{server_.port()};
  const auto length = std::to_string(large_text().size());
  EXPECT_EQ(client
                .ask("POST /up HTTP/1.1\r\nHost: t\r\nContent-Length: " + length + "\r\n\r\n" +
                     large_text())
                .body,
            "/up|" + large_text());
  std::string pieces =
      "POST /up HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n186a0\r\n";
  pieces += large_text().substr(0, 100'000) + "\r\n0\r\n\r\n";
  EXPECT_EQ(client.ask(pieces).body, "/up|" + large_text().substr(0, 100'000));
  EXPECT_EQ(client.ask(get("/after")).body, "/after|");
}

TEST_F(ServerTest, HandlersCannotBreakTheFraming) {
  RawClient client{server_.port()};
  const Answer answer = client.ask(get("/forbidden_headers"));
  EXPECT_EQ(answer.body, "x");
  EXPECT_EQ(answer.header("transfer-encoding") + answer.header("connection"), "");
  const Answer split = client.ask(get("/split"));
  EXPECT_EQ(split.status, 500);
  EXPECT_EQ(split.header("set-cookie") + split.header("location"), "");
  EXPECT_EQ(client.ask(get("/after")).body, "/after|");
}

TEST_F(ServerTest, ExceptionsFailOneRequestOnly) {
  RawClient client{server_.port()};
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(client.ask(get("/app_error")).status, 404);
    EXPECT_EQ(client.ask(get("/exception")).body, "boom");
    EXPECT_EQ(client.ask(get("/number")).body, "unknown");
    EXPECT_EQ(client.ask(get("/memory")).status, 500);
    const Answer worst = client.ask(get("/worst"));
    EXPECT_EQ(worst.status, 500);
    EXPECT_EQ(worst.header("content-type"), "application/problem+json");
    EXPECT_EQ(worst.body, R"({"status":500,"code":"internal","request_id":")" +
                              worst.header("x-request-id") + "\"}");
  }
  EXPECT_EQ(client.ask(get("/after")).body, "/after|");
}

TEST_F(ServerTest, ContinuesOnlyWhenAsked) {
  RawClient client{server_.port()};
  const Answer go_on = client.ask(
      "POST /e HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(go_on.status, 100);
  EXPECT_EQ(client.ask("abc").body, "/e|abc");
  const Answer with_body = client.ask(
      "POST /e HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_EQ(with_body.body, "/e|abc");
}

TEST_F(ServerTest, PeerIsTheSocketsAddress) {
  Server server{
      quick_options(),
      [](const Request& request) { return text(request.peer + (request.secure ? "s" : "")); },
      show_error, lane_by_path};
  server.start();
  RawClient client{server.port()};
  EXPECT_EQ(client.ask(get("/", "X-Forwarded-For: 10.0.0.1\r\nREMOTE_ADDR: 10.0.0.2\r\n")).body,
            "127.0.0.1");
}

TEST_F(ServerTest, ManyClientsAtOnce) {
  std::vector<std::thread> clients;
  for (int t = 0; t < 16; ++t) {
    clients.emplace_back([this, t] {
      RawClient client{server_.port()};
      for (int i = 0; i < 200; ++i) {
        const std::string target = "/" + std::to_string(t) + "-" + std::to_string(i);
        ASSERT_EQ(client.ask(get(target)).body, target + "|");
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(server_.statistics().requests, 3200u);
}

TEST_F(ServerTest, TwoLoopsShareTheWork) {
  ServerOptions options = quick_options();
  options.io_threads = 2;
  Server server{options, route, show_error, lane_by_path};
  server.start();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 8; ++i) clients.push_back(std::make_unique<RawClient>(server.port()));
  for (const auto& client : clients) EXPECT_EQ(client->ask(get("/x")).body, "/x|");
}

TEST_F(ServerTest, AClosedPortIsAnAppError) {
  ServerOptions options = quick_options();
  for (const std::string& listen : {"127.0.0.1:" + std::to_string(server_.port()),
                                    std::string{"nonsense"}, std::string{"[::1"}}) {
    options.listen = listen;
    Server second{options, route, show_error, lane_by_path};
    try {
      second.start();
      ADD_FAILURE() << listen;
    } catch (const AppError& error) {
      EXPECT_EQ(error.code(), "http.cannot_listen");
      EXPECT_EQ(error.params().at("address"), listen);
    }
  }
}

class FileTest : public ::testing::Test {
 protected:
  FileTest()
      : path_{scratch_file("file", large_text())},
        server_{quick_options(),
                [this](const Request& request) {
                  Response response;
                  response.header("ETag", "\"v1\"");
                  response.file_path = request.path() == "/gone" ? path_ + ".gone" : path_;
                  if (request.path() == "/folder") response.file_path = ::testing::TempDir();
                  return response;
                },
                show_error, lane_by_path} {
    server_.start();
  }
  ~FileTest() override { ::unlink(path_.c_str()); }

  std::string path_;
  Server server_;
};

TEST_F(FileTest, StreamsWhole) {
  RawClient client{server_.port(), 16384};
  for (int i = 0; i < 2; ++i) {
    const Answer answer = client.ask(get("/"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("accept-ranges"), "bytes");
    EXPECT_EQ(answer.body, large_text());
  }
}

TEST_F(FileTest, StreamsAPart) {
  RawClient client{server_.port()};
  const std::string& whole = large_text();
  const auto size = std::to_string(whole.size());
  Answer answer = client.ask(get("/", "Range: bytes=2-5\r\n"));
  EXPECT_EQ(answer.status, 206);
  EXPECT_EQ(answer.header("content-range"), "bytes 2-5/" + size);
  EXPECT_EQ(answer.body, whole.substr(2, 4));
  EXPECT_EQ(client.ask(get("/", "Range: bytes=1000000-\r\n")).body, whole.substr(1'000'000));
  EXPECT_EQ(client.ask(get("/", "Range: bytes=-7\r\n")).body, whole.substr(whole.size() - 7));
  answer = client.ask(get("/", "Range: bytes=" + size + "-\r\n"));
  EXPECT_EQ(answer.status, 416);
  EXPECT_EQ(answer.header("content-range"), "bytes */" + size);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(client.ask(get("/", "Range: bytes=0-1\r\nIf-Range: \"v1\"\r\n")).status, 206);
  EXPECT_EQ(client.ask(get("/", "Range: bytes=0-1\r\nIf-Range: \"v0\"\r\n")).status, 200);
  for (const auto* odd :
       {"bytes=5-2", "bytes=a-b", "bytes=0-1,3-4", "items=0-1", "bytes=", "bytes=-"}) {
    EXPECT_EQ(client.ask(get("/", std::string{"Range: "} + odd + "\r\n")).status, 200) << odd;
  }
}

TEST_F(FileTest, AMissingFileIsNotFound) {
  RawClient client{server_.port()};
  EXPECT_EQ(client.ask(get("/gone")).body, "http.file_missing");
  EXPECT_EQ(client.ask(get("/folder")).status, 404);
  EXPECT_EQ(client.ask(get("/", "Range: bytes=0-0\r\n")).body, "0");
}

}  // namespace
}  // namespace tw::http
