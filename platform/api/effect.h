#pragma once
// How the API writes: the effect in one transaction, the answer read after it. Inside an atomicity
// group, and where the answer is kept for retries, the answer is read in the transaction itself.

#include <utility>

#include "platform/api/idempotency.h"
#include "platform/record/pipeline.h"

namespace tw::api {

/// Reads that belong to a write which is not committed yet see it.
template <class F>
auto read_in(const Call& call, F&& body) {
  if (call.unit != nullptr) return body(static_cast<store::Reader&>(call.unit->transaction()));
  return call.services.database.read(std::forward<F>(body));
}

/// `effect(unit)` gives what `answer(call, …)` makes the response of. Both may run again after a
/// serialisation failure.
template <class Effect, class Answer>
http::Response write_and_answer(const Call& call, Effect effect, Answer answer) {
  if (call.unit != nullptr) return answer(call, effect(*call.unit));
  if (call.kept_answer == nullptr)
    return answer(call, call.services.records.run(call.gate(), effect));
  return call.services.records.run(call.gate(), [&](record::Unit& unit) {
    call.kept_answer->enter(unit.transaction());
    Call inside = call;
    inside.unit = &unit;
    http::Response response = answer(inside, effect(unit));
    call.kept_answer->keep(unit.transaction(), response);
    return response;
  });
}

}  // namespace tw::api
