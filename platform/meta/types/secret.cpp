// secret: kept sealed and never read back
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

void bind(MapReader& in, FieldDef& field) {
  constexpr int longest = 4'000;
  static_cast<void>(in);
  field.max_length = longest;
}

}  // namespace

const FieldTypeDef secret_type{
    .type = Type::secret,
    .word = "secret",
    .storage = Storage::text,
    .about = "kept sealed and never read back",
    .bind = bind,
    .filterable = false,
};

}  // namespace tw::meta
