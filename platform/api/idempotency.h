#pragma once
// `Idempotency-Key` on POST: whoever repeats a request gets the first answer, and the effect
// happens once (security.md R9). The answer is kept in the transaction of the effect, so there is
// no moment at which a kill could leave one without the other, and nothing to clean up after it.

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "platform/api/call.h"

namespace tw::api {

/// Thrown inside the transaction when another request with the same key was first; what this one
/// did is undone and the first answer given.
struct AnsweredAlready : std::exception {
  const char* what() const noexcept override { return "answered already"; }
};

class KeptAnswer {
 public:
  KeptAnswer(const Call& call, std::string_view key);

  /// The answer of an earlier request. AppError invalid "idempotency.body_differs".
  std::optional<http::Response> find(store::Reader& reader) const;
  /// Before the effect: throws AnsweredAlready.
  void enter(store::Transaction& tx) const;
  /// After it, in the same transaction.
  void keep(store::Transaction& tx, const http::Response& response) const;

 private:
  store::TermPtr mine() const;
  const store::Table& table_;
  const Clock& clock_;
  std::string principal_, key_, body_hash_;
};

/// Runs `act` once for this principal and key; a repeat gets the stored answer. Answers are kept
/// for a day at least. AppError bad_request "idempotency.malformed_key".
http::Response idempotent(Call& call, std::string_view key,
                          const std::function<http::Response()>& act);

}  // namespace tw::api
