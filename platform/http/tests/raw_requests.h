#pragma once
// Requests as nobody should send them, made by varying one thing of a good one.

#include <string>
#include <vector>

namespace tw::http::testing {

struct RawRequest {
  std::string group;  // what is varied
  std::string bytes;
};

std::vector<RawRequest> raw_requests();

}  // namespace tw::http::testing
