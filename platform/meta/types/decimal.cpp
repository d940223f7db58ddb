// decimal: an exact number with digits after the point
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {
    {"scale", Takes::integer}, {"min", Takes::number}, {"max", Takes::number}};

void bind(MapReader& in, FieldDef& field) {
  bind_scale(in, field, 2);
  bind_number_range(in, field);
}

}  // namespace

const FieldTypeDef decimal_type{
    .type = Type::decimal,
    .word = "decimal",
    .storage = Storage::scaled,
    .about = "an exact number with digits after the point",
    .keywords = keywords,
    .bind = bind,
    .default_holds = is_number,
    .can_be_result = true,
};

}  // namespace tw::meta
