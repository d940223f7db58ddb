// email: an e-mail address
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"max", Takes::integer}};

void bind(MapReader& in, FieldDef& field) {
  constexpr int most = 254;
  bind_max_length(in, field, most, most);
}

}  // namespace

const FieldTypeDef email_type{
    .type = Type::email,
    .word = "email",
    .storage = Storage::text,
    .about = "an e-mail address",
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
