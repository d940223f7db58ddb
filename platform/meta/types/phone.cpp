// phone: a telephone number
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"max", Takes::integer}};

void bind(MapReader& in, FieldDef& field) {
  constexpr int most = 40;
  bind_max_length(in, field, most, most);
}

}  // namespace

const FieldTypeDef phone_type{
    .type = Type::phone,
    .word = "phone",
    .storage = Storage::text,
    .about = "a telephone number",
    .keywords = keywords,
    .bind = bind,
    .default_holds = is_any_text,
    .indexed = true,
    .searchable = true,
    .can_be_unique = true,
    .can_be_title = true,
    .personal = true,
};

}  // namespace tw::meta
