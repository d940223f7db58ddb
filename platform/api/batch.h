#pragma once
// The two forms of a batch, read into one and written from one. Inner header of batch.cpp.

#include <optional>
#include <string>
#include <vector>

#include "platform/api/call.h"

namespace tw::api {

inline constexpr std::size_t most_batch_requests = 100;

struct BatchItem {
  std::string id;     // may be empty in multipart
  std::string group;  // atomicityGroup or changeset; empty: alone
  std::vector<std::string> depends_on;
  http::Request request;  // target as given: relative, absolute, or `$<id>…`
};
struct BatchAnswer {
  std::string id, group;
  http::Response response;
};

/// AppError bad_request "batch.malformed" {reason}, "batch.too_many" {limit}, json.*.
std::vector<BatchItem> read_json_batch(const http::Request& request);
std::string write_json_batch(const std::vector<BatchAnswer>& answers);

std::vector<BatchItem> read_multipart_batch(const http::Request& request);
/// A group that failed is one answer in place of its part.
std::string write_multipart_batch(const std::vector<BatchAnswer>& answers,
                                  const std::string& boundary);
bool is_multipart(const http::Request& request);

[[noreturn]] void raise_malformed_batch(std::string reason);

}  // namespace tw::api
