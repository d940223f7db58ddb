// country: a country by its ISO 3166-1 code of two letters
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

bool holds(const FieldDef&, std::string_view text) {
  return text.size() == 2 &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

void bind(MapReader& in, FieldDef& field) {
  constexpr int code_length = 2;
  static_cast<void>(in);
  field.max_length = code_length;
}

}  // namespace

const FieldTypeDef country_type{
    .type = Type::country,
    .word = "country",
    .storage = Storage::text,
    .about = "a country by its ISO 3166-1 code of two letters",
    .bind = bind,
    .default_holds = holds,
    .can_be_unique = true,
    .can_be_title = true,
};

}  // namespace tw::meta
