// currency: a currency by its ISO 4217 code
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

bool holds(const FieldDef&, std::string_view text) {
  if (text == "company") return true;
  return text.size() == 3 &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

void bind(MapReader& in, FieldDef& field) {
  constexpr int code_length = 3;
  static_cast<void>(in);
  field.max_length = code_length;
}

}  // namespace

const FieldTypeDef currency_type{
    .type = Type::currency,
    .word = "currency",
    .storage = Storage::text,
    .about = "a currency by its ISO 4217 code",
    .bind = bind,
    .default_holds = holds,
    .can_be_unique = true,
    .can_be_title = true,
};

}  // namespace tw::meta
