// date: a day
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"min", Takes::text}, {"max", Takes::text}};

void bind(MapReader& in, FieldDef& field) { bind_date_range(in, field); }

}  // namespace

const FieldTypeDef date_type{
    .type = Type::date,
    .word = "date",
    .storage = Storage::date,
    .about = "a day",
    .keywords = keywords,
    .bind = bind,
    .default_holds = is_date,
    .indexed = true,
    .can_be_unique = true,
    .can_be_result = true,
};

}  // namespace tw::meta
