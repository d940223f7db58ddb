// choices: several of a few options
#include "platform/meta/types/keywords.h"

namespace tw::meta {
namespace {

constexpr Keyword keywords[] = {{"options", Takes::options, true}};

void bind(MapReader& in, FieldDef& field) { bind_options(in, field); }

}  // namespace

const FieldTypeDef choices_type{
    .type = Type::choices,
    .word = "choices",
    .storage = Storage::json,
    .about = "several of a few options",
    .keywords = keywords,
    .bind = bind,
    .default_holds = is_option,
};

}  // namespace tw::meta
