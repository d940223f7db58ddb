// location: a port, airport or city by its UN/LOCODE
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

void bind(MapReader& in, FieldDef& field) {
  constexpr int code_length = 5;
  static_cast<void>(in);
  field.max_length = code_length;
}

}  // namespace

const FieldTypeDef location_type{
    .type = Type::location,
    .word = "location",
    .storage = Storage::text,
    .about = "a port, airport or city by its UN/LOCODE",
    .bind = bind,
    .can_be_unique = true,
    .can_be_title = true,
};

}  // namespace tw::meta
