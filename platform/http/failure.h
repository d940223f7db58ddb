#pragma once
// Why a request cannot be served. Inner header of platform/http.

#include <string_view>

namespace tw::http {

/// `status` 0 means nothing is wrong.
struct Failure {
  int status = 0;
  std::string_view code;
};

inline constexpr Failure malformed{400, "http.malformed"};
inline constexpr Failure timed_out{408, "http.timeout"};
inline constexpr Failure body_too_large{413, "http.body_too_large"};
inline constexpr Failure bad_expectation{417, "http.bad_expectation"};
inline constexpr Failure headers_too_large{431, "http.headers_too_large"};
inline constexpr Failure unsupported_coding{501, "http.unsupported_coding"};
inline constexpr Failure unsupported_method{501, "http.unsupported_method"};
inline constexpr Failure unsupported_version{505, "http.unsupported_version"};

}  // namespace tw::http
