#pragma once
// CHECK: an invariant of ours is broken; logs the place and ends the process. Never for input.

namespace tw {
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}

#define CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::tw::check_failed(#condition, __FILE__, __LINE__))
