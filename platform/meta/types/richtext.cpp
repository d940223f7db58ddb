// richtext: text with headings, lists and links; cleaned on the way in
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"max", Takes::integer}};

void bind(MapReader& in, FieldDef& field) {
  constexpr int most = 1'000'000;
  bind_max_length(in, field, 20'000, most);
}

}  // namespace

const FieldTypeDef richtext_type{
    .type = Type::richtext,
    .word = "richtext",
    .storage = Storage::text,
    .about = "text with headings, lists and links; cleaned on the way in",
    .keywords = keywords,
    .bind = bind,
    .filterable = false,
    .searchable = true,
};

}  // namespace tw::meta
