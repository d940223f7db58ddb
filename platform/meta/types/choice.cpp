// choice: one of a few options
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"options", Takes::options, true}};

void bind(MapReader& in, FieldDef& field) { bind_options(in, field); }

}  // namespace

const FieldTypeDef choice_type{
    .type = Type::choice,
    .word = "choice",
    .storage = Storage::text,
    .about = "one of a few options",
    .keywords = keywords,
    .bind = bind,
    .default_holds = is_option,
    .indexed = true,
    .can_be_unique = true,
    .can_be_title = true,
};

}  // namespace tw::meta
