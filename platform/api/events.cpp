#include "platform/api/events.h"

#include <algorithm>
#include <mutex>

namespace tw::api {
namespace {

constexpr std::ptrdiff_t most_streams = 20;  // of one user; the oldest gives way

}  // namespace

struct Events::Hub {
  explicit Hub(access::Directory& its_directory) : directory{its_directory} {}

  struct Listener {
    Id user;
    bool administrator = false;
    std::shared_ptr<http::EventStream> stream;
  };

  void add(Listener listener) {
    const std::scoped_lock lock{mutex};
    const auto his = [&](const Listener& other) { return other.user == listener.user; };
    if (std::count_if(listeners.begin(), listeners.end(), his) >= most_streams)
      listeners.erase(std::find_if(listeners.begin(), listeners.end(), his));
    listeners.push_back(std::move(listener));
  }

  void tell_job(Id job, std::string_view state, int progress, Id user) {
    std::string data;
    JsonWriter out{data};
    out.begin_object().key("id").id(job).key("state").string(state);
    out.key("progress").integer(progress).end_object();
    tell("job", data, user);
  }

  /// Whoever no longer takes events, or may no longer sign in, is forgotten.
  void tell(std::string_view event, const std::string& data, Id user) {
    const std::scoped_lock lock{mutex};
    std::erase_if(listeners, [&](const Listener& listener) {
      const bool his = listener.administrator || listener.user == user;
      if (!his) return false;
      return !directory.find(listener.user) || !listener.stream->send(event, data);
    });
  }

  access::Directory& directory;
  std::mutex mutex;
  std::vector<Listener> listeners;
};

Events::Events(const Services& services) : hub_{std::make_shared<Hub>(services.directory)} {
  services.work.on_change([hub = hub_](Id job, std::string_view state, int progress, Id user) {
    hub->tell_job(job, state, progress, user);
  });
}

http::Response Events::open(const Call& call) {
  const access::Principal& principal = call.gate().principal();
  http::Response response;
  response.header("Content-Type", "text/event-stream");
  response.header("Cache-Control", "no-store");
  response.on_stream = [hub = hub_, user = principal.user,
                        all = principal.administrator](std::shared_ptr<http::EventStream> stream) {
    hub->add({user, all, std::move(stream)});
  };
  return response;
}

}  // namespace tw::api
