#include "platform/http/peers.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace tw::http {
namespace {

std::string peer_of(const std::string& text) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(text, error);
  if (error || !address.is_v6()) return text;
  auto bytes = address.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return boost::asio::ip::address_v6{bytes}.to_string();
}

}  // namespace

std::optional<Peers::Place> Peers::take(const std::string& address) {
  std::string peer = peer_of(address);
  const std::lock_guard lock{mutex_};
  std::size_t& held = held_[peer];
  if (held >= most_each_) return std::nullopt;
  ++held;
  return std::optional<Place>{std::in_place, *this, std::move(peer)};
}

std::size_t Peers::known() const {
  const std::lock_guard lock{mutex_};
  return held_.size();
}

void Peers::leave(const std::string& peer) {
  const std::lock_guard lock{mutex_};
  const auto found = held_.find(peer);
  if (--found->second == 0) held_.erase(found);
}

}  // namespace tw::http
