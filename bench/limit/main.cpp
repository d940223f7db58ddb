// The limit that our answers are measured against: the same answer written by hand.
//   bench_limit fixed PORT [THREADS]                          300 bytes of JSON
//   bench_limit serve PORT THREADS DATABASE OPERATIONS        GET /NAME?PARAMETER&PARAMETER…
//   bench_limit raw THREADS SECONDS DATABASE OPERATIONS REQUESTS
//       the statement alone in a loop, without HTTP; prints {"per_second":…}. REQUESTS are the
//       loader's for `serve`.
//   bench_limit load FROM TO ENTITY SET [TABLE.KEY...]        an import by hand; prints
//   {"seconds":…}

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "bench/limit/bare_beast.h"
#include "bench/limit/load.h"
#include "bench/limit/statement.h"
#include "platform/http/http.h"

namespace {

using namespace bench;
using SteadyClock = std::chrono::steady_clock;

template <class T = int>
T number(const char* text) {
  return static_cast<T>(std::strtol(text, nullptr, 10));
}

std::string fixed_json() {
  std::string json = R"({"id":"01H0000000000","name":"Tradewind","note":")";
  json.append(300 - json.size() - 2, 'x');
  return json + "\"}";
}

struct Target {
  std::string name;
  std::vector<std::string> parameters;
};

Target parse(std::string_view target) {
  const std::size_t mark = target.find('?');
  Target parsed{std::string{target.substr(1, mark == target.npos ? mark : mark - 1)}, {}};
  while (mark != target.npos && !target.empty()) {
    target.remove_prefix(parsed.parameters.empty() ? mark + 1 : 0);
    const std::size_t end = target.find('&');
    parsed.parameters.emplace_back();
    tw::http::percent_decode(target.substr(0, end), parsed.parameters.back());
    target.remove_prefix(end == target.npos ? target.size() : end + 1);
  }
  return parsed;
}

/// Every statement prepared on one connection of its own. SQLite lets one write at a time; who
/// waits in a mutex waits shorter than who waits in its busy handler.
class Handler {
 public:
  Handler(const std::string& database, const std::vector<Operation>& operations)
      : connection_{connect(database)}, one_writer_{!database.starts_with("postgresql://")} {
    for (const Operation& each : operations)
      statements_[each.name] = {connection_->prepare(each), each.writes};
  }

  void answer(const Target& target, std::string& json) {
    Prepared& prepared = statements_.at(target.name);
    std::unique_lock lock{writing, std::defer_lock};
    if (prepared.writes && one_writer_) lock.lock();
    prepared.statement->run(target.parameters, json);
  }
  std::size_t step(const Target& target) {
    Prepared& prepared = statements_.at(target.name);
    std::unique_lock lock{writing, std::defer_lock};
    if (prepared.writes && one_writer_) lock.lock();
    return prepared.statement->step(target.parameters);
  }

 private:
  struct Prepared {
    std::unique_ptr<Statement> statement;
    bool writes = false;
  };
  static inline std::mutex writing;
  std::unique_ptr<Connection> connection_;
  bool one_writer_;
  std::map<std::string, Prepared> statements_;
};

void serve_fixed(char** argv, int argc) {
  const std::string json = fixed_json();
  serve(number<std::uint16_t>(argv[2]), argc > 3 ? number(argv[3]) : 1,
        [&] { return [&json](std::string_view, std::string& out) { out = json; }; });
}

void serve_statements(char** argv) {
  const std::vector<Operation> operations = read_operations(argv[5]);
  serve(number<std::uint16_t>(argv[2]), number(argv[3]), [&]() -> Answerer {
    auto handler = std::make_shared<Handler>(argv[4], operations);
    return [handler](std::string_view target, std::string& json) {
      handler->answer(parse(target), json);
    };
  });
}

std::vector<Target> read_targets(const std::string& file) {
  std::ifstream in{file};
  std::vector<Target> targets;
  for (std::string line; std::getline(in, line);)
    targets.push_back(parse(std::string_view{line}.substr(line.find('\t') + 1)));
  if (targets.empty()) throw std::runtime_error{file + ": no request"};
  return targets;
}

void run_raw(char** argv) {
  const std::vector<Operation> operations = read_operations(argv[5]);
  const std::vector<Target> targets = read_targets(argv[6]);
  const double seconds = std::strtod(argv[3], nullptr);
  std::atomic<std::size_t> count = 0;
  std::vector<std::jthread> threads;
  const int wanted = number(argv[2]);
  threads.reserve(static_cast<std::size_t>(wanted));
  for (int i = 0; i < wanted; ++i) {
    threads.emplace_back([&, turn = static_cast<std::size_t>(i) * 7919]() mutable {
      Handler handler{argv[4], operations};
      const auto end = SteadyClock::now() + std::chrono::duration_cast<SteadyClock::duration>(
                                                std::chrono::duration<double>{seconds});
      for (; SteadyClock::now() < end; ++count) handler.step(targets[turn++ % targets.size()]);
    });
  }
  threads.clear();
  fmt::print("{{\"per_second\":{:.1f}}}\n", static_cast<double>(count) / seconds);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::string mode = argc > 2 ? argv[1] : "";
    if (mode == "fixed") serve_fixed(argv, argc);
    if (mode == "serve" && argc == 6) serve_statements(argv);
    if (mode == "raw" && argc == 7) return run_raw(argv), 0;
    if (mode == "load" && argc > 5) {
      const double seconds = load_rows(argv[2], argv[3], argv[4], argv[5], {argv + 6, argv + argc});
      return fmt::print("{{\"seconds\":{:.3f}}}\n", seconds), 0;
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_limit: {}\n", error.what());
    return 1;
  }
  fmt::print(stderr, "{}",
             "usage: bench_limit fixed PORT [THREADS]\n"
             "       bench_limit serve PORT THREADS DATABASE OPERATIONS\n"
             "       bench_limit raw THREADS SECONDS DATABASE OPERATIONS REQUESTS\n"
             "       bench_limit load FROM TO ENTITY SET [TABLE.KEY...]\n");
  return 2;
}
