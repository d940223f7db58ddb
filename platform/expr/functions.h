#pragma once
// The functions: how they are written, what they take, what they give and what they do. One table.
// Internal to expr/.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "platform/base/value.h"
#include "platform/expr/expression.h"

namespace tw::expr {

/// Digits after the point of a quotient.
inline constexpr int division_scale = 9;

/// Set of ValueTypes a parameter takes.
using TypeSet = std::uint32_t;
constexpr TypeSet set_of(ValueType type) { return TypeSet{1} << static_cast<unsigned>(type); }
inline constexpr TypeSet text_set = set_of(ValueType::text);
inline constexpr TypeSet integer_set = set_of(ValueType::integer);
inline constexpr TypeSet number_set = integer_set | set_of(ValueType::decimal);
inline constexpr TypeSet datetime_set = set_of(ValueType::datetime);
inline constexpr TypeSet day_set = datetime_set | set_of(ValueType::date);
inline constexpr TypeSet duration_set = set_of(ValueType::duration);

struct Signature {
  std::string_view name;
  Function function;
  std::size_t least, most;  // arguments
  std::array<TypeSet, 3> parameters;
  ValueType result;  // any: the type of the first argument
  int scale;         // of a decimal result
};

/// Case-insensitive; nullptr when there is no such function.
const Signature* find_function(std::string_view name);
const Signature& signature_of(Function function);

/// Runs a function over arguments of which none is null; everything but now, cast, isof and
/// matchespattern.
Value call(Function function, std::span<const Value> arguments);

/// `cast(value, type)` with a type name that bind has let through; decimals are rounded to `scale`.
Value cast_value(const Value& value, ValueType target, int scale);

/// A number as a Decimal.
Decimal as_decimal(const Value& value);

}  // namespace tw::expr
