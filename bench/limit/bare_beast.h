#pragma once
// What Beast answers when nothing else is done: keep-alive, the handler runs on the I/O thread, no
// limits, no timeouts, no request ids. One io_context a thread, connections dealt in turn.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace bench {

/// Writes the JSON answer for a target. Called by its own thread only.
using Answerer = std::function<void(std::string_view target, std::string& json)>;

/// `make` is called once in each thread. Never returns.
void serve(std::uint16_t port, int threads, const std::function<Answerer()>& make);

}  // namespace bench
