// longtext: several lines of plain text
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"max", Takes::integer}};

void bind(MapReader& in, FieldDef& field) {
  constexpr int most = 1'000'000;
  bind_max_length(in, field, 20'000, most);
}

}  // namespace

const FieldTypeDef longtext_type{
    .type = Type::longtext,
    .word = "longtext",
    .storage = Storage::text,
    .about = "several lines of plain text",
    .keywords = keywords,
    .bind = bind,
    .default_holds = is_any_text,
    .filterable = false,
    .searchable = true,
};

}  // namespace tw::meta
