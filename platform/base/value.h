#pragma once
// Value: what one field of one record holds. JSON-stored fields (choices, tags, address) hold their
// JSON text.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "platform/base/date.h"
#include "platform/base/decimal.h"
#include "platform/base/id.h"

namespace tw {

class Value {
 public:
  Value() = default;                           // null
  Value(bool value) : data_{value} {}          // NOLINT: the alternatives are the meaning
  Value(std::int64_t value) : data_{value} {}  // NOLINT
  Value(int value) : data_{static_cast<std::int64_t>(value)} {}  // NOLINT
  Value(Decimal value) : data_{value} {}                         // NOLINT
  Value(std::string value) : data_{std::move(value)} {}          // NOLINT
  Value(std::string_view value) : data_{std::string{value}} {}   // NOLINT
  Value(const char* value) : data_{std::string{value}} {}        // NOLINT
  Value(Date value) : data_{value} {}                            // NOLINT
  Value(DateTime value) : data_{value} {}                        // NOLINT
  Value(Id value) : data_{value} {}                              // NOLINT

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  template <class T>
  bool is() const {
    return std::holds_alternative<T>(data_);
  }
  /// CHECKs that the value is a T.
  template <class T>
  const T& as() const {
    const T* value = std::get_if<T>(&data_);
    if (value == nullptr) wrong_type();
    return *value;
  }
  template <class T>
  const T* get_if() const {
    return std::get_if<T>(&data_);
  }

  /// Same type and same value; decimals by value (1.0 == 1.00); null equals null.
  friend bool operator==(const Value&, const Value&) = default;

 private:
  [[noreturn]] static void wrong_type();
  std::variant<std::monostate, bool, std::int64_t, Decimal, std::string, Date, DateTime, Id> data_;
};

}  // namespace tw
