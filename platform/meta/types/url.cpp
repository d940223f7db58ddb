// url: a web address
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"max", Takes::integer}};

void bind(MapReader& in, FieldDef& field) {
  constexpr int most = 2'000;
  bind_max_length(in, field, most, most);
}

}  // namespace

const FieldTypeDef url_type{
    .type = Type::url,
    .word = "url",
    .storage = Storage::text,
    .about = "a web address",
    .keywords = keywords,
    .bind = bind,
    .default_holds = is_any_text,
    .searchable = true,
    .can_be_unique = true,
    .can_be_title = true,
};

}  // namespace tw::meta
