#include <array>

#include "platform/base/check.h"
#include "platform/meta/types/field_type.h"

namespace tw::meta {
namespace {

constexpr std::array list{
    &text_type,    &longtext_type, &richtext_type, &email_type,   &phone_type,   &url_type,
    &boolean_type, &integer_type,  &decimal_type,  &percent_type, &money_type,   &currency_type,
    &date_type,    &datetime_type, &duration_type, &choice_type,  &choices_type, &state_type,
    &ref_type,     &refs_type,     &any_ref_type,  &lines_type,   &file_type,    &files_type,
    &address_type, &country_type,  &location_type, &formula_type, &rollup_type,  &sequence_type,
    &tags_type,    &secret_type,   &json_type,
};

}  // namespace

std::span<const FieldTypeDef* const> all_types() { return list; }

const FieldTypeDef& type_of(Type type) {
  const FieldTypeDef& found = *list[static_cast<std::size_t>(type)];
  CHECK(found.type == type);
  return found;
}

const FieldTypeDef* find_type(std::string_view word) {
  for (const FieldTypeDef* type : list)
    if (type->word == word) return type;
  return nullptr;
}

std::string_view name_of(Type type) { return type_of(type).word; }

}  // namespace tw::meta
