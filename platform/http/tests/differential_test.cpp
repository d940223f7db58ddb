// Two servers, one meaning (security.md S5): what ours and Node's take from the same bytes must be
// the same messages, else a proxy in front could be talked past. Ours may be the stricter one, with
// a word and an end; never the laxer one.

#include <memory>
#include <mutex>

#include "platform/http/tests/raw_client.h"
#include "platform/http/tests/raw_requests.h"
#include "platform/http/tests/second_opinion.h"

namespace tw::http {
namespace {

using namespace testing;
using Messages = std::vector<std::string>;

std::string hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += {digits[byte >> 4], digits[byte & 15]};
  }
  return text;
}

/// The same words as second_opinion.mjs.
std::string described(const Request& request) {
  static constexpr std::array<std::string_view, 8> names{"GET",   "HEAD",   "POST",    "PUT",
                                                         "PATCH", "DELETE", "OPTIONS", "other"};
  std::string headers;
  for (const auto& [name, value] : request.headers) {
    for (const char c : name) headers += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    headers += ':' + value + '\n';
  }
  return std::string{names[static_cast<std::size_t>(request.method)]} + ' ' + hex(request.target) +
         ' ' + hex(request.body) + ' ' + hex(headers);
}

Messages split(const std::string& line) {
  Messages parts;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find('|', at), line.size());
    parts.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

/// The request, a clean one after it, and the end; what came back until the server closed.
std::string converse(std::uint16_t port, const std::string& bytes) {
  RawClient client{port};
  client.send(bytes);
  client.send("GET /last HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
  client.end_writing();
  return client.read_all();
}

/// The last answer is a refusal.
bool ends_in_refusal(const std::string& answers) {
  const std::size_t at = answers.rfind("HTTP/1.1 ");
  return at != std::string::npos && (answers[at + 9] == '4' || answers[at + 9] == '5') &&
         answers.find("Connection: close", at) != std::string::npos;
}

class Differential : public ::testing::Test {
 protected:
  void SetUp() override {
    if (node_.port() == 0)
      GTEST_SKIP() << "no second opinion: needs the pinned Node (./tw setup) and the repository's "
                      "root as working directory";
    server_.start();
  }
  Messages seen_by_us(const std::string& bytes, std::string& answers) {
    answers = converse(server_.port(), bytes);
    const std::lock_guard lock{mutex_};
    return std::exchange(seen_, {});
  }
  Messages seen_by_node(const std::string& bytes) {
    converse(node_.port(), bytes);
    return split(node_.read_line());
  }

  SecondOpinion node_;
  std::mutex mutex_;
  Messages seen_;
  Server server_{quick_options(),
                 [this](const Request& request) {
                   EXPECT_EQ(request.peer, "127.0.0.1");  // whatever the headers say
                   const std::lock_guard lock{mutex_};
                   seen_.push_back(described(request));
                   return text("");
                 },
                 show_error, lane_by_path};
};

TEST_F(Differential, OursSeesWhatNodeSeesOrRefuses) {
  const std::vector<RawRequest> requests = raw_requests();
  EXPECT_GE(requests.size(), 300u);
  int served = 0, stricter = 0;
  for (const RawRequest& request : requests) {
    std::string answers;
    const Messages ours = seen_by_us(request.bytes, answers);
    const Messages theirs = seen_by_node(request.bytes);
    if (ours == theirs) {
      if (!ours.empty()) ++served;
      continue;
    }
    ++stricter;
    const bool begins_alike =
        ours.size() < theirs.size() && std::equal(ours.begin(), ours.end(), theirs.begin());
    EXPECT_TRUE(begins_alike && ends_in_refusal(answers))
        << request.group << ": " << ::testing::PrintToString(request.bytes.substr(0, 400))
        << "\nours: " << ::testing::PrintToString(ours)
        << "\ntheirs: " << ::testing::PrintToString(theirs) << "\nanswers: " << answers;
  }
  RecordProperty("requests", static_cast<int>(requests.size()));
  RecordProperty("served_alike", served);
  RecordProperty("stricter", stricter);
  EXPECT_GE(served, 300);  // refusing everything would be no art
}

}  // namespace
}  // namespace tw::http
