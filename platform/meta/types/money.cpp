// money: an amount; its currency stands in a field beside it
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {
    {"min", Takes::number}, {"max", Takes::number}, {"currency", Takes::name}};

void bind(MapReader& in, FieldDef& field) {
  constexpr int money_scale = 4;  // unit prices of small parts need more than cents
  field.scale = money_scale;
  bind_number_range(in, field);
  field.currency_field = in.name("currency");
}

}  // namespace

const FieldTypeDef money_type{
    .type = Type::money,
    .word = "money",
    .storage = Storage::scaled,
    .about = "an amount; its currency stands in a field beside it",
    .keywords = keywords,
    .bind = bind,
    .default_holds = is_number,
    .can_be_result = true,
};

}  // namespace tw::meta
