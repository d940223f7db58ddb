#pragma once
// `Idempotency-Key` on POST: whoever repeats a request gets the first answer, and the effect
// happens once (security.md R9).

#include <functional>
#include <string_view>

#include "platform/api/call.h"

namespace tw::api {

/// Runs `act` once for this principal and key; a repeat gets the stored answer. AppError invalid
/// "idempotency.body_differs", conflict "idempotency.in_progress". Answers are kept for a day at
/// least.
http::Response idempotent(const Call& call, std::string_view key,
                          const std::function<http::Response()>& act);

}  // namespace tw::api
