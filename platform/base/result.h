#pragma once
// Result<T>: a value or the Problem that prevented it. Used where bad input is ordinary (parsers).

#include <utility>
#include <variant>

#include "platform/base/check.h"
#include "platform/base/error.h"

namespace tw {

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_{std::move(value)} {}            // NOLINT(google-explicit-constructor)
  Result(Problem problem) : state_{std::move(problem)} {}  // NOLINT(google-explicit-constructor)

  bool has_value() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return has_value(); }

  const T& value() const& {
    CHECK(has_value());
    return std::get<T>(state_);
  }
  T&& value() && {
    CHECK(has_value());
    return std::get<T>(std::move(state_));
  }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }

  const Problem& error() const {
    CHECK(!has_value());
    return std::get<Problem>(state_);
  }
  T value_or(T other) const { return has_value() ? std::get<T>(state_) : std::move(other); }

 private:
  std::variant<T, Problem> state_;
};

}  // namespace tw
