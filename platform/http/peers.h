#pragma once
// How many connections each peer holds, so that one cannot take the place of all others. The peer
// is the address the socket knows; of IPv6 the network of 64 bits, since whoever has one address of
// it has all. Thread-safe. Inner header of platform/http.

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace tw::http {

class Peers {
 public:
  explicit Peers(std::size_t most_each) : most_each_{most_each} {}

  /// One connection's place; given back when it goes. Must not outlive the Peers.
  class Place {
   public:
    Place(Peers& peers, std::string peer) : peers_{&peers}, peer_{std::move(peer)} {}
    Place(Place&& other) noexcept
        : peers_{std::exchange(other.peers_, nullptr)}, peer_{std::move(other.peer_)} {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (peers_ != nullptr) peers_->leave(peer_);
    }

   private:
    Peers* peers_;
    std::string peer_;
  };

  /// Nothing when that peer holds as many as it may.
  std::optional<Place> take(const std::string& address);
  /// Peers that hold any.
  std::size_t known() const;

 private:
  void leave(const std::string& peer);

  const std::size_t most_each_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> held_;
};

}  // namespace tw::http
