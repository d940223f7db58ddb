#pragma once
// Typed names of entities, fields and options. schemac writes one header per entity with them
// (`gen/<module>/<entity>.gen.h`), so that `record[sales::order::total]` is a Decimal and a typo
// does not compile. `index` is the position in EntityDef::fields(); customers' own fields come
// after all compiled ones, so it stays true.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/date.h"
#include "platform/base/decimal.h"
#include "platform/base/id.h"
#include "platform/base/json.h"

namespace tw::meta {

struct EntityKey {
  std::string_view name;
  friend constexpr bool operator==(EntityKey, EntityKey) = default;
};

/// A field whose values are T: std::string, std::int64_t, bool, Decimal, Id, std::vector<Id>
/// (refs), Date, DateTime or json::value (choices of free shape: tags, files, address, json).
template <class T>
struct Field {
  using value_type = T;
  std::string_view name;
  int index = -1;
};

/// A choice or state field. `code_of(E)` and `parse(code, E&)` stand beside the enum and are found
/// by ADL.
template <class E>
struct OptionField {
  using value_type = E;
  std::string_view name;
  int index = -1;
};

/// A `choices` field: several options at once.
template <class E>
struct OptionsField {
  using value_type = std::vector<E>;
  std::string_view name;
  int index = -1;
};

/// Owned children, edited with their owner; it has no value of its own.
struct LinesField {
  std::string_view name;
  int index = -1;
  EntityKey entity;
};

struct ActionKey {
  std::string_view name;
  friend constexpr bool operator==(ActionKey, ActionKey) = default;
};

/// The enumerator whose code is `code`; nothing for an option that a customer added at run time.
template <class E>
constexpr std::optional<E> parse_option(std::span<const std::string_view> codes,
                                        std::string_view code) {
  for (std::size_t i = 0; i < codes.size(); ++i)
    if (codes[i] == code) return static_cast<E>(i);
  return std::nullopt;
}

}  // namespace tw::meta
