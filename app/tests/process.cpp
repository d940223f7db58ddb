#include "app/tests/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "platform/testkit/databases.h"

namespace tw::testkit {
namespace {

constexpr int patience_ms = 20'000;

/// Replaces the child by the program; output goes to the descriptor, errors where `err` says.
[[noreturn]] void become(const std::vector<std::string>& arguments, int out, int err) {
  ::dup2(out, STDOUT_FILENO);
  if (err >= 0) ::dup2(err, STDERR_FILENO);
  std::vector<std::string> words{program()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

int code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status); }

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

}  // namespace

std::string program() {
  if (const char* given = std::getenv("TRADEWIND_BINARY");
      given != nullptr && std::filesystem::exists(given))
    return given;
  const auto beside = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "tradewind";
  return std::filesystem::exists(beside) ? beside.string() : std::string{};
}

Outcome run(const std::vector<std::string>& arguments) {
  const TemporaryDirectory place;
  const int flags = O_CREAT | O_WRONLY | O_CLOEXEC;
  const int out = ::open(place.file("out").c_str(), flags, 0600);
  const int err = ::open(place.file("err").c_str(), flags, 0600);
  const pid_t child = ::fork();
  if (child == 0) become(arguments, out, err);
  ::close(out);
  ::close(err);
  int status = 0;
  ::waitpid(child, &status, 0);
  return {code_of(status), text_of(place.file("out")), text_of(place.file("err"))};
}

ServerProcess::ServerProcess(const std::string& data, const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"serve",       "--data",      data,   "--listen",
                                     "127.0.0.1:0", "--log-level", "error"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return;
  process_ = ::fork();
  if (process_ == 0) become(arguments, ends[1], -1);
  ::close(ends[1]);
  output_ = ends[0];
  std::string said;
  char buffer[512];
  for (pollfd ready{output_, POLLIN, 0}; ::poll(&ready, 1, patience_ms) > 0;) {
    const ssize_t count = ::read(output_, buffer, sizeof buffer);
    if (count <= 0) return;
    said.append(buffer, static_cast<std::size_t>(count));
    const std::size_t line = said.find("is ready:");
    if (line == std::string::npos || said.find('\n', line) == std::string::npos) continue;
    port_ = static_cast<std::uint16_t>(std::stoi(said.substr(said.rfind(':') + 1)));
    return;
  }
}

ServerProcess::~ServerProcess() {
  signal(SIGKILL);
  wait();
  if (output_ >= 0) ::close(output_);
}

void ServerProcess::signal(int number) const {
  if (process_ > 0) ::kill(process_, number);
}

int ServerProcess::wait() {
  if (process_ <= 0) return 0;
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  return code_of(status);
}

http::testing::Answer ServerProcess::ask(const std::string& method, const std::string& target,
                                         const std::string& key, const std::string& body) const {
  http::testing::RawClient client{port_};
  if (!client.connected()) return {};
  std::string request = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  if (!key.empty()) request += "Authorization: Bearer " + key + "\r\n";
  if (!body.empty()) request += "Content-Type: application/json\r\n";
  request += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  return client.ask(request);
}

}  // namespace tw::testkit
