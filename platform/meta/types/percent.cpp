// percent: 12.5 means 12.5 %
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

const FieldTypeDef percent_type{
    .type = Type::percent,
    .word = "percent",
    .storage = Storage::scaled,
    .about = "12.5 means 12.5 %",
    .keywords = keywords,
    .bind = bind,
    .default_holds = is_number,
    .can_be_result = true,
};

}  // namespace tw::meta
