// Loads a server on this machine over keep-alive connections, one thread, each connection with one
// request in flight; prints what it saw as one line of JSON.
//   bench_load PORT CONNECTIONS SECONDS REQUESTS [HEADER...]
// The first fifth of the time (at most 2 s) warms up and is not counted. An answer that is not 2xx
// is an error: it is not counted as a request, and its connection pauses before the next.

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <vector>

#include "bench/load/client.h"
#include "bench/load/request_file.h"

namespace {

using SteadyClock = std::chrono::steady_clock;

struct Seen {
  std::vector<std::uint32_t> microseconds;
  std::size_t bytes = 0;
  std::size_t errors = 0;
  std::size_t answered = 0;  // in all, the warm-up included, errors not
  double seconds = 0;
};

double quantile_ms(std::vector<std::uint32_t>& times, double part) {
  if (times.empty()) return 0;
  const auto at = static_cast<std::size_t>(part * static_cast<double>(times.size() - 1));
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(at), times.end());
  return times[at] / 1000.0;
}

bool is_error(const bench::Answer& answer) { return answer.status / 100 != 2; }

void note(Seen& seen, const bench::Client& client, const bench::Answer& answer) {
  if (!is_error(answer)) {
    seen.microseconds.push_back(answer.microseconds);
    seen.bytes += answer.bytes;
  } else if (seen.errors++ == 0) {
    const std::string_view text = client.text().substr(0, 2000);
    std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
  }
}

Seen run(std::uint16_t port, std::size_t connections, double seconds,
         const std::vector<std::string>& requests) {
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  std::vector<bench::Client> clients;
  for (std::size_t i = 0; i < connections; ++i) {
    clients.emplace_back(port);
    epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
    ::epoll_ctl(poll, EPOLL_CTL_ADD, clients.back().socket(), &event);
  }
  std::size_t turn = 0;
  const auto send_next = [&](bench::Client& client) {
    client.send(requests[turn++ % requests.size()]);
  };
  const std::chrono::duration<double> warm_up{std::min(seconds / 5, 2.0)};
  const auto counted_from =
      SteadyClock::now() + std::chrono::duration_cast<SteadyClock::duration>(warm_up);
  const auto end = counted_from + std::chrono::duration_cast<SteadyClock::duration>(
                                      std::chrono::duration<double>{seconds});
  Seen seen;
  for (bench::Client& client : clients) send_next(client);
  std::array<epoll_event, 64> events{};
  auto now = SteadyClock::now();
  std::vector<std::size_t> paused;
  auto resume = now;
  while (now < end) {
    const int ready = ::epoll_wait(poll, events.data(), events.size(), 10);
    now = SteadyClock::now();
    if (now >= resume) {
      for (const std::size_t each : paused) send_next(clients[each]);
      paused.clear();
    }
    for (int i = 0; i < ready; ++i) {
      const std::size_t index = events[static_cast<std::size_t>(i)].data.u64;
      bench::Client& client = clients[index];
      const std::optional<bench::Answer> answer = client.receive();
      if (!answer) continue;
      if (now >= counted_from) note(seen, client, *answer);
      if (!is_error(*answer)) {
        ++seen.answered;
        send_next(client);
        continue;
      }
      if (paused.empty()) resume = now + std::chrono::milliseconds{20};
      paused.push_back(index);
    }
  }
  seen.seconds = std::chrono::duration<double>(now - counted_from).count();
  return seen;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::fputs("usage: bench_load PORT CONNECTIONS SECONDS REQUESTS [HEADER...]\n", stderr);
    return 2;
  }
  try {
    const std::vector<std::string> headers{argv + 5, argv + argc};
    const auto requests = bench::read_requests(argv[4], "127.0.0.1", headers);
    Seen seen = run(static_cast<std::uint16_t>(std::atoi(argv[1])),
                    static_cast<std::size_t>(std::atoi(argv[2])), std::atof(argv[3]), requests);
    const auto count = static_cast<double>(seen.microseconds.size());
    std::printf(
        "{\"requests\":%zu,\"per_second\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"bytes\":%.0f,"
        "\"errors\":%zu,\"answered\":%zu}\n",
        seen.microseconds.size(), count / seen.seconds, quantile_ms(seen.microseconds, 0.50),
        quantile_ms(seen.microseconds, 0.99),
        static_cast<double>(seen.bytes) / std::max(count, 1.0), seen.errors, seen.answered);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_load: %s\n", error.what());
    return 1;
  }
}
