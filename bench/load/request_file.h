#pragma once
// The requests a load is made of: one a line, `METHOD path [body]`, parted by tabs.

#include <string>
#include <vector>

namespace bench {

/// Whole HTTP requests, ready to be sent. Throws std::runtime_error when there is none.
std::vector<std::string> read_requests(const std::string& file, const std::string& host,
                                       const std::vector<std::string>& headers);

}  // namespace bench
