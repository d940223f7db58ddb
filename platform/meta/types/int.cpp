// int: a whole number
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"min", Takes::number}, {"max", Takes::number}};

void bind(MapReader& in, FieldDef& field) { bind_integer_range(in, field); }

}  // namespace

const FieldTypeDef integer_type{
    .type = Type::integer,
    .word = "int",
    .storage = Storage::integer,
    .about = "a whole number",
    .keywords = keywords,
    .bind = bind,
    .default_holds = is_integer,
    .can_be_unique = true,
    .can_be_result = true,
};

}  // namespace tw::meta
